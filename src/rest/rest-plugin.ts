import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Admission } from '../access/admission.js';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { IngestService } from '../ingest/ingest-service.js';
import type { JobStore } from '../jobs/job-store.js';
import { Connections } from '../server/connections.js';
import { addDocsRoutes } from '../server/docs-routes.js';
import type { Metrics } from '../server/metrics.js';
import { addOperationsRoutes, type Dependency } from '../server/operations-routes.js';
import { UpgradableRequest } from '../server/upgradable-request.js';
import { WholeResponse } from '../server/whole-response.js';
import type { DeliveryVerifier } from '../webhooks/delivery-verifier.js';
import type { WebhookService } from '../webhooks/webhook-service.js';
import { refuseConnection, sendError } from './error-response.js';
import { addIngestRoutes } from './ingest-routes.js';
import { openApiDocument } from './openapi.js';
import { addWebhookRoutes } from './webhook-routes.js';

export interface ServerOptions {
  readonly admission: Admission;
  readonly ingest: IngestService;
  readonly jobs: JobStore;
  readonly verifier: DeliveryVerifier;
  readonly webhooks: WebhookService;
  readonly metrics: Metrics;
  readonly dependencies: readonly Dependency[];
  readonly logger: Logger;
}

export interface Server {
  readonly server: FastifyInstance;
  /**
   * From now on every answer closes its connection. Answers once no connection is left, or after a second; then only
   * those are open on which a request is being answered.
   */
  drain(): Promise<void>;
}

const TRACE_ID = new RegExp(`^[A-Za-z0-9._:-]{1,${LIMITS.traceIdChars}}$`);

/** The HTTP server with all of its routes, not yet listening. */
export function buildServer(options: ServerOptions): Server {
  const { metrics, logger, dependencies, jobs } = options;
  const server = createServer(logger);
  const allowed = collectAllowedMethods(server);
  let draining = false;

  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    if (draining) reply.header('connection', 'close');
    // Here and not in the handler of unknown routes: the framework looks at the Content-Type before it calls that.
    done(request.is404 ? routeError(request, reply, allowed) : protocolError(request.raw));
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'unknown' } = request.routeOptions;
    const { elapsedTime: durationMs, statusCode: status } = reply;
    metrics.requestAnswered(request.method, route, status, durationMs / 1000);
    if (logger.isLevelEnabled('debug')) {
      const { id: traceId, method, caller } = request;
      logger.debug(
        { method, route, status, durationMs, traceId, workspaceId: caller?.workspaceId },
        'answered',
      );
    }
    done();
  });
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger));

  addIngestRoutes(server, options);
  addWebhookRoutes(server, options);
  addOperationsRoutes(server, {
    metrics,
    dependencies,
    queueStats: () => jobs.queueStats(),
    isDraining: () => draining,
  });
  addDocsRoutes(server, openApiDocument());
  const connections = new Connections(server.server);
  return {
    server,
    drain: () => {
      draining = true;
      return connections.drain(LIMITS.drainMs);
    },
  };
}

/** For a request that matches no route: there is no such path, or it takes other methods. */
function routeError(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: (path: string) => string[],
): AppError {
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, '').split('?')[0] as string;
  const methods = allowed(path);
  if (methods.length === 0) return new AppError('not_found', 'There is no such route; see /docs.');
  reply.header('allow', methods.join(', '));
  return new AppError('method_not_allowed', `This path takes only ${methods.join(' and ')}.`);
}

/** RFC 9112, section 3.2: Host is the one header that every request must have. The parser would refuse it without a body. */
function protocolError({ headers, httpVersion }: IncomingMessage): AppError | undefined {
  if (headers.host !== undefined || httpVersion === '1.0') return undefined;
  return new AppError('validation_error', 'The request has no Host header.');
}

function createServer(logger: Logger): FastifyInstance {
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
      IncomingMessage: UpgradableRequest,
      ServerResponse: WholeResponse,
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, randomUUID()),
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      sendError(error, request, reply, logger);
    },
  });
  server.decorateRequest('caller', null as never);
  server.server.on('checkExpectation', ({ socket }) =>
    refuseConnection({ code: 'EXPECTATION' }, socket, randomUUID()),
  );
  // Bodies are read by the routes that take one, after the caller was let in.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return server as unknown as FastifyInstance;
}

/** The caller's own X-Request-Id if it can be written anywhere as it is, else a new one. */
function traceIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && TRACE_ID.test(sent) ? sent : randomUUID();
}

/** Remembers the routes that are added from now on; answers the methods that a path takes. */
function collectAllowedMethods(server: FastifyInstance): (path: string) => string[] {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    routes.push({ path: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods)),
  ];
}
