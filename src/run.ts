import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { DatabaseStartError, describeDatabase } from './db/start-error.js';
import { createLogger } from './logger.js';
import { traceFields } from './telemetry/tracing.js';
import { VERSION } from './version.js';
import { createWorker } from './worker.js';

/**
 * Runs the gateway until a stop is requested.
 *
 * @param args `--role ROLE`, which takes precedence over the variable ROLE
 * @param stopRequest may be aborted at any time, for example while the gateway waits for its database
 * @returns the exit code: 0 after a requested stop, 1 after an explanation on standard error or in the log
 */
export async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stopRequest: AbortSignal,
): Promise<number> {
  try {
    const config = readConfig({ ...env, ...argumentsOf(args) });
    const mixin = config.tracesProtocol === undefined ? undefined : traceFields;
    const logger = createLogger(config.logLevel, undefined, mixin);
    return await serve(config, logger, stopRequest);
  } catch (error) {
    const text =
      error instanceof ConfigError ? error.message : `The gateway could not start: ${explain(error)}`;
    process.stderr.write(`${text}\n`);
    return 1;
  }
}

/** @throws ConfigError for anything but `--role ROLE` */
function argumentsOf(args: readonly string[]): { ROLE?: string } {
  try {
    const { role } = parseArgs({ args: [...args], options: { role: { type: 'string' } } }).values;
    return role === undefined ? {} : { ROLE: role };
  } catch (error) {
    throw new ConfigError([
      `${(error as Error).message} The only argument is --role all, gateway or worker.`,
    ]);
  }
}

/** What `run` needs of a gateway or worker. */
interface Service {
  readonly firstToken: string | null;
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
}

async function create(config: Config, logger: Logger, signal: AbortSignal): Promise<Service> {
  if (config.role !== 'worker') return createApp(config, { logger, signal });
  return { firstToken: null, ...(await createWorker(config, logger, signal)) };
}

/** @throws whatever keeps the gateway from starting */
async function serve(config: Config, logger: Logger, stopRequest: AbortSignal): Promise<number> {
  const stopRequested = aborted(stopRequest);
  void stopRequested.then(() => logger.info({ reason: (stopRequest.reason as Error).message }, 'stopping'));
  logger.info({ version: VERSION }, 'starting');
  const starting = start(config, logger, stopRequest);
  // A start that does not notice the request has accepted nothing yet, so it can be abandoned.
  const abandoned = stopRequested.then(() => delay(config.shutdownSeconds * 1000, null));
  const service = await Promise.race([starting, abandoned]);
  if (service === null) return 0;
  await stopRequested;
  try {
    await service.stop();
    return 0;
  } catch (error) {
    logger.error({ err: error }, 'the gateway was not stopped cleanly');
    return 1;
  }
}

/** Returns null when a stop was requested before the gateway served. */
async function start(config: Config, logger: Logger, stopRequest: AbortSignal): Promise<Service | null> {
  try {
    const service = await create(config, logger, stopRequest);
    const { url } = await service.start();
    const database = describeDatabase(config.databaseUrl);
    logger.info(
      { url, version: VERSION, database, role: config.role, ...addressesOf(config, url) },
      'serving',
    );
    if (service.firstToken !== null) announce(service.firstToken, url);
    return service;
  } catch (error) {
    if (stopRequest.aborted) return null;
    throw error;
  }
}

/** The surfaces for people. A worker has none. */
function addressesOf({ role }: Config, url: string): Record<string, string> {
  if (role === 'worker') return {};
  return { docs: `${url}/docs`, graphql: `${url}/graphql`, explorer: `${url}/explorer` };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Printed for a person, once, and not logged: logs may be shipped elsewhere. */
function announce(token: string, url: string): void {
  process.stdout.write(
    `\nThe database was empty. It now has a workspace "default" and this token, which is shown only once:\n\n` +
      `  ${token}\n\nTry it: export TOKEN=${token} and follow the tour in README.md at ${url}\n\n`,
  );
}

/** What an operator can act on; anything unexpected with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DatabaseStartError) return error.message;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} of ${address} is in use. Set PORT to another port, or end the program that listens there.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is ${address ?? 'unknown'}, which is not an address of this machine. Set HOST to 0.0.0.0, ::, 127.0.0.1 or an address of this machine.`;
  if (code === 'EACCES' && port !== undefined)
    return `this user may not listen on port ${port} of ${address}. Set PORT to 1024 or more.`;
  return error.stack ?? error.message;
}
