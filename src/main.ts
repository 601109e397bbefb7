import { createApp } from './app.js';
import { ConfigError, readConfig } from './config.js';
import { createLogger } from './logger.js';

/** The process. Nothing else ends it. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const app = await createApp(config, { logger });
  const end = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const { url } = await app.start();
  logger.info({ url, database: app.database.kind }, 'serving');
  if (app.firstToken !== null) announce(app.firstToken, url);
}

/** To a person, once, and not into the log, which may be shipped elsewhere. */
function announce(token: string, url: string): void {
  process.stdout.write(
    `\nThis database was empty. It has a workspace "default" now, and this token, shown only this once:\n\n` +
      `  ${token}\n\nTry it: export TOKEN=${token} and follow the tour in README.md at ${url}\n\n`,
  );
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`The gateway could not start: ${explained(error)}\n`);
  process.exit(1);
});

/** What an operator can act on; anything unexpected with its stack. */
function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} of ${address} is in use. Set PORT to another one, or end what listens there.`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} of ${address} is not for this user. Set PORT to 1024 or more.`;
  return error.stack ?? error.message;
}
