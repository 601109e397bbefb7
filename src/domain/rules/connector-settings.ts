import { ISSUE_STATUSES, type IssueStatus } from '../issue-status.js';
import { SEVERITIES, type Severity } from '../severity.js';
import { isHttpUrl } from './http-url.js';
import { isJsonObject } from './json-object.js';
import { type ProofSettings, proofSettings } from './proof-settings.js';
import { flagOf, textOf, wrong } from './setting-readers.js';
import { fitsLength, foldName, isBlank } from './text.js';
import { isTimeZone } from './time-zone.js';

/** The fields of an issue that a connector can map to paths in the payload. */
export const ALIASED_FIELDS = [
  'externalId',
  'title',
  'body',
  'severity',
  'team',
  'assignee',
  'externalUrl',
  'status',
  'sourceCreatedAt',
  'sourceUpdatedAt',
  'groupingKey',
] as const;
export type AliasedField = (typeof ALIASED_FIELDS)[number];

/** How one connector reads deliveries. */
export interface ConnectorSettings extends ProofSettings {
  /** Severities by the source's own names, trimmed and in lower case. They take precedence over its usual scale. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** Statuses by the source's own names, trimmed and in lower case. They take precedence over the common names. */
  readonly statuses: Readonly<Record<string, IssueStatus>>;
  /** Paths of fields in payloads without a fixed format: keys and list positions separated by dots, such as `ticket.id`. */
  readonly fieldAliases: Readonly<Partial<Record<AliasedField, string>>>;
  /** The path of the list of alerts in payloads that contain several. Paths of fields then start at each alert. */
  readonly items: string | null;
  /** The team of issues whose payload does not contain one. */
  readonly team: string | null;
  /** The path of the team in the payload, for sources without a field for it. */
  readonly teamField: string | null;
  /** The base URL of the customer's account, for links that the payload does not contain. Without a trailing slash. */
  readonly accountUrl: string | null;
  /** IANA name of the zone of times that are sent without one. */
  readonly timezone: string;
  /** Whether senders that cannot sign may pass the secret as `?secret=`, where proxies can log it. */
  readonly secretInUrl: boolean;
}

export const DEFAULT_SETTINGS: ConnectorSettings = {
  severities: {},
  statuses: {},
  fieldAliases: {},
  items: null,
  team: null,
  teamField: null,
  accountUrl: null,
  timezone: 'UTC',
  secretInUrl: false,
  sharedToken: false,
  secretHeader: null,
  snsTopicArn: null,
  snsCertificate: null,
};

const ENTRIES_MAX = 100;
const NAME_CHARS = 100;
const PATH_CHARS = 200;
const TEAM_CHARS = 200;
const URL_CHARS = 1_000;

/**
 * Parses settings. Absent ones have their defaults.
 * @throws AppError validation_error that names the invalid setting and the accepted form
 */
export function parseSettings(sent: unknown): ConnectorSettings {
  if (!isJsonObject(sent)) throw wrong('settings must be a JSON object');
  const unknown = Object.keys(sent).find((name) => !Object.hasOwn(DEFAULT_SETTINGS, name));
  if (unknown !== undefined)
    throw wrong(
      `unknown setting ${JSON.stringify(unknown.slice(0, NAME_CHARS))}: use ${Object.keys(DEFAULT_SETTINGS).join(', ')}`,
    );
  return {
    severities: namesOf('severities', sent.severities, SEVERITIES, '{"showstopper": "p1"}'),
    statuses: namesOf('statuses', sent.statuses, ISSUE_STATUSES, '{"in progress": "acknowledged"}'),
    fieldAliases: aliasesOf(sent.fieldAliases),
    items: textOf('items', sent.items, PATH_CHARS),
    team: textOf('team', sent.team, TEAM_CHARS),
    teamField: textOf('teamField', sent.teamField, PATH_CHARS),
    accountUrl: accountUrlOf(sent.accountUrl),
    timezone: timeZoneOf(sent.timezone),
    secretInUrl: flagOf('secretInUrl', sent.secretInUrl),
    ...proofSettings(sent),
  };
}

/** Values by the source's own names for them, which are folded. */
function namesOf<T extends string>(
  setting: string,
  sent: unknown,
  values: readonly T[],
  example: string,
): Record<string, T> {
  const entries = entriesOf(setting, sent).map(([name, value]): [string, T] => {
    const known = values.find((candidate) => candidate === value);
    if (known === undefined)
      throw wrong(`${setting} must map names to ${values.join(', ')}, such as ${example}`);
    if (isBlank(name) || !fitsLength(name, NAME_CHARS))
      throw wrong(`names in ${setting} must have 1 to ${NAME_CHARS} characters`);
    return [foldName(name).normalize('NFC'), known];
  });
  return Object.fromEntries(entries);
}

function aliasesOf(sent: unknown): ConnectorSettings['fieldAliases'] {
  const entries = entriesOf('fieldAliases', sent).map(([name, value]) => {
    const field = ALIASED_FIELDS.find((candidate) => candidate === name);
    if (field === undefined) throw wrong(`fieldAliases can contain ${ALIASED_FIELDS.join(', ')}`);
    const path = textOf(`fieldAliases.${field}`, value, PATH_CHARS);
    if (path === null) throw wrong(`fieldAliases.${field} must be a path such as ticket.id`);
    return [field, path] as const;
  });
  return Object.fromEntries(entries);
}

function entriesOf(name: string, sent: unknown): [string, unknown][] {
  if (sent === undefined || sent === null) return [];
  if (!isJsonObject(sent)) throw wrong(`${name} must be a JSON object`);
  const entries = Object.entries(sent);
  if (entries.length > ENTRIES_MAX) throw wrong(`${name} may have at most ${ENTRIES_MAX} entries`);
  return entries;
}

function accountUrlOf(sent: unknown): string | null {
  const text = textOf('accountUrl', sent, URL_CHARS)?.replace(/\/+$/, '') ?? null;
  if (text === null || (isHttpUrl(text) && !/[?#]/.test(text))) return text;
  throw wrong('accountUrl must be an http or https address such as https://acme.zendesk.com');
}

function timeZoneOf(sent: unknown): string {
  const name = textOf('timezone', sent, NAME_CHARS);
  if (name === null) return DEFAULT_SETTINGS.timezone;
  if (isTimeZone(name)) return name;
  throw wrong('timezone must be a name of the IANA time zone database, such as Europe/Berlin');
}
