import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { type Admission, rateLimited } from '../../access/admission.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { AppError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { SDL } from '../../generated/sdl.js';
import { idempotencyOf, type SentIdempotencyKey } from '../../server/idempotency-key.js';
import { rateHeaders } from '../../server/rate-headers.js';
import type { RequestScope } from '../execution/apollo-server.js';
import { GraphqlContext, type LoaderStores } from '../execution/context.js';
import {
  type Documents,
  operationOf,
  type PreparedOperation,
  refuseSubscription,
  refuseVariables,
} from '../execution/documents.js';
import { refuseDocument, refuseRequest } from './graphql-refusal.js';
import { type GraphqlHttpRequest, readGraphqlRequest } from './graphql-request.js';

export interface GraphqlRoutesOptions {
  readonly admission: Admission;
  readonly apollo: ApolloServer<RequestScope>;
  readonly documents: Documents;
  readonly stores: LoaderStores;
  readonly logger: Logger;
}

/** The headers that Apollo reads. */
const APOLLO_HEADERS = [
  'content-type',
  'accept',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

/** GraphQL over HTTP, and the contract as a file. */
export function addGraphqlRoutes(server: FastifyInstance, options: GraphqlRoutesOptions): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    errorHandler: (error, request, reply) => refuseRequest(error, request, reply, options.logger),
    handler: (request, reply) => handle(options, request, reply),
  });
  server.get('/schema.graphql', async (_, reply) => reply.type('text/plain; charset=utf-8').send(SDL));
}

/** The caller, or the error to throw when the operation needs one: introspection needs no token. */
type Identity = Caller | UnauthorizedError;

async function handle(
  options: GraphqlRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { admission, documents, stores, apollo } = options;
  const identity = await identify(admission, request);
  let asked: GraphqlHttpRequest;
  try {
    asked = await readGraphqlRequest(request, reply);
  } catch (error) {
    await countRequests(admission, identity, 1, reply);
    throw error;
  }
  const prepared = asked.query === undefined ? undefined : documents.prepare(asked.query);
  const valid = prepared !== undefined && 'document' in prepared ? prepared : undefined;
  const operation = valid && operationOf(valid, asked.operationName);
  if (identity instanceof UnauthorizedError && operation !== undefined && !operation.isPublic) throw identity;
  await countRequests(admission, identity, operation?.requests ?? 1, reply);
  const variables = operation?.variables.pick(asked.variables) ?? {};
  const refused =
    prepared !== undefined && 'errors' in prepared
      ? prepared
      : operation && (refuseSubscription(operation) ?? refuseVariables(operation, variables));
  if (refused !== undefined) return refuseDocument(refused, request, reply);
  const caller = identity instanceof UnauthorizedError ? null : identity;
  const idempotency = operation?.ingestFields ? requireOneWrite(operation, request, asked.bytes) : undefined;
  const context = new GraphqlContext(caller, request.id, stores, idempotency);
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: apolloHeaders(request),
      search: asked.search,
      body: withVariables(asked.body, variables),
    },
    context: async () => ({ context, operation }),
  });
  if (context.isReplayed) reply.header('idempotency-replayed', 'true');
  return send(response, reply);
}

/**
 * Returns the Idempotency-Key of an operation with ingest fields.
 * @throws AppError validation_error for an invalid key, or one of several writes
 */
function requireOneWrite(
  { ingestFields }: PreparedOperation,
  request: FastifyRequest,
  body: Buffer,
): SentIdempotencyKey | undefined {
  const idempotency = idempotencyOf(request, body);
  if (idempotency === undefined || ingestFields === 1) return idempotency;
  throw new AppError(
    'validation_error',
    'An Idempotency-Key applies to one ingest field: send the others in operations of their own.',
  );
}

/** Replaces the variables by the declared ones. Anything that is not an object of variables is left for Apollo to refuse. */
function withVariables(body: unknown, variables: Record<string, unknown>): unknown {
  return isJsonObject(body) && isJsonObject(body.variables) ? { ...body, variables } : body;
}

async function identify(admission: Admission, request: FastifyRequest): Promise<Identity> {
  try {
    const identified = admission.identify(request.headers.authorization, request.raw);
    const caller = identified instanceof Promise ? await identified : identified;
    request.caller = caller;
    return caller;
  } catch (error) {
    if (error instanceof UnauthorizedError) return error;
    throw error;
  }
}

/**
 * Counts all requests of an operation against the workspace's rate limit. Requests without a caller were counted by
 * address when they were identified.
 * @throws AppError rate_limited, with none counted
 */
async function countRequests(
  admission: Admission,
  identity: Identity,
  requests: number,
  reply: FastifyReply,
): Promise<void> {
  if (identity instanceof UnauthorizedError) return;
  const consumed = admission.consume(identity, requests);
  const state = consumed instanceof Promise ? await consumed : consumed;
  reply.headers(rateHeaders(state));
  if (!state.allowed) throw rateLimited(state, 'requests of this workspace');
}

function apolloHeaders(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const name of APOLLO_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  // A page of another site cannot send this header without a preflight request, so it prevents CSRF as well.
  if (request.headers.authorization !== undefined) headers.set('apollo-require-preflight', 'true');
  return headers;
}

function send({ status, headers, body }: HTTPGraphQLResponse, reply: FastifyReply): FastifyReply {
  for (const [name, value] of headers) reply.header(name, value);
  if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
  return reply.code(status ?? 200).send(body.string);
}
