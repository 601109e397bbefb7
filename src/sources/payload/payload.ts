import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { foldName, isBlank } from '../../domain/rules/text.js';
import type { Severity } from '../../domain/severity.js';

/*
 * Reading payloads of which nothing is certain. Every function takes any JSON value and answers `undefined` for what
 * is not there or is something else.
 */

type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = Object.freeze(Object.create(null) as Record<string, unknown>);

/** The object itself, or an empty one. */
export function objectOf(value: unknown): Json {
  return isJsonObject(value) ? value : EMPTY;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not blank, or a number as text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A text, where an empty one and null say that there is none: null. Absent stays absent. */
export function clearableText(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What stands at keys and positions with dots between, such as `ticket.tags.0`. Only own keys count. */
export function valueAt(payload: unknown, path: string): unknown {
  let value = payload;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The severity of a native name: by the connector's own table, then by the source's scale. */
export function severityOf(
  name: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): Severity | undefined {
  const text = textOf(name);
  if (text === undefined) return undefined;
  const folded = foldName(text);
  return Object.hasOwn(settings.severities, folded) ? settings.severities[folded] : scale.get(folded);
}

/** Epoch milliseconds as RFC 3339; `undefined` when no such date exists. */
export function instantOf(ms: number): string | undefined {
  const date = new Date(ms);
  const year = Number.isNaN(date.getTime()) ? -1 : date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : undefined;
}

const WITHOUT_COLON = /([+-]\d{2})(\d{2})$/;

/** An ISO 8601 text as RFC 3339: some vendors leave the colon of the offset out. */
export function isoText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().replace(WITHOUT_COLON, '$1:$2') : undefined;
}

/** Values that say what happened and are no longer than they need to be. Absent ones are left out. */
export function metadataOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const key of Object.keys(values)) if (values[key] !== undefined) present[key] = values[key];
  return present;
}
