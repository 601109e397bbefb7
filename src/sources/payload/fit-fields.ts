import { isHttpUrl } from '../../domain/rules/http-url.js';
import { parseTimestamp } from '../../domain/rules/rfc3339.js';
import { cutBytes, cutCodePoints, fitsLength, isBlank, isStorable } from '../../domain/rules/text.js';
import { BOUNDS } from '../../generated/bounds.js';
import type { SourceFields } from './webhook-source.js';

/** Most characters of one text in metadata and most items of one list there. */
const METADATA_CHARS = 500;
const METADATA_ITEMS = 50;

/**
 * Makes what a payload says a record that breaks no rule, because its sender cannot correct it: texts are cut, what
 * cannot be is left out. A title that is cut stands in full before the body.
 *
 * @param team in place of the one in `fields`: a copy of them that differs by it cost as much as all the rest
 * @returns null when the payload names no issue, or one whose id is too long to be told apart
 */
export function fitFields(
  fields: SourceFields,
  team: SourceFields['team'],
  partial: boolean,
): Record<string, unknown> | null {
  const externalId = storable(fields.externalId ?? '').trim();
  if (isBlank(externalId) || !fitsLength(externalId, BOUNDS.externalId.maxLength)) return null;
  const full = present(fields.title);
  const isCut = full !== undefined && !fitsLength(full, BOUNDS.title.maxLength);
  const metadata =
    isCut && hasNoPlace(fields, partial) ? { ...fields.metadata, title: full } : fields.metadata;
  return {
    externalId,
    title: full === undefined ? undefined : cutCodePoints(full, BOUNDS.title.maxLength),
    body: isCut && !hasNoPlace(fields, partial) ? bodyBelow(full, fields.body) : bodyOf(fields.body),
    severity: fields.severity,
    team: teamOf(team),
    externalUrl: urlOf(fields.externalUrl),
    sourceCreatedAt: timestampOf(fields.sourceCreatedAt),
    sourceUpdatedAt: timestampOf(fields.sourceUpdatedAt),
    metadata: metadata === undefined ? undefined : fitMetadata(metadata),
  };
}

/** A part of an issue that does not name the body must leave the stored one alone. */
function hasNoPlace({ body }: SourceFields, partial: boolean): boolean {
  return partial && body === undefined;
}

function bodyBelow(title: string, body: string | null | undefined): string {
  const below = body === undefined || body === null || body === '' || body === title ? '' : `\n\n${body}`;
  // A body that begins with the title, as a message does, says it already.
  return bodyOf(body?.startsWith(title) === true ? body : title + below) as string;
}

function bodyOf(body: string | null | undefined): string | null | undefined {
  return typeof body === 'string' ? cutBytes(storable(body), BOUNDS.body.maxBytes) : body;
}

function teamOf(team: string | null | undefined): string | null | undefined {
  if (typeof team !== 'string') return team;
  const text = present(team);
  return text === undefined ? undefined : cutCodePoints(text, BOUNDS.team.maxLength);
}

function urlOf(url: string | undefined): string | undefined {
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

function present(text: string | undefined): string | undefined {
  return text === undefined || isBlank(text) ? undefined : storable(text);
}

/** Without what the databases do not return as it was stored. */
function storable(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Scalars and lists of them. What is still too much goes, the last keys first. */
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

/** What a value takes in JSON at most, with what stands around it: six bytes for a unit that is escaped. */
function bytesAtMost(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + bytesAtMost(item), PUNCTUATION_BYTES);
  return PUNCTUATION_BYTES + (typeof value === 'string' ? value.length * 6 : NUMBER_BYTES);
}

/** Quotes, colon, comma, brackets. */
const PUNCTUATION_BYTES = 6;
/** The longest number, and more than any other word of JSON. */
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
