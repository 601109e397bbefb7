import type { FastifyInstance } from 'fastify';
import { withTimeout } from '../domain/bounded.js';
import { LIMITS } from '../domain/limits.js';
import type { QueueStats } from '../jobs/job-store.js';
import type { Metrics } from './metrics.js';

/** A service that must respond before the gateway can serve requests. */
export interface Dependency {
  readonly name: string;
  readonly ping: () => Promise<void>;
}

export interface OperationsRoutesOptions {
  readonly metrics: Metrics;
  readonly dependencies: readonly Dependency[];
  readonly queueStats: () => Promise<QueueStats>;
  readonly isDraining: () => boolean;
}

/** Adds the routes for load balancers and monitoring. They need no token and reveal no ingested data. */
export function addOperationsRoutes(server: FastifyInstance, options: OperationsRoutesOptions): void {
  const { metrics, dependencies, queueStats, isDraining } = options;

  server.get('/health', async () => ({ status: 'ok' }));

  server.get('/ready', async (_, reply) => {
    const results = await Promise.all(dependencies.map(check));
    const checks = Object.fromEntries(results.map(({ name, ok }) => [name, ok ? 'ok' : 'unavailable']));
    const ready = !isDraining() && results.every(({ ok }) => ok);
    const status = isDraining() ? 'stopping' : ready ? 'ok' : 'unavailable';
    return reply.code(ready ? 200 : 503).send({ status, checks });
  });

  server.get('/metrics', async (_, reply) =>
    reply
      .header('content-type', metrics.contentType)
      .send(
        await metrics.expose(() =>
          withTimeout(queueStats(), LIMITS.readyTimeoutMs, 'the queue could not be read in time'),
        ),
      ),
  );
}

async function check({ name, ping }: Dependency): Promise<{ name: string; ok: boolean }> {
  try {
    await withTimeout(ping(), LIMITS.readyTimeoutMs, `${name} did not respond in time`);
    return { name, ok: true };
  } catch {
    return { name, ok: false };
  }
}
