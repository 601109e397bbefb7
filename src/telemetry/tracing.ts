import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AppError } from '../domain/errors.js';
import { encodeId, ID_PREFIX, mintedAt } from '../domain/ids.js';

/*
 * Spans of requests, stage 1 and stage 2. While tracing is off, each function costs one comparison. Spans contain numbers,
 * ids and routes: no payload, token or error message.
 */

/** A job of stage 2 with the span of the request that stored it. */
export interface TracedJob {
  readonly id: Buffer;
  /** As in the W3C header; null if the request was not traced. */
  readonly traceparent: string | null;
}

/** A span that is not ended by a function of this module. */
export interface OpenSpan {
  readonly span: Span;
  /** The context in which the span is the current one. */
  readonly context: Context;
}

/** Jobs of a set that get a span and a link each. Links beyond 128 are dropped by default. */
const TRACED_JOBS_PER_SET = 128;

let tracer: Tracer | undefined;

/** Sets or, with undefined, removes the source of spans of this thread. */
export function useTracer(source: Tracer | undefined): void {
  tracer = source;
}

export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Runs `work` in a span. Without tracing, `work` receives undefined. */
export function traced<T>(name: string, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  if (tracer === undefined) return work(undefined);
  const span = tracer.startSpan(name);
  return runIn(openSpan(span), () => work(span));
}

/**
 * Starts the span of an HTTP request as a child of the caller's span, if the request names one.
 * @param route undefined if no route matches
 */
export function startRequestSpan(
  method: string,
  route: string | undefined,
  headers: Record<string, unknown>,
): OpenSpan | undefined {
  if (tracer === undefined) return undefined;
  const attributes: Attributes = { 'http.request.method': method };
  if (route !== undefined) attributes['http.route'] = route;
  const name = route === undefined ? method : `${method} ${route}`;
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  return openSpan(tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
}

/**
 * Runs one set of stage 2 in a span of its own, with a link to the request of each job. Each request's trace also gets a
 * span for its job, from the start to the end of the set: sets contain jobs of many requests, and can run in other processes.
 *
 * @param now epoch milliseconds
 */
export function tracedSet<T>(jobs: readonly TracedJob[], now: number, work: () => Promise<T>): Promise<T> {
  if (tracer === undefined) return work();
  const spanOf = tracer.startSpan.bind(tracer);
  const origins = jobs.flatMap(originOf).slice(0, TRACED_JOBS_PER_SET);
  const set = spanOf('process set', {
    kind: SpanKind.CONSUMER,
    root: true,
    attributes: { 'causeloop.jobs': jobs.length },
    links: origins.map(({ id, request }) => ({
      context: request,
      attributes: { 'causeloop.job_id': encodeId(ID_PREFIX.job, id) },
    })),
  });
  const spans = origins.map(({ id, parent }) => {
    const attributes = {
      'causeloop.job_id': encodeId(ID_PREFIX.job, id),
      'causeloop.wait_ms': now - mintedAt(id),
    };
    const links = [{ context: set.spanContext() }];
    return spanOf('process job', { kind: SpanKind.CONSUMER, attributes, links }, parent);
  });
  return runIn(openSpan(set), work, spans);
}

function originOf({ id, traceparent }: TracedJob) {
  if (traceparent === null) return [];
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent });
  const request = trace.getSpanContext(parent);
  return request === undefined ? [] : [{ id, parent, request }];
}

/** Returns the `traceparent` of a span, or undefined if the span is not exported. */
export function traceparentOf(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return (traceFlags & TraceFlags.SAMPLED) === 0 ? undefined : `00-${traceId}-${spanId}-01`;
}

/** The fields of a log line that name the current span. */
export function traceFields(): object {
  const current = trace.getActiveSpan()?.spanContext();
  if (current === undefined || !isSpanContextValid(current)) return {};
  return { trace_id: current.traceId, span_id: current.spanId };
}

/** Runs `work` with the span as the current one. Does not end the span. */
export function runWithin(open: OpenSpan, work: () => void): void {
  context.with(open.context, work);
}

function openSpan(span: Span): OpenSpan {
  return { span, context: trace.setSpan(context.active(), span) };
}

/** Ends the span, and `others` like it, when `work` does. */
async function runIn<T>(open: OpenSpan, work: () => Promise<T>, others: readonly Span[] = []): Promise<T> {
  const spans = [open.span, ...others];
  try {
    return await context.with(open.context, work);
  } catch (error) {
    for (const span of spans) recordFailure(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** A refused request is not a failure of the gateway. */
function recordFailure(span: Span, error: unknown): void {
  const code = error instanceof AppError ? error.code : undefined;
  span.setAttribute('error.type', code ?? (error instanceof Error ? error.name : 'unknown'));
  if (code === undefined || code === 'unavailable') span.setStatus({ code: SpanStatusCode.ERROR });
}
