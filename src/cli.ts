#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import type { AccessStore, TokenView } from './access/access-store.js';
import { ALL_SCOPES, parseScopes } from './access/scopes.js';
import { type Answer, type CliContext, command, instant, optionalInstant, table } from './cli-command.js';
import { addConnectorCommands } from './cli-connectors.js';
import { ConfigError } from './config.js';
import { type Clock, systemClock } from './domain/clock.js';
import type { Workspace } from './domain/entities/workspace.js';
import { AppError } from './domain/errors.js';
import { parseTimestamp } from './domain/rules/rfc3339.js';

const EXAMPLES = `
Settings come from the environment, as for the server (DATABASE_URL above all). It works while the server runs.

Examples:
  $ causeloop-gateway workspace create payments
  $ causeloop-gateway token create --workspace payments --scopes ingest:write,ingest:read --name ci
  $ causeloop-gateway token list --workspace payments --json
  $ causeloop-gateway token revoke tok_01hx5f6g7h8j9kamnbpcqdresf
  $ causeloop-gateway connector create --workspace payments --source github --name shop`;

const TOKEN_EXAMPLES = `
Examples:
  $ causeloop-gateway token create --workspace default --scopes ingest:write
  $ causeloop-gateway token create --workspace default --scopes ${ALL_SCOPES.join(',')} \\
      --name dashboard --expires 2030-01-31T00:00:00Z`;

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns the exit status: 0, or 1 after an explanation on standard error
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await buildProgram(context).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has written its message or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    context.stderr(`error: ${explain(error)}\n`);
    return 1;
  }
}

function buildProgram(context: CliContext): Command {
  const program = new Command('causeloop-gateway')
    .description('Workspaces, access tokens and connectors of the Causeloop ingestion gateway.')
    .option('--json', 'print one JSON object on the last line of standard output')
    .exitOverride()
    .configureOutput({ writeOut: context.stdout, writeErr: context.stderr })
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText('after', EXAMPLES);
  addWorkspaceCommands(
    program.command('workspace').description('tenants: each has its own issues, jobs and tokens'),
    context,
  );
  addTokenCommands(program.command('token').description('what lets a caller into one workspace'), context);
  addConnectorCommands(
    program.command('connector').description('where a source sends its webhooks, and with which secret'),
    context,
  );
  return program;
}

function addWorkspaceCommands(workspace: Command, context: CliContext): void {
  command(workspace, 'create', 'make a workspace', context, ({ access }, [name]) =>
    createWorkspace(access, name as string),
  ).argument('<name>', 'its name, unique');
  command(workspace, 'list', 'all workspaces, oldest first', context, ({ access }) => listWorkspaces(access));
}

function addTokenCommands(token: Command, context: CliContext): void {
  command(token, 'create', 'make a token and show it, this once', context, ({ access }, _, options) =>
    createToken(access, options),
  )
    .requiredOption('--workspace <name>', 'the workspace that it opens')
    .requiredOption('--scopes <list>', `what it may do, separated by commas: ${ALL_SCOPES.join(', ')}`)
    .option('--name <text>', 'what it is for')
    .option('--expires <instant>', 'when it ends, in RFC 3339 with an offset; without this it never does')
    .addHelpText('after', TOKEN_EXAMPLES);
  command(
    token,
    'list',
    'the tokens of a workspace, oldest first, without their text',
    context,
    ({ access }, _, options) => listTokens(access, options, context.clock),
  ).requiredOption('--workspace <name>', 'the workspace');
  command(
    token,
    'revoke',
    'close a token for ever, within a quarter of a second',
    context,
    ({ access }, [id]) => revokeToken(access, id as string),
  ).argument('<token-id>', 'its id (tok_…), as list shows it');
}

async function createWorkspace(access: AccessStore, name: string): Promise<Answer> {
  const workspace = await access.createWorkspace(name);
  const id = workspaceId(workspace);
  return { json: { id, name }, text: `Made the workspace ${name} (${id}).` };
}

async function listWorkspaces(access: AccessStore): Promise<Answer> {
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

async function createToken(access: AccessStore, options: Record<string, string>): Promise<Answer> {
  const scopes = parseScopes((options.scopes ?? '').split(','));
  const expiresAt = options.expires === undefined ? null : parseTimestamp(options.expires);
  if (Number.isNaN(expiresAt))
    throw new AppError(
      'validation_error',
      '--expires must be RFC 3339 with an offset, such as 2030-01-31T00:00:00Z',
    );
  const workspace = await access.getWorkspace(options.workspace ?? '');
  const made = await access.createToken({ workspaceId: workspace.id, scopes, name: options.name, expiresAt });
  const expires_at = optionalInstant(made.expiresAt);
  return {
    json: { id: made.id, token: made.token, workspace: workspace.name, scopes: made.scopes, expires_at },
    text: [
      `Made ${made.id} for the workspace ${workspace.name}: ${made.scopes.join(', ')}; ${expires_at === null ? 'it does not expire' : `it expires at ${expires_at}`}.`,
      'The token, shown only this once:',
      '',
      `  ${made.token}`,
      '',
    ].join('\n'),
  };
}

async function listTokens(
  access: AccessStore,
  options: Record<string, string>,
  clock: Clock,
): Promise<Answer> {
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

async function revokeToken(access: AccessStore, id: string): Promise<Answer> {
  const token = await access.revokeToken(id);
  const revoked_at = optionalInstant(token.revokedAt);
  return { json: { id, revoked_at }, text: `${id} is revoked since ${revoked_at}.` };
}

function statusOf(token: TokenView, now: number): 'active' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'active';
}

function workspaceId(workspace: Workspace): string {
  return `ws_${workspace.id}`;
}

/** For a person: what is known about the cause, never an address with a password in it. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof AppError) return error.message;
  const { message, code } = error as { message?: string; code?: string };
  return `the database cannot be used: ${message || code || String(error)}`;
}

function isProgram(): boolean {
  const started = process.argv[1];
  return started !== undefined && pathToFileURL(realpathSync(started)).href === import.meta.url;
}

if (isProgram()) {
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    clock: systemClock,
    readFile: (path) => readFileSync(path === '-' ? 0 : path),
  });
}
