import type { Command } from 'commander';
import {
  type Answer,
  type CliContext,
  command,
  instant,
  optionalInstant,
  type Stores,
  table,
} from './cli-command.js';
import type { ConnectorWithSecret } from './connectors/connector-store.js';
import type { Connector } from './domain/entities/connector.js';
import { AppError } from './domain/errors.js';
import { LIMITS } from './domain/limits.js';
import { SOURCES, type Source } from './domain/source.js';

type Options = Readonly<Record<string, string>>;

/** These make the secret themselves, and take none. */
const MAKE_THEIR_OWN: ReadonlySet<Source> = new Set(['slack', 'pagerduty', 'linear', 'zendesk']);
const HOUR_MS = 3_600_000;
/** A secret or settings; more is the wrong file. */
const FILE_BYTES = 65_536;

const EXAMPLES = `
Examples:
  $ causeloop-gateway connector create --workspace default --source github
  $ pbpaste | causeloop-gateway connector create --workspace default --source slack --secret-file -
  $ causeloop-gateway connector rotate con_01hx5f6g7h8j9kamnbpcqdresf --json`;

const SECRET_FILE = [
  '--secret-file <path>',
  'a file with the secret that the source made; - is standard input',
] as const;
const SETTINGS_FILE = [
  '--settings-file <path>',
  'a file with settings as JSON; - is standard input',
] as const;

export function addConnectorCommands(connector: Command, context: CliContext): void {
  const make = (name: string, summary: string, act: Parameters<typeof command>[4]): Command =>
    command(connector, name, summary, context, act);
  make('create', 'make a connector and show its secret, this once', (stores, _, options) =>
    createConnector(stores, options, context),
  )
    .requiredOption('--workspace <name>', 'the workspace that its issues belong to')
    .requiredOption('--source <source>', `what sends: ${SOURCES.join(', ')}`)
    .option('--name <text>', 'what it is for')
    .option(...SECRET_FILE)
    .option(...SETTINGS_FILE)
    .addHelpText('after', EXAMPLES);
  make('rotate', 'give it another secret; the one before stays valid for a while', (stores, [id], options) =>
    rotateSecret(stores, id as string, options, context),
  )
    .argument('<connector-id>', 'its id (con_…), as list shows it')
    .option(...SECRET_FILE)
    .option(
      '--overlap-hours <hours>',
      `how long the old one stays valid; ${LIMITS.secretOverlapHours} if absent, 0 ends it at once`,
    );
  make('update', 'change its name or settings', (stores, [id], options) =>
    updateConnector(stores, id as string, options, context),
  )
    .argument('<connector-id>', 'its id')
    .option('--name <text>', 'what it is for')
    .option(...SETTINGS_FILE);
  make('list', 'connectors, oldest first, without their secrets', listConnectors).option(
    '--workspace <name>',
    'only those of this workspace',
  );
  make('disable', 'take no more deliveries', ({ connectors }, [id]) =>
    connectors.disableConnector(id as string, undefined).then(describeState),
  ).argument('<connector-id>', 'its id');
  make('enable', 'take deliveries again', ({ connectors }, [id]) =>
    connectors.enableConnector(id as string, undefined).then(describeState),
  ).argument('<connector-id>', 'its id');
}

async function createConnector(
  { access, connectors }: Stores,
  options: Options,
  context: CliContext,
): Promise<Answer> {
  const source = SOURCES.find((candidate) => candidate === options.source?.trim().toLowerCase());
  if (source === undefined)
    throw new AppError('validation_error', `--source must be one of ${SOURCES.join(', ')}`);
  const { id: workspaceId } = await access.getWorkspace(options.workspace ?? '');
  const made = await connectors.createConnector({
    workspaceId,
    source,
    name: options.name,
    settings: settingsFrom(options, context),
    secret: secretFrom(options, context),
  });
  return shown(
    made,
    `Made ${made.connector.id} for ${source} in the workspace ${options.workspace}.`,
    options,
  );
}

async function rotateSecret(
  { connectors }: Stores,
  id: string,
  options: Options,
  context: CliContext,
): Promise<Answer> {
  const hours = overlapHours(options.overlapHours);
  const made = await connectors.rotateSecret(id, undefined, {
    secret: secretFrom(options, context),
    overlapMs: hours * HOUR_MS,
  });
  const before =
    hours === 0 ? 'The one before is not valid any more.' : `The one before stays valid for ${hours} hours.`;
  return shown(made, `${id} has another secret. ${before}`, options);
}

