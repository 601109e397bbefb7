import type { Command } from 'commander';
import {
  type CliContext,
  type CommandKind,
  type CommandOutput,
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

/** Sources that generate the secret themselves and do not accept one. */
const OWN_SECRET_SOURCES: ReadonlySet<Source> = new Set(['slack', 'pagerduty', 'linear', 'zendesk']);
const HOUR_MS = 3_600_000;
/** Largest file with a secret or settings. */
const FILE_BYTES = 65_536;

const EXAMPLES = `
Examples:
  $ causeloop-gateway connector create --workspace default --source github
  $ pbpaste | causeloop-gateway connector create --workspace default --source slack --secret-file -
  $ causeloop-gateway connector rotate con_01hx5f6g7h8j9kamnbpcqdresf --json`;

const SECRET_FILE = [
  '--secret-file <path>',
  'a file with the secret that the source generated; - means standard input',
] as const;
const SETTINGS_FILE = [
  '--settings-file <path>',
  'a file with settings in JSON; - means standard input',
] as const;

export function addConnectorCommands(connector: Command, context: CliContext): void {
  const add = (
    name: string,
    summary: string,
    act: Parameters<typeof command>[4],
    kind?: CommandKind,
  ): Command => command(connector, name, summary, context, act, kind);
  add('create', 'create a connector and show its secret once', (stores, _, options) =>
    createConnector(stores, options, context),
  )
    .requiredOption('--workspace <name>', 'the workspace that its issues belong to')
    .requiredOption('--source <source>', `the source that sends the deliveries: ${SOURCES.join(', ')}`)
    .option('--name <text>', 'a note on what the connector is for')
    .option(...SECRET_FILE)
    .option(...SETTINGS_FILE)
    .addHelpText('after', EXAMPLES);
  add('rotate', 'replace the secret; the previous one stays valid for an overlap', (stores, [id], options) =>
    rotateSecret(stores, id as string, options, context),
  )
    .argument('<connector-id>', 'the connector id (con_…), as shown by `connector list`')
    .option(...SECRET_FILE)
    .option(
      '--overlap-hours <hours>',
      `how long the previous secret stays valid; ${LIMITS.secretOverlapHours} by default, 0 ends it at once`,
    );
  add('update', 'change the name or the settings of a connector', (stores, [id], options) =>
    updateConnector(stores, id as string, options, context),
  )
    .argument('<connector-id>', 'the connector id')
    .option('--name <text>', 'a note on what the connector is for')
    .option(...SETTINGS_FILE);
  add('list', 'list connectors, oldest first, without their secrets', listConnectors, 'read').option(
    '--workspace <name>',
    'list only the connectors of this workspace',
  );
  add('disable', 'refuse further deliveries', ({ connectors }, [id]) =>
    connectors.disableConnector(id as string, undefined).then(describeState),
  ).argument('<connector-id>', 'the connector id');
  add('enable', 'accept deliveries again', ({ connectors }, [id]) =>
    connectors.enableConnector(id as string, undefined).then(describeState),
  ).argument('<connector-id>', 'the connector id');
}

async function createConnector(
  { access, connectors }: Stores,
  options: Options,
  context: CliContext,
): Promise<CommandOutput> {
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
    `Created the connector ${made.connector.id} for ${source} in the workspace ${options.workspace}.`,
    options,
  );
}

async function rotateSecret(
  { connectors }: Stores,
  id: string,
  options: Options,
  context: CliContext,
): Promise<CommandOutput> {
  const hours = overlapHours(options.overlapHours);
  const made = await connectors.rotateSecret(id, undefined, {
    secret: secretFrom(options, context),
    overlapMs: hours * HOUR_MS,
  });
  const before =
    hours === 0
      ? 'The previous secret has been revoked.'
      : `The previous secret remains valid for ${hours} hours.`;
  return shown(made, `Replaced the secret of ${id}. ${before}`, options);
}

async function updateConnector(
  { connectors }: Stores,
  id: string,
  options: Options,
  context: CliContext,
): Promise<CommandOutput> {
  const connector = await connectors.updateConnector(id, undefined, {
    name: options.name,
    settings: settingsFrom(options, context),
  });
  const { name, settings } = connector;
  return {
    json: { id, name, settings },
    text: `${id} (${name ?? 'without a name'}) has the settings ${JSON.stringify(settings)}`,
  };
}

async function listConnectors(
  { access, connectors, secrets }: Stores,
  _: readonly string[],
  options: Options,
): Promise<CommandOutput> {
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

function describeState({ id, disabledAt }: Connector): CommandOutput {
  const disabled_at = optionalInstant(disabledAt);
  const text =
    disabled_at === null ? `${id} accepts deliveries.` : `${id} has been disabled since ${disabled_at}.`;
  return { json: { id, disabled_at }, text };
}

/** A secret that the caller passed is not written to the screen again. */
function shown({ connector, secret }: ConnectorWithSecret, done: string, options: Options): CommandOutput {
  const { id, source } = connector;
  const where = `Configure the source to send its webhooks to the path /v1/webhooks/inbound/${id} of the gateway.`;
  const lines =
    options.secretFile === undefined
      ? ['The secret, which is shown only once:', '', `  ${secret}`, '', ...advice(id, source)]
      : [];
  return { json: { id, source, secret }, text: [done, where, ...lines].join('\n') };
}

function advice(id: string, source: Source): string[] {
  return OWN_SECRET_SOURCES.has(source)
    ? [`${source} generates the secret itself: pass it on with \`connector rotate ${id} --secret-file -\`.`]
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

/** Removes the line ending that editors and `echo` add. */
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
    throw new AppError('validation_error', '--settings-file is not valid JSON');
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
    throw new AppError('validation_error', `${option} is too large: it may have at most ${FILE_BYTES} bytes`);
  return bytes.toString('utf8');
}
