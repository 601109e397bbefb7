import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type App, createApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { createLogger } from './logger.js';

/**
 * Runs the gateway until a stop is requested.
 *
 * @param stopRequest may be aborted at any time, for example while the gateway waits for its database
 * @returns the exit code: 0 after a requested stop, 1 after an explanation on standard error or in the log
 */
export async function run(env: NodeJS.ProcessEnv, stopRequest: AbortSignal): Promise<number> {
  try {
    const config = readConfig(env);
    const logger = createLogger(config.logLevel);
    return await serve(config, logger, stopRequest);
  } catch (error) {
    const text =
      error instanceof ConfigError ? error.message : `The gateway could not start: ${explain(error)}`;
    process.stderr.write(`${text}\n`);
    return 1;
  }
}

/** @throws whatever keeps the gateway from starting */
async function serve(config: Config, logger: Logger, stopRequest: AbortSignal): Promise<number> {
  const stopRequested = aborted(stopRequest);
  void stopRequested.then(() => logger.info({ reason: (stopRequest.reason as Error).message }, 'stopping'));
  logger.info('starting');
  const starting = start(config, logger, stopRequest);
  // A start that does not notice the request has accepted nothing yet, so it can be abandoned.
  const abandoned = stopRequested.then(() => delay(config.shutdownSeconds * 1000, null));
  const app = await Promise.race([starting, abandoned]);
  if (app === null) return 0;
  await stopRequested;
  try {
    await app.stop();
    return 0;
  } catch (error) {
    logger.error({ err: error }, 'the gateway was not stopped cleanly');
    return 1;
  }
}

/** Returns null when a stop was requested before the gateway served. */
async function start(config: Config, logger: Logger, stopRequest: AbortSignal): Promise<App | null> {
  try {
    const app = await createApp(config, { logger, signal: stopRequest });
    const { url } = await app.start();
    logger.info({ url, database: app.database.kind }, 'serving');
    if (app.firstToken !== null) announce(app.firstToken, url);
    return app;
  } catch (error) {
    if (stopRequest.aborted) return null;
    throw error;
  }
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
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} of ${address} is in use. Set PORT to another port, or end the program that listens there.`;
  if (code === 'EACCES' && port !== undefined)
    return `this user may not listen on port ${port} of ${address}. Set PORT to 1024 or more.`;
  return error.stack ?? error.message;
}
