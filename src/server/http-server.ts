import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../access/access-store.js';
import { LIMITS } from '../domain/limits.js';
import { collectAllowedMethods, routeError } from './allowed-methods.js';
import { type ErrorBody, handleExpectations, refuseConnection } from './connection-errors.js';
import { Connections } from './connections.js';
import type { Metrics } from './metrics.js';
import { protocolError } from './protocol-error.js';
import { traceRequests } from './request-tracing.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { closeAfterBody, sendBeforeBody } from './unread-body.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated caller; set by routes that require a token. */
    caller: Caller;
  }
}

/** How errors look outside GraphQL. */
export interface ErrorResponses {
  /** Sends the response for a thrown error. */
  readonly send: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  readonly body: ErrorBody;
}

export interface HttpServerOptions {
  readonly metrics: Metrics;
  readonly errors: ErrorResponses;
  readonly logger: Logger;
}

export interface HttpServer {
  readonly server: FastifyInstance;
  readonly isDraining: () => boolean;
  /** From now on `/ready` reports a stop, and requests are served as before. Returns after `delayMs`. */
  announceStop(delayMs: number): Promise<void>;
  /**
   * From now on every response closes its connection. Returns once no connection is left, or after `timeoutMs`, but at
   * most `LIMITS.drainMs`; then only those connections are open on which a response is owed.
   */
  drain(timeoutMs: number): Promise<void>;
}

const TRACE_ID = new RegExp(`^[A-Za-z0-9._:-]{1,${LIMITS.traceIdChars}}$`);

/** The HTTP server that every surface adds its routes to, not yet listening. */
export function createHttpServer({ metrics, errors, logger }: HttpServerOptions): HttpServer {
  const server = createFastify(errors, (error, socket) =>
    refuseConnection(error, socket, connections, errors.body),
  );
  const connections = new Connections(server.server);
  const allowedMethods = collectAllowedMethods(server);
  traceRequests(server);
  handleExpectations(server.server, connections, errors.body);

  let isAnnounced = false;

  server.addHook('onRequest', (request, reply, done) => {
    addCommonHeaders(request, reply);
    // Not in the handler of unknown routes: the framework judges the Content-Type before it calls that.
    done(request.is404 ? routeError(request, reply, allowedMethods) : protocolError(request.raw));
  });
  server.addHook('onSend', (request, reply, payload, done) =>
    done(null, sendBeforeBody(request, reply, payload)),
  );
  server.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'unknown' } = request.routeOptions;
    const { elapsedTime: durationMs, statusCode: status } = reply;
    metrics.requestAnswered(request.method, route, status, durationMs / 1000);
    if (logger.isLevelEnabled('debug')) {
      const { id: traceId, method, caller } = request;
      const workspaceId = caller?.workspaceId;
      logger.debug({ method, route, status, durationMs, traceId, workspaceId }, 'request completed');
    }
    done();
  });
  server.setErrorHandler(errors.send);
  return {
    server,
    isDraining: () => isAnnounced || connections.isDraining,
    announceStop: async (delayMs) => {
      isAnnounced = true;
      await delay(delayMs);
    },
    drain: (timeoutMs) => connections.drain(Math.min(timeoutMs, LIMITS.drainMs)),
  };
}

type ClientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

function createFastify(errors: ErrorResponses, clientErrorHandler: ClientErrorHandler): FastifyInstance {
  const server = fastify({
    logger: false,
    requestIdHeader: false,
    genReqId: traceIdOf,
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: false },
    requestTimeout: LIMITS.requestTimeoutMs,
    keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
    http: {
      headersTimeout: LIMITS.headersTimeoutMs,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler,
    frameworkErrors: (error, request, reply) => {
      addCommonHeaders(request, reply);
      errors.send(error, request, reply);
      // The framework calls no hooks for these.
      closeAfterBody(request.raw);
    },
  });
  server.decorateRequest('caller');
  // Routes read their bodies themselves, after the caller was admitted.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return server;
}

/** Called before every other hook, so that later code can only keep these headers or replace them on purpose. */
function addCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
}

/** The caller's own X-Request-Id if it is safe in logs and headers, else a new one. */
function traceIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && TRACE_ID.test(sent) ? sent : randomUUID();
}
