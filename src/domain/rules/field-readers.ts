import { judgeJsonObject } from './json-object.js';
import { parseTimestamp } from './rfc3339.js';
import { foldName, isBlank } from './text.js';

/*
 * How the compiled accept path reads one field. Absent and null pass through; what breaks a rule is `false`, so
 * that a caller can tell it from every value.
 */

/** A blank text is as if absent. */
export function unlessBlank(value: unknown): unknown {
  return typeof value === 'string' && isBlank(value) ? undefined : value;
}

/** Epoch milliseconds. */
export function readTimestamp(value: unknown): number | null | undefined | false {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') return false;
  const ms = parseTimestamp(value);
  return Number.isNaN(ms) ? false : ms;
}

/** One of a few names, in any case and with white space around it; the map has them folded. */
export function readOneOf<T extends string>(
  value: unknown,
  names: ReadonlyMap<string, T>,
): T | null | undefined | false {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') return false;
  return names.get(value) ?? names.get(foldName(value)) ?? false;
}

/** Compact JSON text. */
export function readJsonObject(
  value: unknown,
  maxBytes: number,
  maxDepth: number,
): string | null | undefined | false {
  if (value === undefined || value === null) return value;
  const { fault, text } = judgeJsonObject(value, maxBytes, maxDepth);
  return fault === null ? text : false;
}
