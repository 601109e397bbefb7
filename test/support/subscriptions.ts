import type { AddressInfo } from 'node:net';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { expect } from 'chai';
import { type FastifyInstance, fastify } from 'fastify';
import { pino } from 'pino';
import type { Caller } from '../../src/access/access-store.js';
import { bearerToken, UnauthorizedError } from '../../src/access/bearer.js';
import type { Scope } from '../../src/access/scopes.js';
import { AppError } from '../../src/domain/errors.js';
import { GraphqlContext } from '../../src/graphql/execution/context.js';
import { Documents } from '../../src/graphql/execution/documents.js';
import { refuseRequest } from '../../src/graphql/http/graphql-refusal.js';
import { AllowedOrigins } from '../../src/graphql/http/origins.js';
import { OpenConnections } from '../../src/graphql/subscriptions/open-connections.js';
import { addStreamRoutes } from '../../src/graphql/subscriptions/stream-routes.js';
import { SubscriptionOperations } from '../../src/graphql/subscriptions/subscription-operations.js';
import { SubscriptionSockets } from '../../src/graphql/subscriptions/subscription-sockets.js';
import { SubscriberQueue } from '../../src/pubsub/subscriber-queue.js';
import { acceptWebSockets } from '../../src/server/upgrades.js';
import { TestClock } from './clock.js';

const TYPES = /* GraphQL */ `
  type Tick {
    number: Int!
    text: String!
    secret: String
  }
  type Query { hello(name: String): String! }
  type Mutation { touch: Int! }
  type Subscription {
    ticks(of: String): Tick!
    refused: Tick!
  }
`;

/** An event. Every subscriber gets the same object. */
export interface Tick {
  readonly number: number;
  readonly text: string;
}

export interface TransportOptions {
  readonly perWorkspace?: number;
  readonly openingMs?: number;
  readonly origins?: readonly string[];
}

/** Both transports on a small schema, without a database. A token is `w<workspace>.<scope>[.<expiry>]`. */
export class TestTransports {
  readonly clock = new TestClock();
  /** The queue of each open source stream. */
  readonly subscribers = new Set<SubscriberQueue<Tick>>();
  /** Number of times that an event was executed. */
  executions = 0;
  /** Requests counted against the rate limit. */
  taken = 0;
  allowed = Number.POSITIVE_INFINITY;
  readonly revoked = new Set<string>();
  /** Makes every look-up of a token fail. */
  databaseUnavailable = false;
  url = '';

  private constructor(
    readonly server: FastifyInstance,
    readonly connections: OpenConnections,
    readonly operations: SubscriptionOperations,
    private readonly sockets: SubscriptionSockets,
  ) {}

  static async start(options: TransportOptions = {}): Promise<TestTransports> {
    const server = fastify();
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    let self: TestTransports | undefined;
    const it = (): TestTransports => self as TestTransports;
    const logger = pino({ level: 'silent' });
    const schema = makeExecutableSchema({ typeDefs: TYPES, resolvers: resolversOf(it) });
    const authenticate = (authorization: string | undefined): Caller => it().callerOf(authorization);
    const admission = {
      identify: authenticate,
      consume: (_: Caller, cost: number) => {
        const ok = it().taken + cost <= it().allowed;
        if (ok) it().taken += cost;
        return { allowed: ok, limit: 0, remaining: 0, resetSeconds: 60 };
      },
    };
    const operations = new SubscriptionOperations({
      schema,
      documents: new Documents(schema),
      admission,
      contextFor: (caller, traceId) => new GraphqlContext(caller, traceId, {} as never),
      logger,
    });
    const clock = { now: () => it().clock.now() };
    const perWorkspace = options.perWorkspace ?? 100;
    const connections = new OpenConnections({ authenticate, clock, logger, perWorkspace, sweepMs: 2 ** 30 });
    const sockets = new SubscriptionSockets({
      path: '/graphql',
      admission,
      operations,
      connections,
      origins: new AllowedOrigins(options.origins ?? []),
      logger,
      ...(options.openingMs === undefined ? {} : { openingMs: options.openingMs }),
    });
    acceptWebSockets(server.server, (request, raw, head) => sockets.upgrade(request, raw, head));
    const answer: Parameters<typeof addStreamRoutes>[1]['refuse'] = (error, request, reply) =>
      refuseRequest(error, request, reply, logger);
    addStreamRoutes(server, { admission, operations, connections, logger, refuse: answer });
    self = new TestTransports(server, connections, operations, sockets);
    await server.listen({ port: 0, host: '127.0.0.1' });
    self.url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    return self;
  }

  publish(tick: Tick): void {
    for (const queue of [...this.subscribers]) queue.push(tick);
  }

  async stop(): Promise<void> {
    this.sockets.stop();
    await this.connections.close(1_000);
    this.server.server.closeAllConnections();
    await this.server.close();
  }

  /** Every test must leave the server without subscriptions and connections. */
  async stopAndExpectNothingOpen(): Promise<void> {
    await this.stop();
    expect(this.subscribers.size).to.equal(0);
    expect(this.connections.size).to.equal(0);
    expect(this.operations.openSubscriptions).to.equal(0);
  }

  /** Refuses new connections and closes the open ones, as the gateway does when it stops. */
  async drain(): Promise<void> {
    this.sockets.stop();
    await this.connections.close(1_000);
  }

  private callerOf(authorization: string | undefined): Caller {
    const token = bearerToken(authorization);
    if (this.databaseUnavailable) throw new AppError('unavailable', 'The database is unavailable.');
    const [, workspace, scopes, expiry] = /^w(\d+)\.([a-z]*)(?:\.(\d+))?$/.exec(token) ?? [];
    if (workspace === undefined || this.revoked.has(token)) throw new UnauthorizedError('invalid');
    const expiresAt = expiry === undefined ? null : Number(expiry);
    if (expiresAt !== null && expiresAt <= this.clock.now()) throw new UnauthorizedError('invalid');
    return {
      workspaceId: Number(workspace),
      tokenId: token,
      scopes: new Set([scopes as Scope]),
      expiresAt,
    };
  }
}

function resolversOf(it: () => TestTransports) {
  const subscribe = (): SubscriberQueue<Tick> => {
    const queue: SubscriberQueue<Tick> = new SubscriberQueue<Tick>(() => it().subscribers.delete(queue));
    it().subscribers.add(queue);
    return queue;
  };
  const resolve = (tick: Tick): Tick => {
    it().executions += 1;
    return tick;
  };
  return {
    Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'world'}` },
    Mutation: { touch: () => 1 },
    Subscription: {
      ticks: { subscribe, resolve },
      refused: {
        subscribe: () => {
          throw new AppError('not_found', 'No such tick.');
        },
      },
    },
    Tick: {
      secret: (_: Tick, __: unknown, { caller }: GraphqlContext) => {
        if (caller?.scopes.has('secret' as Scope)) return 'told';
        throw new AppError('forbidden', 'The token lacks the scope.');
      },
    },
  };
}
