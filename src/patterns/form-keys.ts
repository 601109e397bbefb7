import type { Slot } from './generalisations.js';
import { VALUE } from './tokens.js';

/** Two 32-bit hashes of a word, in the manner of FNV-1a. */
interface WordHash {
  readonly low: number;
  readonly high: number;
}

function hashOf(word: string): WordHash {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return { low, high };
}

const VALUE_HASH = hashOf(VALUE);

/** Of the hashes of a sequence: its key, a safe integer of 53 bits. */
function combine(hashes: Iterable<WordHash>): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (const hash of hashes) {
    low = Math.imul(low ^ hash.low, 0x01000193);
    low ^= low >>> 15;
    high = Math.imul(high ^ hash.high, 0xc2b2ae35);
    high ^= high >>> 16;
  }
  return (low >>> 0) * 0x200000 + (high >>> 11);
}

/** The key of a token sequence: equal sequences have equal keys, and others hardly ever. */
export function keyOf(words: readonly string[]): number {
  return combine(words.map(hashOf));
}

/**
 * For a template, the keys of the general forms that slots make of it, without making the forms: `keyOf(generalise(words, slots))`.
 * Each word is hashed once, however many forms there are.
 */
export function formKeys(words: readonly string[]): (slots: readonly Slot[]) => number {
  const hashes = words.map(hashOf);
  const form: WordHash[] = [];
  const marks = words.map((word) =>
    word === VALUE ? 'value' : word === ',' || word === '(' || word === ')' ? word : '',
  );
  const kinds: string[] = [];
  const push = (kind: string, hash: WordHash): void => {
    const n = kinds.length;
    const afterValue = kinds[n - 2] === 'value';
    if (kind === 'value' && kinds[n - 1] === 'value') return;
    if (kind === 'value' && kinds[n - 1] === ',' && afterValue) {
      kinds.pop();
      form.pop();
      return;
    }
    if (kind === ')' && kinds[n - 1] === 'value' && kinds[n - 2] === '(' && kinds[n - 3] === 'value') {
      kinds.length = n - 2;
      form.length = n - 2;
      return;
    }
    kinds.push(kind);
    form.push(hash);
  };
  return (slots) => {
    form.length = 0;
    kinds.length = 0;
    let at = 0;
    for (const slot of slots) {
      for (; at < slot.start; at++) push(marks[at] as string, hashes[at] as WordHash);
      push('value', VALUE_HASH);
      at = slot.end;
    }
    for (; at < words.length; at++) push(marks[at] as string, hashes[at] as WordHash);
    return combine(form);
  };
}
