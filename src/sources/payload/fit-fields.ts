import { isHttpUrl } from '../../domain/rules/http-url.js';
import { parseTimestamp } from '../../domain/rules/rfc3339.js';
import { cutBytes, cutCodePoints, fitsLength, isBlank, isStorable } from '../../domain/rules/text.js';
import { BOUNDS } from '../../generated/bounds.js';
import type { SourceFields } from './webhook-source.js';

/** Limits of a metadata value: characters of a text and items of a list. */
const METADATA_CHARS = 500;
const METADATA_ITEMS = 50;

/**
 * Makes a record valid, because the sender of a webhook cannot correct it: texts that are too long are cut, and other
 * invalid values are left out. If the title is cut, the full title is put in front of the body.
 *
 * @param team replaces the team in `fields`; a parameter, because copying `fields` doubles the cost of this function
 * @returns null if the external id is missing or too long
 */
export function fitFields(
  fields: SourceFields,
  team: SourceFields['team'],
  partial: boolean,
): Record<string, unknown> | null {
  const externalId = storable(fields.externalId ?? '').trim();
  if (isBlank(externalId) || !fitsLength(externalId, BOUNDS.externalId.maxLength)) return null;
  const full = nonBlank(fields.title);
  const isCut = full !== undefined && !fitsLength(full, BOUNDS.title.maxLength);
  const known = metadataWithKey(fields);
  const metadata = isCut && mustKeepBody(fields, partial) ? { ...known, title: full } : known;
  return {
    externalId,
    title: full === undefined ? undefined : cutCodePoints(full, BOUNDS.title.maxLength),
    body: isCut && !mustKeepBody(fields, partial) ? bodyWithTitle(full, fields.body) : bodyOf(fields.body),
    severity: fields.severity,
    team: nameOf(team, BOUNDS.team.maxLength),
    assignee: nameOf(fields.assignee, BOUNDS.assignee.maxLength),
    externalUrl: urlOf(fields.externalUrl),
    sourceCreatedAt: timestampOf(fields.sourceCreatedAt),
    sourceUpdatedAt: timestampOf(fields.sourceUpdatedAt),
    metadata: metadata === undefined ? undefined : fitMetadata(metadata),
  };
}

/** The metadata with the grouping key as its fingerprint. The sender's own fingerprint takes precedence. */
function metadataWithKey({ metadata, groupingKey }: SourceFields): SourceFields['metadata'] {
  return nonBlank(groupingKey) === undefined ? metadata : { fingerprint: groupingKey, ...metadata };
}

/** Whether the stored body must stay unchanged, because a partial payload does not contain a body. */
function mustKeepBody({ body }: SourceFields, partial: boolean): boolean {
  return partial && body === undefined;
}

function bodyWithTitle(title: string, body: string | null | undefined): string {
  const below = body === undefined || body === null || body === '' || body === title ? '' : `\n\n${body}`;
  // The body of a chat message already begins with its title.
  return bodyOf(body?.startsWith(title) === true ? body : title + below) as string;
}

function bodyOf(body: string | null | undefined): string | null | undefined {
  return typeof body === 'string' ? cutBytes(storable(body), BOUNDS.body.maxBytes) : body;
}

function nameOf(name: string | null | undefined, max: number): string | null | undefined {
  if (typeof name !== 'string') return name;
  const text = nonBlank(name);
  return text === undefined ? undefined : cutCodePoints(text, max);
}

/** Some template variables produce URLs without a scheme. */
const WITHOUT_SCHEME = /^[\w-]+(?:\.[\w-]+)+(?::\d+)?\//;

function urlOf(sent: string | undefined): string | undefined {
  const url = sent !== undefined && WITHOUT_SCHEME.test(sent) ? `https://${sent}` : sent;
  return url !== undefined &&
    isHttpUrl(url) &&
    url.isWellFormed() &&
    fitsLength(url, BOUNDS.externalUrl.maxLength)
    ? url
    : undefined;
}

function timestampOf(text: string | undefined): string | undefined {
  return text === undefined || Number.isNaN(parseTimestamp(text)) ? undefined : text;
}

function nonBlank(text: string | undefined): string | undefined {
  return text === undefined || isBlank(text) ? undefined : storable(text);
}

/** Replaces characters that the databases cannot store unchanged. */
function storable(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Keeps scalars and lists of scalars. If the metadata is too large, the last keys are dropped. */
function fitMetadata(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  let room = BOUNDS.metadata.maxBytes;
  for (const key of Object.keys(values)) {
    const plain = plainOf(values[key]);
    if (plain === undefined) continue;
    room -= bytesAtMost(key) + bytesAtMost(plain);
    if (room < 0) break;
    metadata[key] = plain;
  }
  return metadata;
}

/** Upper bound for the size of a value in JSON with its punctuation: an escaped UTF-16 unit takes six bytes. */
function bytesAtMost(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + bytesAtMost(item), PUNCTUATION_BYTES);
  return PUNCTUATION_BYTES + (typeof value === 'string' ? value.length * 6 : NUMBER_BYTES);
}

/** Quotes, colon, comma and brackets. */
const PUNCTUATION_BYTES = 6;
/** The longest number; `true`, `false` and `null` are shorter. */
const NUMBER_BYTES = 25;

function plainOf(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .slice(0, METADATA_ITEMS)
      .map(scalarOf)
      .filter((item) => item !== undefined);
  return scalarOf(value);
}

function scalarOf(value: unknown): unknown {
  if (typeof value === 'string') return cutCodePoints(value.toWellFormed(), METADATA_CHARS);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'boolean' || value === null ? value : undefined;
}
