import type { Command } from 'commander';
import { AccessStore } from './access/access-store.js';
import { type Config, readConfig } from './config.js';
import { ConnectorStore } from './connectors/connector-store.js';
import { SecretStore } from './connectors/secret-store.js';
import { Database } from './db/database.js';
import { describeDatabase } from './db/start-error.js';
import type { Clock } from './domain/clock.js';
import { AppError } from './domain/errors.js';
import { IssueListStore } from './issues/issue-list-store.js';
import { IssueStore } from './issues/issue-store.js';
import { JobStore } from './jobs/job-store.js';
import { createSealing, KEY_CREATED } from './preparation.js';

/** The environment of a command. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  /** Rejects if the text cannot be written, for example because the reader of a pipe has ended. */
  readonly stdout: (text: string) => Promise<void>;
  readonly stderr: (text: string) => void;
  readonly clock: Clock;
  /** Reads a file; `-` means standard input. */
  readonly readFile: (path: string) => Buffer;
}

/** The output of a command: one object for programs, text for people. */
export interface CommandOutput {
  readonly json: Record<string, unknown>;
  readonly text: string;
  /** Undoes the command if its output cannot be printed, and is never seen by anybody. */
  readonly undo?: () => Promise<unknown>;
}

/** The stores that a command works on. */
export interface Stores {
  readonly access: AccessStore;
  readonly connectors: ConnectorStore;
  readonly secrets: SecretStore;
  readonly issues: IssueStore;
  readonly issueLists: IssueListStore;
  readonly jobs: JobStore;
}

/** A command that only reads neither creates nor changes a database. */
export type CommandKind = 'read' | 'write';

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
  kind: CommandKind = 'write',
): Command {
  const added = parent.command(name).description(summary);
  return added
    .option('--json', 'print one JSON object on the last line of standard output')
    .action(async () => {
      const options = added.optsWithGlobals<Record<string, string> & { json?: boolean }>();
      await withStores(context, kind, async (stores, database) => {
        // Named before the command runs, because the wrong database explains most errors.
        if (options.json !== true) context.stderr(`Database: ${database}\n`);
        const output = await act(stores, added.args, options);
        await print(context, output, options.json === true);
      });
    });
}

async function print(context: CliContext, output: CommandOutput, asJson: boolean): Promise<void> {
  try {
    await context.stdout(`${asJson ? JSON.stringify(output.json) : output.text}\n`);
  } catch (error) {
    if (output.undo === undefined) throw error;
    await output.undo();
    throw new AppError('unavailable', 'the output could not be printed, so the command was undone');
  }
}

async function withStores(
  context: CliContext,
  kind: CommandKind,
  act: (stores: Stores, database: string) => Promise<void>,
): Promise<void> {
  const config = readConfig(context.env);
  const database = await Database.open({
    url: config.databaseUrl,
    poolSize: config.databasePoolSize,
    waitSeconds: 0,
    mustExist: kind === 'read',
  });
  try {
    await act(storesOf(context, config, database), describeDatabase(config.databaseUrl));
  } finally {
    await database.close();
  }
}

function storesOf(context: CliContext, config: Config, database: Database): Stores {
  const { clock } = context;
  const sealing = createSealing(config, (file) => context.stderr(`${KEY_CREATED}: ${file}\n`));
  const secrets = new SecretStore(database, clock, sealing);
  return {
    access: new AccessStore(database, clock),
    connectors: new ConnectorStore(database, clock, secrets),
    secrets,
    issues: new IssueStore(database),
    issueLists: new IssueListStore(database),
    jobs: new JobStore(database, clock),
  };
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
