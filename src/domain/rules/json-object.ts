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
  const fault = new Walk(maxBytes).judge(value, maxDepth);
  if (fault !== null) return { fault, text: '' };
  const text = JSON.stringify(value);
  return fitsBytes(text, maxBytes) ? { fault: null, text } : { fault: 'bytes', text: '' };
}

/** Visits a value until a rule is broken, or until its text must exceed the bytes, however large the value is. */
class Walk {
  /** Bytes that the values not visited yet can have. */
  private left: number;

  constructor(maxBytes: number) {
    this.left = maxBytes;
  }

  /** Recurses at most `levels` deep. Visits own keys only, so `__proto__` is a key like any other. */
  judge(value: object, levels: number): JsonFault {
    if (levels < 1) return 'depth';
    const keys = Array.isArray(value) ? undefined : Object.keys(value);
    const items = keys ?? (value as readonly unknown[]);
    // Two brackets, a separator between items, and a colon and two quotes at each key.
    this.left -= 1 + items.length * (keys === undefined ? 1 : 4);
    for (let i = 0; i < items.length && this.left >= 0; i++) {
      const key = keys?.[i];
      if (key !== undefined) this.left -= key.length;
      const fault = this.judgeItem(
        key === undefined ? items[i] : (value as Record<string, unknown>)[key],
        levels,
      );
      if (fault !== null) return fault;
    }
    return this.left < 0 ? 'bytes' : null;
  }

  private judgeItem(item: unknown, levels: number): JsonFault {
    if (typeof item === 'object' && item !== null) return this.judge(item, levels - 1);
    this.left -= typeof item === 'string' ? item.length + 2 : 1;
    return judgeScalar(item);
  }
}

/** A JSON number such as 1e400 is parsed as Infinity, which JSON.stringify would write as null. */
function judgeScalar(item: unknown): JsonFault {
  if (typeof item === 'number') return Number.isFinite(item) ? null : 'number';
  return item === null || typeof item === 'string' || typeof item === 'boolean' ? null : 'type';
}
