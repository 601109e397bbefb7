import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryOutcome } from '../domain/delivery.js';
import type { Observer } from '../domain/observer.js';
import type { Outcome } from '../domain/record.js';
import type { Source } from '../domain/source.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The job queue at one moment. */
interface Queue {
  readonly depth: number;
  readonly oldestAgeSeconds: number;
}

/** The Prometheus metrics. No label names a workspace, a token, or anything that a caller sent. */
export class Metrics implements Observer {
  private readonly registry = new Registry();

  private readonly requests = new Counter({
    name: 'causeloop_http_requests_total',
    help: 'Requests, by method, route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });

  private readonly durations = new Histogram({
    name: 'causeloop_http_request_duration_seconds',
    help: 'Time from the headers of a request to the last byte of its response.',
    labelNames: ['route'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly records = new Counter({
    name: 'causeloop_records_total',
    help: 'Records by outcome. The source of a rejected record is that of its path, or unknown.',
    labelNames: ['outcome', 'source'] as const,
    registers: [this.registry],
  });

  private readonly deliveries = new Counter({
    name: 'causeloop_webhook_deliveries_total',
    help: 'Webhook deliveries by outcome. The source is unknown if the connector does not exist.',
    labelNames: ['outcome', 'source'] as const,
    registers: [this.registry],
  });

  private readonly stages = new Histogram({
    name: 'causeloop_stage_duration_seconds',
    help: 'persist: one transaction before its responses. process: one set of jobs after them.',
    labelNames: ['stage'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly swept = new Counter({
    name: 'causeloop_sweep_found_total',
    help: 'Backlogs that the sweep found and no wake-up announced. If it grows steadily, wake-ups are lost: check Redis.',
    registers: [this.registry],
  });

  private readonly depth = new Gauge({
    name: 'causeloop_job_queue_depth',
    help: 'Jobs that are not in a terminal state.',
    registers: [this.registry],
  });

  private readonly age = new Gauge({
    name: 'causeloop_job_queue_oldest_age_seconds',
    help: 'Age of the oldest job that is not in a terminal state; 0 if there is none.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  recordsDecided(outcome: Outcome, source: Source | 'unknown', count: number): void {
    this.records.inc({ outcome, source }, count);
  }

  deliveryDecided(outcome: DeliveryOutcome, source: Source | 'unknown'): void {
    this.deliveries.inc({ outcome, source }, 1);
  }

  stageFinished(stage: 'persist' | 'process', seconds: number): void {
    this.stages.observe({ stage }, seconds);
  }

  sweepFound(workspaces: number): void {
    this.swept.inc(workspaces);
  }

  /** @param route the pattern of the path, never the path itself */
  requestAnswered(method: string, route: string, status: number, seconds: number): void {
    this.requests.inc({ method, route, status });
    this.durations.observe({ route }, seconds);
  }

  /** @param count returns the number of open connections; called at every scrape */
  watchConnections(count: () => number): void {
    new Gauge({
      name: 'causeloop_open_connections',
      help: 'Open WebSockets and event streams of authenticated callers.',
      registers: [this.registry],
      collect() {
        this.set(count());
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Returns the text exposition format. If the queue cannot be read, its figures are NaN. */
  async expose(readQueue: () => Promise<Queue>): Promise<string> {
    const unknown: Queue = { depth: Number.NaN, oldestAgeSeconds: Number.NaN };
    const { depth, oldestAgeSeconds } = await readQueue().catch(() => unknown);
    this.depth.set(depth);
    this.age.set(oldestAgeSeconds);
    return this.registry.metrics();
  }
}
