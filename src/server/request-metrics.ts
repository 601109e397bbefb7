import { Counter, type Metric, type Registry } from 'prom-client';

/** Requests of one method that were answered with one status. */
interface Answers {
  readonly method: string;
  readonly status: number;
  count: number;
}

/** What was answered on one route. */
interface RouteTally {
  readonly answers: Answers[];
  /** Requests in each bucket, not cumulated; the last one is for those above every bound. */
  readonly buckets: number[];
  seconds: number;
}

const SECONDS = 'causeloop_http_request_duration_seconds';

/**
 * Requests by route. They are counted in plain numbers, which become samples when somebody reads: prom-client checks and
 * hashes the labels at every call, and that was a tenth of what a short request cost.
 */
export class RequestMetrics {
  private readonly routes = new Map<string, RouteTally>();

  /** @param bounds upper bounds of the buckets in seconds, ascending */
  constructor(
    registry: Registry,
    private readonly bounds: readonly number[],
  ) {
    const { routes } = this;
    new Counter({
      name: 'causeloop_http_requests_total',
      help: 'Requests answered.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [route, { answers }] of routes)
          for (const { method, status, count } of answers) this.inc({ method, route, status }, count);
      },
    });
    // No Histogram of prom-client's: that takes one observation after the other.
    const durations = {
      name: SECONDS,
      get: async () => ({
        name: SECONDS,
        help: 'From the first byte of a request to the last byte of its answer.',
        type: 'histogram',
        aggregator: 'sum',
        values: [...routes].flatMap(([route, tally]) => this.samplesOf(route, tally)),
      }),
    };
    registry.registerMetric(durations as unknown as Metric);
  }

  /** `route` is the pattern of the path, never the path itself. */
  answered(method: string, route: string, status: number, seconds: number): void {
    let tally = this.routes.get(route);
    if (tally === undefined) {
      tally = { answers: [], buckets: Array<number>(this.bounds.length + 1).fill(0), seconds: 0 };
      this.routes.set(route, tally);
    }
    const { answers, buckets } = tally;
    const same = answers.find((known) => known.status === status && known.method === method);
    if (same === undefined) answers.push({ method, status, count: 1 });
    else same.count += 1;
    const bucket = this.bounds.findIndex((bound) => seconds <= bound);
    const at = bucket === -1 ? this.bounds.length : bucket;
    buckets[at] = (buckets[at] as number) + 1;
    tally.seconds += seconds;
  }

  private samplesOf(route: string, { buckets, seconds }: RouteTally) {
    let count = 0;
    const cumulated = buckets.map((requests, i) => {
      count += requests;
      return {
        metricName: `${SECONDS}_bucket`,
        labels: { le: this.bounds[i] ?? '+Inf', route },
        value: count,
      };
    });
    return [
      ...cumulated,
      { metricName: `${SECONDS}_sum`, labels: { route }, value: seconds },
      { metricName: `${SECONDS}_count`, labels: { route }, value: count },
    ];
  }
}
