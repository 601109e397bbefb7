import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { foldName, isBlank } from '../../domain/rules/text.js';
import type { Severity } from '../../domain/severity.js';
import { commonSeverity } from './common-severities.js';

/*
 * Readers for untrusted payloads. Every function accepts any JSON value and returns `undefined` if the value is missing or
 * has another type.
 */

/** A JSON object with unknown keys. */
export type JsonObject = Readonly<Record<string, unknown>>;

const EMPTY: JsonObject = Object.freeze(Object.create(null) as Record<string, unknown>);

/** The object itself, or an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : EMPTY;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-blank string, or a number as a string. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A string; null if the value is null or empty, because that clears the stored value; `undefined` if it is absent. */
export function clearableText(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A name, such as that of an assignee; null if the value is null or blank, which clears the stored one. */
export function clearableName(value: unknown): string | null | undefined {
  return value === undefined ? undefined : (textOf(value) ?? null);
}

/** The texts under `key` of the objects in a list; `undefined` if there are none. */
export function namesOf(list: unknown, key: string): readonly string[] | undefined {
  const names = listOf(list)
    .map((item) => textOf(objectOf(item)[key]))
    .filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names;
}

/**
 * The value at a path of keys and indexes, such as `ticket.tags.0`. Only own keys are read. A key that contains dots is found
 * as it is, or stands in brackets: `labels["app.kubernetes.io/name"]`.
 */
export function valueAt(payload: unknown, path: string): unknown {
  const keys = path.includes('[') ? bracketedKeys(path) : path.split('.');
  let value = payload;
  for (let at = 0; at < keys.length; ) {
    const key = ownKey(value, keys, at);
    if (key === undefined) return undefined;
    value = (value as Record<string, unknown>)[key.name];
    at = key.end;
  }
  return value;
}

const BRACKETED = /\["([^"]*)"\]|\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g;

function bracketedKeys(path: string): readonly string[] {
  return [...path.matchAll(BRACKETED)].map(([, double, single, index, key]) =>
    String(double ?? single ?? index ?? key),
  );
}

/** The shortest key that the object has and that the next parts of the path form, and the position of the part after it. */
function ownKey(
  value: unknown,
  keys: readonly string[],
  at: number,
): { name: string; end: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  let name = keys[at] as string;
  for (let end = at + 1; !Object.hasOwn(value, name); end++) {
    if (end >= keys.length) return undefined;
    name += `.${keys[end]}`;
    if (Object.hasOwn(value, name)) return { name, end: end + 1 };
  }
  return { name, end: at + 1 };
}

/**
 * The severity for a source's own name. The connector's settings take precedence over the source's scale, and that over the
 * names in common use.
 */
export function severityOf(
  name: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): Severity | undefined {
  const text = textOf(name);
  if (text === undefined) return undefined;
  const folded = foldName(text);
  return namedSeverity(folded, settings, scale) ?? commonSeverity(folded);
}

/** The severity that the settings or the source's scale state for a folded name. */
export function namedSeverity(
  folded: string,
  { severities }: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): Severity | undefined {
  return Object.hasOwn(severities, folded) ? severities[folded] : scale.get(folded);
}

/** Epoch milliseconds as RFC 3339; `undefined` outside the years 0000 to 9999. */
export function timestampFromMs(ms: number): string | undefined {
  const date = new Date(ms);
  const year = Number.isNaN(date.getTime()) ? -1 : date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : undefined;
}

/** Metadata without absent values. */
export function metadataOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const defined: Record<string, unknown> = {};
  for (const key of Object.keys(values)) if (values[key] !== undefined) defined[key] = values[key];
  return defined;
}
