import type { Server } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import type { Admission } from '../../access/admission.js';
import type { Clock } from '../../domain/clock.js';
import { LIMITS } from '../../domain/limits.js';
import { acceptWebSockets } from '../../server/upgrades.js';
import type { AllowedOrigins } from '../http/origins.js';
import { OpenConnections } from './open-connections.js';
import { addStreamRoutes } from './stream-routes.js';
import { SubscriptionOperations, type SubscriptionOperationsOptions } from './subscription-operations.js';
import { SubscriptionSockets } from './subscription-sockets.js';

export interface SubscriptionPluginOptions extends SubscriptionOperationsOptions {
  readonly admission: Admission;
  /** Returns the caller of an Authorization header, without counting the request; rejects with UnauthorizedError. */
  readonly authenticate: (authorization: string) => Caller | Promise<Caller>;
  readonly origins: AllowedOrigins;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends the response to a request that was refused. */
  readonly refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** Subscriptions over both transports. */
export interface Subscriptions {
  readonly connections: OpenConnections;
  readonly operations: SubscriptionOperations;
  /** Adds the event streams at `/graphql/stream`. */
  addRoutes(scope: FastifyInstance): void;
  /** Refuses new connections and asks the clients of open ones to reconnect later. */
  close(): Promise<void>;
}

const SOCKET_PATH = '/graphql';

/** Serves WebSockets at `/graphql` of `server`, and event streams once their routes are added. */
export function createSubscriptions(server: Server, options: SubscriptionPluginOptions): Subscriptions {
  const { admission, authenticate, origins, clock, logger, refuse } = options;
  const { perWorkspace, sweepMs, closeMs } = LIMITS.sockets;
  const operations = new SubscriptionOperations(options);
  const connections = new OpenConnections({ authenticate, clock, logger, perWorkspace, sweepMs });
  const sockets = new SubscriptionSockets({
    path: SOCKET_PATH,
    admission,
    operations,
    connections,
    origins,
    logger,
  });
  acceptWebSockets(server, (request, raw, head) => sockets.upgrade(request, raw, head));
  return {
    connections,
    operations,
    addRoutes: (scope) => addStreamRoutes(scope, { admission, operations, connections, logger, refuse }),
    close: async () => {
      sockets.stop();
      await connections.close(closeMs);
    },
  };
}
