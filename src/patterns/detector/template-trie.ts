import { isWord, VALUE } from '../text/token-list.js';

interface TrieNode<T> {
  /** Created with the first child, because most final nodes have none. */
  children: Map<string, TrieNode<T>> | null;
  leaf: T | null;
}

/** Maximum steps of one search. */
export const MAX_STEPS = 256;

/**
 * Learned templates by their tokens. A search tries the exact token first, then `<*>`, which matches one or two words and one
 * word in parentheses after them, but no other punctuation. It gives up after 256 steps. The result does not depend on the
 * order in which templates were added.
 */
export class TemplateTrie<T> {
  private readonly root: TrieNode<T> = { children: null, leaf: null };
  /** Steps of the last search. */
  steps = 0;

  add(words: readonly string[], leaf: T): void {
    let node = this.root;
    for (const word of words) {
      node.children ??= new Map();
      let next = node.children.get(word);
      if (next === undefined) {
        next = { children: null, leaf: null };
        node.children.set(word, next);
      }
      node = next;
    }
    node.leaf = leaf;
  }

  /** Removes a template and the nodes that only it used. Does nothing if another template has taken its place. */
  remove(words: readonly string[], leaf: T): void {
    const path: TrieNode<T>[] = [this.root];
    for (const word of words) {
      const next = path.at(-1)?.children?.get(word);
      if (next === undefined) return;
      path.push(next);
    }
    const last = path.at(-1) as TrieNode<T>;
    if (last.leaf !== leaf) return;
    last.leaf = null;
    for (let depth = words.length; depth > 0; depth--) {
      const node = path[depth] as TrieNode<T>;
      if (node.leaf !== null || (node.children !== null && node.children.size > 0)) return;
      path[depth - 1]?.children?.delete(words[depth - 1] as string);
    }
  }

  /** The template that matches these tokens, or null. */
  find(words: readonly string[]): T | null {
    this.steps = 0;
    return this.walk(this.root, words, 0);
  }

  private walk(node: TrieNode<T>, words: readonly string[], at: number): T | null {
    if (++this.steps >= MAX_STEPS) return null;
    if (at === words.length) return node.leaf;
    const word = words[at] as string;
    const exact = node.children?.get(word);
    if (exact !== undefined) {
      const found = this.walk(exact, words, at + 1);
      if (found !== null || this.steps >= MAX_STEPS) return found;
    }
    const wild = node.children?.get(VALUE);
    if (wild === undefined || !isWord(word)) return null;
    for (let end = at + 1; end <= words.length && end <= at + 2 && isWord(words[end - 1] as string); end++) {
      for (const next of [end, endOfParenthesis(words, end)]) {
        if (next === 0 || (next === at + 1 && wild === exact)) continue;
        const found = this.walk(wild, words, next);
        if (found !== null || this.steps >= MAX_STEPS) return found;
      }
    }
    return null;
  }
}

/** The end of `( word )` at `at`, which is part of the value before it; 0 if there is none. */
function endOfParenthesis(words: readonly string[], at: number): number {
  const enclosed = words[at] === '(' && words[at + 2] === ')' && isWord(words[at + 1] as string);
  return enclosed ? at + 3 : 0;
}

/** Whether a template matches these tokens, by the same rules as the trie. At most 64 × 64 × 2 comparisons. */
export function covers(general: readonly string[], words: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const token of general) {
    const next = new Set<number>();
    for (const at of reached) {
      const word = words[at];
      if (word === undefined) continue;
      if (word === token) next.add(at + 1);
      if (token !== VALUE || !isWord(word)) continue;
      for (let end = at + 1; end <= at + 2 && end <= words.length && isWord(words[end - 1] as string); end++)
        for (const reachable of [end, endOfParenthesis(words, end)]) if (reachable > 0) next.add(reachable);
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(words.length);
}
