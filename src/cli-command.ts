import type { Command } from 'commander';
import { AccessStore } from './access/access-store.js';
import { readConfig } from './config.js';
import { ConnectorStore } from './connectors/connector-store.js';
import { SecretStore } from './connectors/secret-store.js';
import { Database } from './db/database.js';
import type { Clock } from './domain/clock.js';
import { createSealing, KEY_CREATED } from './preparation.js';

/** The environment of a command. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly clock: Clock;
  /** Reads a file; `-` means standard input. */
  readonly readFile: (path: string) => Buffer;
}

/** The output of a command: one object for programs, text for people. */
export interface CommandOutput {
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** The stores that a command works on. */
export interface Stores {
  readonly access: AccessStore;
  readonly connectors: ConnectorStore;
  readonly secrets: SecretStore;
}

type Action = (
  stores: Stores,
  args: readonly string[],
  options: Record<string, string>,
) => Promise<CommandOutput>;

/** Adds a command that opens the database, acts, and prints its output. */
export function command(
  parent: Command,
  name: string,
  summary: string,
  context: CliContext,
  act: Action,
): Command {
  const added = parent.command(name).description(summary);
  return added
    .option('--json', 'print one JSON object on the last line of standard output')
    .action(async () => {
      const options = added.optsWithGlobals<Record<string, string> & { json?: boolean }>();
      const output = await withStores(context, (stores) => act(stores, added.args, options));
      context.stdout(`${options.json === true ? JSON.stringify(output.json) : output.text}\n`);
    });
}

async function withStores<T>(context: CliContext, act: (stores: Stores) => Promise<T>): Promise<T> {
  const config = readConfig(context.env);
  const database = await Database.open({
    url: config.databaseUrl,
    poolSize: config.databasePoolSize,
    waitSeconds: 0,
  });
  try {
    const { clock } = context;
    const secrets = new SecretStore(
      database,
      clock,
      createSealing(config, (file) => context.stderr(`${KEY_CREATED}: ${file}\n`)),
    );
    const connectors = new ConnectorStore(database, clock, secrets);
    return await act({ access: new AccessStore(database, clock), connectors, secrets });
  } finally {
    await database.close();
  }
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export function optionalInstant(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}

/** Aligns the columns of a table for a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
