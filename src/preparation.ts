import type { Logger } from 'pino';
import { AccessStore } from './access/access-store.js';
import type { Config } from './config.js';
import { KeyFile } from './connectors/key-file.js';
import { Sealing } from './connectors/sealing.js';
import type { SecretStore } from './connectors/secret-store.js';
import { Database, type DatabaseOptions } from './db/database.js';
import { databaseKindOf, sqliteFile } from './db/database-url.js';
import { describeDatabase } from './db/start-error.js';
import type { Clock } from './domain/clock.js';

export interface OpenedDatabase {
  readonly database: Database;
  /** The token that was created because the database was empty. */
  readonly firstToken: string | null;
}

/** Logged with the path of a new key file. */
export const KEY_CREATED = 'created the key for connector secrets: back it up together with the database';

/** Opens and migrates the database, and creates the first workspace and token in an empty one. */
export async function openDatabase(
  config: Config,
  clock: Clock,
  logger: Logger,
  signal: AbortSignal | undefined,
): Promise<OpenedDatabase> {
  let firstToken: string | null = null;
  const database = await Database.open({
    ...databaseOptions(config, logger, signal),
    prepare: async (fresh) => {
      firstToken = await new AccessStore(fresh, clock).bootstrap(config.bootstrapToken);
    },
  });
  return { database, firstToken };
}

/** How every process opens its database. */
export function databaseOptions(
  config: Config,
  logger: Logger,
  signal: AbortSignal | undefined,
): DatabaseOptions {
  return {
    url: config.databaseUrl,
    poolSize: config.databasePoolSize,
    waitSeconds: config.databaseWaitSeconds,
    signal,
    onFault: writeFaultLogger(logger),
    onWait: waitReporter(config, logger),
  };
}

/** Logs when the database begins to refuse writes, and when it accepts them again. */
function writeFaultLogger(logger: Logger): (reason: string | null) => void {
  return (reason) => {
    if (reason === null) logger.info('the database accepts writes again');
    else logger.error({ reason }, 'the database accepts no writes');
  };
}

/** Returns what logs that the start still waits for its database. */
function waitReporter(
  { databaseUrl }: Config,
  logger: Logger,
): (reason: string, secondsLeft: number) => void {
  const database = describeDatabase(databaseUrl);
  return (reason, secondsLeft) => logger.warn({ database, reason, secondsLeft }, 'waiting for the database');
}

/**
 * Returns the encryption of connector secrets. An embedded database has a key file beside it, made on first use.
 *
 * @param onCreate is told the path of a new key file
 */
export function createSealing(
  { databaseUrl, connectorSecretsKeys }: Config,
  onCreate: (path: string) => void,
): Sealing {
  if (databaseKindOf(databaseUrl) !== 'sqlite') return new Sealing(connectorSecretsKeys);
  return new Sealing(connectorSecretsKeys, new KeyFile(`${sqliteFile(databaseUrl)}.key`, onCreate));
}

/** Encrypts every connector secret with the newest key, and reports those that no key can decrypt. */
export async function renewSecrets(secrets: SecretStore, logger: Logger): Promise<void> {
  const { resealed, unreadable } = await secrets.reseal();
  if (resealed > 0) logger.info({ resealed }, 'connector secrets were encrypted with the newest key');
  if (unreadable > 0)
    logger.error(
      { unreadable },
      'connector secrets cannot be decrypted: add their key to CONNECTOR_SECRETS_KEY; until then their deliveries get 503',
    );
}
