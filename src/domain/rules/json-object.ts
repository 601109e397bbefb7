import { fitsBytes } from './text.js';

/** The first rule that a JSON object breaks; null if it is valid. */
export type JsonFault = 'type' | 'number' | 'depth' | 'bytes' | null;

/** Whether a value is a JSON object, not null, a list or a scalar. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks the bounds of a JSON object and returns its compact text. The object itself is level 1; `maxBytes` is in UTF-8. */
export function judgeJsonObject(
  value: unknown,
  maxBytes: number,
  maxDepth: number,
): { readonly fault: JsonFault; readonly text: string } {
  if (!isJsonObject(value)) return { fault: 'type', text: '' };
  // Depth is checked first, because JSON.stringify recurses without a limit.
  const fault = walk(value, maxDepth);
  if (fault !== null) return { fault, text: '' };
  const text = JSON.stringify(value);
  return fitsBytes(text, maxBytes) ? { fault: null, text } : { fault: 'bytes', text: '' };
}

/** Recurses at most `levels` deep. Visits own keys only, so `__proto__` is a key like any other. */
function walk(value: object, levels: number): JsonFault {
  if (levels < 1) return 'depth';
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    const fault = typeof item === 'object' && item !== null ? walk(item, levels - 1) : judgeScalar(item);
    if (fault !== null) return fault;
  }
  return null;
}

/** A JSON number such as 1e400 is parsed as Infinity, which JSON.stringify would write as null. */
function judgeScalar(item: unknown): JsonFault {
  if (typeof item === 'number') return Number.isFinite(item) ? null : 'number';
  return item === null || typeof item === 'string' || typeof item === 'boolean' ? null : 'type';
}
