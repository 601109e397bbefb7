import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a test reads it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly service: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of the linked spans. */
  readonly links: readonly string[];
  readonly failed: boolean;
}

interface JsonAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A receiver of traces over OTLP/HTTP. Understands JSON; bodies of other types are only counted. */
export class TraceCollector {
  readonly spans: ReceivedSpan[] = [];
  /** Content type and length of each request. */
  readonly requests: { readonly path: string; readonly type: string | undefined; readonly body: Buffer }[] =
    [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      collector.receive(request.url as string, request.headers['content-type'], body);
      response.setHeader('content-type', request.headers['content-type'] ?? '').end();
    });
    const collector = new TraceCollector(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The only span with this name, and this job if one is named. */
  span(name: string, jobId?: string): ReceivedSpan {
    const found = this.spans.filter(
      (span) => span.name === name && (jobId === undefined || span.attributes['causeloop.job_id'] === jobId),
    );
    if (found.length !== 1) throw new Error(`${found.length} spans ${name} of ${this.spans.length}`);
    return found[0] as ReceivedSpan;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private receive(path: string, type: string | undefined, body: Buffer): void {
    this.requests.push({ path, type, body });
    if (type !== 'application/json') return;
    for (const { resource, scopeSpans } of JSON.parse(body.toString()).resourceSpans)
      for (const { spans } of scopeSpans)
        for (const { name, traceId, spanId, parentSpanId, attributes, links = [], status } of spans)
          this.spans.push({
            name,
            traceId,
            spanId,
            parentSpanId,
            service: valuesOf(resource.attributes)['service.name'],
            attributes: valuesOf(attributes),
            links: links.map((link: { spanId: string }) => link.spanId),
            failed: status.code === 2,
          });
  }
}

function valuesOf(attributes: readonly JsonAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