async function updateConnector(
  { connectors }: Stores,
  id: string,
  options: Options,
  context: CliContext,
): Promise<Answer> {
  const connector = await connectors.updateConnector(id, undefined, {
    name: options.name,
    settings: settingsFrom(options, context),
  });
  const { name, settings } = connector;
  return {
    json: { id, name, settings },
    text: `${id} is ${name ?? 'nameless'}: ${JSON.stringify(settings)}`,
  };
}

async function listConnectors(
  { access, connectors, secrets }: Stores,
  _: readonly string[],
  options: Options,
): Promise<Answer> {
  const named = options.workspace === undefined ? undefined : await access.getWorkspace(options.workspace);
  const names = new Map((await access.listWorkspaces()).map(({ id, name }) => [id, name]));
  const found = await connectors.listConnectors(named?.id);
  const active = await secrets.list(found.map(({ id }) => id));
  const listed = found.map((connector) => ({
    id: connector.id,
    workspace: names.get(connector.workspaceId) ?? null,
    source: connector.source,
    name: connector.name,
    active_secrets: active.get(connector.id)?.length ?? 0,
    created_at: instant(connector.createdAt),
    disabled_at: optionalInstant(connector.disabledAt),
  }));
  const rows = listed.map((each) => [
    each.id,
    each.source,
    each.workspace ?? '',
    each.disabled_at === null ? 'enabled' : 'disabled',
    String(each.active_secrets),
    each.name ?? '',
  ]);
  const head = ['ID', 'SOURCE', 'WORKSPACE', 'STATUS', 'SECRETS', 'NAME'];
  return { json: { connectors: listed }, text: table(head, rows) };
}

function describeState({ id, disabledAt }: Connector): Answer {
  const disabled_at = optionalInstant(disabledAt);
  const text = disabled_at === null ? `${id} takes deliveries.` : `${id} is disabled since ${disabled_at}.`;
  return { json: { id, disabled_at }, text };
}

/** A secret that was handed over is not written to the screen again. */
function shown({ connector, secret }: ConnectorWithSecret, done: string, options: Options): Answer {
  const { id, source } = connector;
  const where = `Deliveries go to the path /v1/webhooks/inbound/${id} of the gateway.`;
  const lines =
    options.secretFile === undefined
      ? ['Its secret, shown only this once:', '', `  ${secret}`, '', ...advice(id, source)]
      : [];
  return { json: { id, source, secret }, text: [done, where, ...lines].join('\n') };
}

function advice(id: string, source: Source): string[] {
  return MAKE_THEIR_OWN.has(source)
    ? [
        `But ${source} makes the secret itself: hand that over with \`connector rotate ${id} --secret-file -\`.`,
      ]
    : [];
}

function overlapHours(text: string | undefined): number {
  if (text === undefined) return LIMITS.secretOverlapHours;
  const hours = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (hours <= LIMITS.secretOverlapHoursMax) return hours;
  throw new AppError(
    'validation_error',
    `--overlap-hours must be a whole number from 0 to ${LIMITS.secretOverlapHoursMax}`,
  );
}

/** Editors and `echo` put a line end after it, which is not a part of it. */
function secretFrom({ secretFile }: Options, context: CliContext): string | undefined {
  return secretFile === undefined
    ? undefined
    : readText('--secret-file', secretFile, context).replace(/\r?\n$/, '');
}

function settingsFrom({ settingsFile }: Options, context: CliContext): unknown {
  if (settingsFile === undefined) return undefined;
  try {
    return JSON.parse(readText('--settings-file', settingsFile, context));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('validation_error', '--settings-file does not hold JSON');
  }
}

function readText(option: string, path: string, { readFile }: CliContext): string {
  let bytes: Buffer;
  try {
    bytes = readFile(path);
  } catch (error) {
    throw new AppError(
      'validation_error',
      `${option} cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  if (bytes.length > FILE_BYTES)
    throw new AppError('validation_error', `${option} is longer than ${FILE_BYTES} bytes`);
  return bytes.toString('utf8');
}
