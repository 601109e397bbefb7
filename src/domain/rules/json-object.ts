import { fitsBytes } from './text.js';

/** What is wrong with a JSON object; `null` when nothing is. */
export type JsonFault = 'type' | 'number' | 'depth' | 'bytes' | null;

/** Whether a value is a JSON object: neither null, nor a list, nor a single value. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bounds and text of a JSON object. The object itself is level 1; `maxBytes` counts UTF-8 of the compact text. */
export function judgeJsonObject(
  value: unknown,
  maxBytes: number,
  maxDepth: number,
): { readonly fault: JsonFault; readonly text: string } {
  if (!isJsonObject(value)) return { fault: 'type', text: '' };
  // Depth comes first: the serialiser recurses as deep as the value goes.
  const fault = walk(value, maxDepth);
  if (fault !== null) return { fault, text: '' };
  const text = JSON.stringify(value);
  return fitsBytes(text, maxBytes) ? { fault: null, text } : { fault: 'bytes', text: '' };
}

/** Recurses no deeper than `levels`. Own keys only, so that `__proto__` is a key like any other. */
function walk(value: object, levels: number): JsonFault {
  if (levels < 1) return 'depth';
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    const fault = typeof item === 'object' && item !== null ? walk(item, levels - 1) : judgeScalar(item);
    if (fault !== null) return fault;
  }
  return null;
}

/** JSON text can hold a number such as 1e400, which is none any more once parsed and would be written as null. */
function judgeScalar(item: unknown): JsonFault {
  if (typeof item === 'number') return Number.isFinite(item) ? null : 'number';
  return item === null || typeof item === 'string' || typeof item === 'boolean' ? null : 'type';
}
