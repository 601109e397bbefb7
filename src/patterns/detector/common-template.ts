import { joinValues, VALUE } from '../text/token-list.js';
import { constantWords } from './confidence.js';
import { covers } from './template-trie.js';

/**
 * The most specific template for a template and a title: their longest common subsequence with `<*>` in the gaps. Returns null if
 * the template already matches the title, or if no word would remain. At most 64 × 64 comparisons.
 */
export function commonTemplate(template: readonly string[], title: readonly string[]): string[] | null {
  if (covers(template, title)) return null;
  const lengths = commonLengths(template, title);
  const words: string[] = [];
  let [at, other] = [0, 0];
  while (at < template.length || other < title.length) {
    const word = template[at];
    if (word !== undefined && word === title[other]) {
      words.push(word);
      at++;
      other++;
      continue;
    }
    words.push(VALUE);
    if (other === title.length || lengthAt(lengths, at + 1, other) >= lengthAt(lengths, at, other + 1)) at++;
    else other++;
  }
  const joined = joinValues(words);
  return constantWords(joined) === 0 || joined.join(' ') === template.join(' ') ? null : joined;
}

/** For each pair of positions, the length of the longest common subsequence of what follows. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths: number[][] = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] =
        a[i] === b[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? -1;
}
