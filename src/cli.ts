#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import type { AccessStore, TokenView } from './access/access-store.js';
import { ALL_SCOPES, parseScopes } from './access/scopes.js';
import {
  type CliContext,
  type CommandOutput,
  command,
  instant,
  optionalInstant,
  table,
} from './cli-command.js';
import { addConnectorCommands } from './cli-connectors.js';
import { addReadCommands } from './cli-read.js';
import { ConfigError } from './config.js';
import { DatabaseStartError } from './db/start-error.js';
import { type Clock, systemClock } from './domain/clock.js';
import type { Workspace } from './domain/entities/workspace.js';
import { AppError } from './domain/errors.js';
import { parseTimestamp } from './domain/rules/rfc3339.js';
import { VERSION } from './version.js';

const EXAMPLES = `
Settings come from the environment, as for the server; DATABASE_URL is the most important one. The commands work while the server runs.

Examples:
  $ causeloop-gateway workspace create payments
  $ causeloop-gateway token create --workspace payments --scopes ingest:write,ingest:read --name ci
  $ causeloop-gateway token list --workspace payments --json
  $ causeloop-gateway token revoke tok_01hx5f6g7h8j9kamnbpcqdresf
  $ causeloop-gateway connector create --workspace payments --source github --name shop
  $ causeloop-gateway issue list --workspace payments --limit 10`;

const TOKEN_EXAMPLES = `
Examples:
  $ causeloop-gateway token create --workspace default --scopes ingest:write
  $ causeloop-gateway token create --workspace default --scopes ${ALL_SCOPES.join(',')} \\
      --name dashboard --expires 2030-01-31T00:00:00Z`;

