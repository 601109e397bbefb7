import { SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isTracing, type OpenSpan, runWithin, startRequestSpan } from '../telemetry/tracing.js';

/** Called every few seconds by machines. */
const UNTRACED = new Set<string | undefined>(['/health', '/ready', '/metrics']);

/** Adds a span for each request. Call it before other hooks are added, so that what they do belongs to the span. */
export function traceRequests(server: FastifyInstance): void {
  if (!isTracing()) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  server.addHook('onRequest', (request, _reply, done) => {
    const { url: route } = request.routeOptions;
    const open = UNTRACED.has(route) ? undefined : startRequestSpan(request.method, route, request.headers);
    if (open === undefined) return done();
    spans.set(request, open);
    open.span.setAttribute('causeloop.request_id', request.id);
    runWithin(open, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const open = spans.get(request);
    if (open === undefined) return done();
    const { span } = open;
    if (request.caller !== undefined) span.setAttribute('causeloop.workspace_id', request.caller.workspaceId);
    span.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    // What the other hooks log about the request names its span.
    runWithin(open, done);
    span.end();
  });
}
