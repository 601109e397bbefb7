import { judgeJsonObject } from './json-object.js';
import { parseTimestamp } from './rfc3339.js';
import { foldName, isBlank } from './text.js';

/*
 * Conversions of single fields for the compiled accept path. Absent and null are returned unchanged. `false` means that
 * the value breaks a rule; no field has a Boolean value, so it cannot be confused with one.
 */

/** Returns undefined for a blank text, which counts as absent. */
export function unlessBlank(value: unknown): unknown {
  return typeof value === 'string' && isBlank(value) ? undefined : value;
}

/** Returns epoch milliseconds. */
export function readTimestamp(value: unknown): number | null | undefined | false {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') return false;
  const ms = parseTimestamp(value);
  return Number.isNaN(ms) ? false : ms;
}

/** Looks up a name, ignoring case and surrounding white space. The keys of `names` are folded with `foldName`. */
export function readOneOf<T extends string>(
  value: unknown,
  names: ReadonlyMap<string, T>,
): T | null | undefined | false {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') return false;
  return names.get(value) ?? names.get(foldName(value)) ?? false;
}

/** Returns compact JSON text. */
export function readJsonObject(
  value: unknown,
  maxBytes: number,
  maxDepth: number,
): string | null | undefined | false {
  if (value === undefined || value === null) return value;
  const { fault, text } = judgeJsonObject(value, maxBytes, maxDepth);
  return fault === null ? text : false;
}