/**
 * Runs one command line.
 *
 * @param args the arguments without the program's name
 * @returns the exit status: 0, or 1 after an explanation on standard error
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await buildProgram(context).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already written its message or the requested help.
    if (error instanceof CommanderError) return error.exitCode;
    // The reader of a pipe has seen enough, such as `head`.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    context.stderr(`error: ${explain(error)}\n`);
    return 1;
  }
}

function buildProgram(context: CliContext): Command {
  const program = new Command('causeloop-gateway')
    .description('Manage the workspaces, access tokens and connectors of the Causeloop ingestion gateway.')
    .version(VERSION, '--version', 'print the version')
    .option('--json', 'print one JSON object on the last line of standard output')
    .exitOverride()
    .configureOutput({
      // A reader of the help that has ended needs no explanation.
      writeOut: (text) => void context.stdout(text).catch(() => undefined),
      writeErr: context.stderr,
    })
    .showHelpAfterError('(run with --help for the usage)')
    .addHelpText('after', EXAMPLES);
  addWorkspaceCommands(
    program.command('workspace').description('manage workspaces: each has its own issues, jobs and tokens'),
    context,
  );
  addTokenCommands(
    program.command('token').description('manage access tokens: each gives access to one workspace'),
    context,
  );
  addConnectorCommands(
    program.command('connector').description('manage connectors: each receives the webhooks of one source'),
    context,
  );
  addReadCommands(program, context);
  return program;
}

function addWorkspaceCommands(workspace: Command, context: CliContext): void {
  command(workspace, 'create', 'create a workspace', context, ({ access }, [name]) =>
    createWorkspace(access, name as string),
  ).argument('<name>', 'a unique name');
  command(
    workspace,
    'list',
    'list all workspaces, oldest first',
    context,
    ({ access }) => listWorkspaces(access),
    'read',
  );
}

function addTokenCommands(token: Command, context: CliContext): void {
  command(token, 'create', 'create a token and show it once', context, ({ access }, _, options) =>
    createToken(access, options),
  )
    .requiredOption('--workspace <name>', 'the workspace that the token gives access to')
    .requiredOption('--scopes <list>', `what the token allows, separated by commas: ${ALL_SCOPES.join(', ')}`)
    .option('--name <text>', 'a note on what the token is for')
    .option(
      '--expires <instant>',
      'when the token expires, such as 2030-01-31T00:00:00Z; without this option it never does',
    )
    .addHelpText('after', TOKEN_EXAMPLES);
  command(
    token,
    'list',
    'list the tokens of a workspace, oldest first, without their text',
    context,
    ({ access }, _, options) => listTokens(access, options, context.clock),
    'read',
  ).requiredOption('--workspace <name>', 'the workspace');
  command(
    token,
    'revoke',
    'permanently revoke a token; takes effect within a quarter of a second',
    context,
    ({ access }, [id]) => revokeToken(access, id as string),
  ).argument('<token-id>', 'the token id (tok_…), as shown by `token list`');
}

async function createWorkspace(access: AccessStore, name: string): Promise<CommandOutput> {
  const workspace = await access.createWorkspace(name);
  const id = workspaceId(workspace);
  return { json: { id, name }, text: `Created the workspace ${name} (${id}).` };
}

async function listWorkspaces(access: AccessStore): Promise<CommandOutput> {
  const workspaces = (await access.listWorkspaces()).map((workspace) => ({
    id: workspaceId(workspace),
    name: workspace.name,
    created_at: instant(workspace.createdAt),
  }));
  return {
    json: { workspaces },
    text: table(
      ['ID', 'CREATED', 'NAME'],
      workspaces.map(({ id, name, created_at }) => [id, created_at, name]),
    ),
  };
}

async function createToken(access: AccessStore, options: Record<string, string>): Promise<CommandOutput> {
  const scopes = parseScopes((options.scopes ?? '').split(','));
  const expiresAt = options.expires === undefined ? null : parseTimestamp(options.expires);
  if (Number.isNaN(expiresAt))
    throw new AppError(
      'validation_error',
      '--expires must be an RFC 3339 timestamp with an offset, such as 2030-01-31T00:00:00Z',
    );
  const workspace = await access.getWorkspace(options.workspace ?? '');
  const made = await access.createToken({ workspaceId: workspace.id, scopes, name: options.name, expiresAt });
  const expires_at = optionalInstant(made.expiresAt);
  return {
    json: { id: made.id, token: made.token, workspace: workspace.name, scopes: made.scopes, expires_at },
    text: [
      `Created the token ${made.id} for the workspace ${workspace.name}: ${made.scopes.join(', ')}; ${expires_at === null ? 'it does not expire' : `it expires at ${expires_at}`}.`,
      'The token, which is shown only once:',
      '',
      `  ${made.token}`,
      '',
    ].join('\n'),
    undo: () => access.revokeToken(made.id),
  };
}

async function listTokens(
  access: AccessStore,
  options: Record<string, string>,
  clock: Clock,
): Promise<CommandOutput> {
  const workspace = await access.getWorkspace(options.workspace ?? '');
  const tokens = (await access.listTokens(workspace.id)).map((token) => ({
    id: token.id,
    name: token.name,
    status: statusOf(token, clock.now()),
    scopes: token.scopes,
    created_at: instant(token.createdAt),
    expires_at: optionalInstant(token.expiresAt),
    revoked_at: optionalInstant(token.revokedAt),
  }));
  const rows = tokens.map((token) => [
    token.id,
    token.status,
    token.expires_at ?? 'never',
    token.scopes.join(','),
    token.name ?? '',
  ]);
  return { json: { tokens }, text: table(['ID', 'STATUS', 'EXPIRES', 'SCOPES', 'NAME'], rows) };
}

async function revokeToken(access: AccessStore, id: string): Promise<CommandOutput> {
  const token = await access.revokeToken(id);
  const revoked_at = optionalInstant(token.revokedAt);
  return { json: { id, revoked_at }, text: `${id} has been revoked since ${revoked_at}.` };
}

function statusOf(token: TokenView, now: number): 'active' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'active';
}

function workspaceId(workspace: Workspace): string {
  return `ws_${workspace.id}`;
}

/** Explains an error to a person, without addresses, which can contain passwords. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof AppError || error instanceof DatabaseStartError)
    return error.message;
  const { message, code } = error as { message?: string; code?: string };
  return `the database is unavailable: ${message || code || String(error)}`;
}

function isProgram(): boolean {
  const started = process.argv[1];
  return started !== undefined && pathToFileURL(realpathSync(started)).href === import.meta.url;
}

/** Standard output for a process that ends by itself: a closed pipe is an error of the write, not of the process. */
function standardOutput(): CliContext['stdout'] {
  process.stdout.on('error', () => undefined);
  return (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
    });
}

if (isProgram()) {
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    stdout: standardOutput(),
    stderr: (text) => process.stderr.write(text),
    clock: systemClock,
    readFile: (path) => readFileSync(path === '-' ? 0 : path),
  });
}
