import type { FastifyInstance } from 'fastify';
import { TimeoutError, withTimeout } from '../domain/bounded.js';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { QueueStats } from '../jobs/job-store.js';
import type { Metrics } from './metrics.js';

/** A service that must respond before the gateway can serve requests. */
export interface Dependency {
  readonly name: string;
  /** Rejects while it is unavailable. The message of an AppError is shown as the reason. */
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
    const failed = results.filter(({ fault }) => fault !== null);
    const isReady = !isDraining() && failed.length === 0;
    const status = isDraining() ? 'stopping' : isReady ? 'ok' : 'unavailable';
    return reply.code(isReady ? 200 : 503).send({
      status,
      checks: Object.fromEntries(
        results.map(({ name, fault }) => [name, fault === null ? 'ok' : 'unavailable']),
      ),
      ...(failed.length > 0 && {
        reasons: Object.fromEntries(failed.map(({ name, fault }) => [name, fault])),
      }),
    });
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

/** Returns why a dependency is unavailable, null if it is not. Everybody can read it, so it names no address. */
async function check({ name, ping }: Dependency): Promise<{ name: string; fault: string | null }> {
  try {
    await withTimeout(
      ping(),
      LIMITS.readyTimeoutMs,
      `No response within ${LIMITS.readyTimeoutMs / 1_000} s.`,
    );
    return { name, fault: null };
  } catch (error) {
    const isSafe = error instanceof AppError || error instanceof TimeoutError;
    return { name, fault: isSafe ? error.message : 'The connection failed.' };
  }
}
