import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../access/access-store.js';
import type { Admission } from '../access/admission.js';
import type { Clock } from '../domain/clock.js';
import { createApolloServer, type RequestScope } from './execution/apollo-server.js';
import { GraphqlContext, type LoaderStores } from './execution/context.js';
import { Documents } from './execution/documents.js';
import { addExplorerRoutes, type ExplorerOptions, offerSandbox } from './explorer/explorer-routes.js';
import { refuseRequest } from './http/graphql-refusal.js';
import { addGraphqlRoutes } from './http/graphql-routes.js';
import { AllowedOrigins, addCors } from './http/origins.js';
import { buildGatewaySchema, type SchemaServices } from './schema/schema.js';
import { createSubscriptions, type Subscriptions } from './subscriptions/subscriptions-plugin.js';

/** The parts that execute operations, before any route is added. */
export interface GraphqlEngine {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly apollo: ApolloServer<RequestScope>;
}

export interface GraphqlOptions extends LoaderStores, ExplorerOptions {
  readonly admission: Admission;
  /** Returns the caller of an Authorization header, without counting the request; rejects with UnauthorizedError. */
  readonly authenticate: (authorization: string) => Caller | Promise<Caller>;
  /** Origins whose pages may use the surface; `*` allows every origin. */
  readonly corsOrigins: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Graphql {
  readonly schema: GraphQLSchema;
  readonly subscriptions: Subscriptions;
  /** Refuses new connections and asks clients of open ones to reconnect later. */
  closeSubscriptions(): Promise<void>;
  stop(): Promise<void>;
}

/** Builds the schema, which blocks the process for about a tenth of a second. */
export async function startGraphqlEngine(services: SchemaServices, logger: Logger): Promise<GraphqlEngine> {
  const schema = buildGatewaySchema(services);
  const apollo = createApolloServer(schema, logger);
  await apollo.start();
  return { schema, apollo, documents: new Documents(schema) };
}

/** Adds the whole GraphQL surface: queries and mutations, subscriptions, explorers. */
export function addGraphql(server: FastifyInstance, engine: GraphqlEngine, options: GraphqlOptions): Graphql {
  const { schema, documents, apollo } = engine;
  const { logger } = options;
  const origins = new AllowedOrigins(options.corsOrigins);
  const subscriptions = createSubscriptions(server.server, {
    ...options,
    schema,
    documents,
    origins,
    contextFor: (caller, traceId) => new GraphqlContext(caller, traceId, options),
    refuse: (error, request, reply) => refuseRequest(error, request, reply, logger),
  });
  // A scope of its own, because CORS applies to no other routes.
  void server.register(async (scope) => {
    addCors(scope, origins);
    scope.addHook('onRequest', (request, reply, done) => {
      if (!offerSandbox(request, reply, options)) done();
    });
    addGraphqlRoutes(scope, { ...options, apollo, documents, stores: options });
    subscriptions.addRoutes(scope);
  });
  void server.register(async (scope) => addExplorerRoutes(scope, options));
  return {
    schema,
    subscriptions,
    closeSubscriptions: () => subscriptions.close(),
    stop: () => apollo.stop(),
  };
}
