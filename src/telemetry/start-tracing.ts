import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import { LIMITS } from '../domain/limits.js';
import { useTracer } from './tracing.js';

export const TRACES_PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export type TracesProtocol = (typeof TRACES_PROTOCOLS)[number];

type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/**
 * Starts to export spans from this thread. The SDK is loaded here and reads everything but the protocol from the standard
 * variables: endpoint, headers, sampler, service name, batches.
 *
 * @returns a function that exports the remaining spans and stops tracing
 */
export async function startTracing(protocol: TracesProtocol, logger: Logger): Promise<() => Promise<void>> {
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { detectResources, envDetector, resourceFromAttributes } = await import('@opentelemetry/resources');
  // The SDK reports invalid variables while it is built. Afterwards `ReportingExporter` reports failures, once per outage.
  const warn = (message: string, ...details: unknown[]): void => logger.warn({ details }, message);
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore });
  const defaults = { 'service.name': 'causeloop-gateway', 'service.instance.id': randomUUID() };
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(defaults).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new ReportingExporter(await newExporter(protocol), logger))],
  });
  provider.register();
  diag.disable();
  useTracer(provider.getTracer('causeloop-gateway'));
  return async () => {
    useTracer(undefined);
    // Spans are worth less than a quick stop.
    const timeout = new AbortController();
    const timedOut = delay(LIMITS.tracesFlushMs, undefined, { signal: timeout.signal });
    await Promise.race([provider.shutdown(), timedOut]);
    timeout.abort();
    trace.disable();
    context.disable();
    propagation.disable();
  };
}

async function newExporter(protocol: TracesProtocol): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

function ignore(): void {}

/** Logs when exports begin to fail and when they work again. Spans that cannot be exported are lost. */
class ReportingExporter implements SpanExporter {
  private failing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly logger: Logger,
  ) {}

  export(spans: Parameters<SpanExporter['export']>[0], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.report(result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private report(error: Error | undefined): void {
    const failing = error !== undefined;
    if (failing && !this.failing)
      this.logger.warn({ reason: error.message }, 'traces cannot be exported; spans are lost');
    if (!failing && this.failing) this.logger.info('traces are exported again');
    this.failing = failing;
  }
}
