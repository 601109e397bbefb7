import { type Generalisation, generalisations, keyOf } from './generalisations.js';
import { type BucketMember, testMerge, type WordStatistics } from './merge-test.js';
import { Postings } from './postings.js';
import type { Template } from './template.js';
import { covers, TemplateTrie } from './template-trie.js';
import { isWord, VALUE } from './tokens.js';

/** Members of one bucket that a test looks at. */
export const TESTED_MEMBERS = 16;
/** Literal templates that are compared with a template just learned. */
export const ABSORB_CANDIDATES = 256;

/** A bucket entry is a template's id and which of its generalisations leads to the bucket. */
const ENTRY_BASE = 256;
/** The entry of a template whose own tokens are the general form. */
const MASKED_FORM = 255;

/** Templates that one test found to be one message. */
export interface Merge {
  /** The tokens of the template that replaces the members. */
  readonly words: readonly string[];
  /** Log likelihood ratio in nats, above 0. */
  readonly llr: number;
  readonly members: readonly Template[];
}

/**
 * The templates that take part in learning: the trie of the learned ones, a bucket for each generalisation, the templates of each word.
 * It is a function of the templates inside and the order of their ids: filled in that order, it answers the same after a restart.
 */
export class TemplateIndex {
  private readonly trie = new TemplateTrie<Template>();
  private readonly buckets = new Postings<number>();
  private readonly words = new Postings<string>();
  private readonly byId = new Map<number, Template>();

  /** Entries of all buckets, for the bounds. */
  get bucketEntries(): number {
    return this.buckets.entries;
  }

  /** Steps of the last walk through the trie. */
  get steps(): number {
    return this.trie.steps;
  }

  /** Must be called in the order of ids. */
  add(template: Template): void {
    this.byId.set(template.id, template);
    for (const word of template.words) if (isConstant(word)) this.words.add(word, template.id);
    const base = template.id * ENTRY_BASE;
    generalisations(template.words).forEach(({ key }, at) => {
      this.buckets.add(key, base + at);
    });
    this.buckets.add(keyOf(template.words), base + MASKED_FORM);
    if (template.kind === 'learned') this.trie.add(template.words, template);
  }

  remove(template: Template): void {
    if (!this.byId.delete(template.id)) return;
    for (const word of template.words) if (isConstant(word)) this.words.remove(word, template.id);
    const base = template.id * ENTRY_BASE;
    generalisations(template.words).forEach(({ key }, at) => {
      this.buckets.remove(key, base + at);
    });
    this.buckets.remove(keyOf(template.words), base + MASKED_FORM);
    if (template.kind === 'learned') this.trie.remove(template.words);
  }

  /** Makes a literal template a learned one: from now on the trie knows it. */
  promote(template: Template): void {
    template.kind = 'learned';
    this.trie.add(template.words, template);
  }

  /** The learned template that reads these tokens, or null. */
  find(words: readonly string[]): Template | null {
    return this.trie.find(words);
  }

  /** The strongest merge that a template takes part in, or null. Among equals the first bucket in order decides. */
  findMerge(template: Template): Merge | null {
    const own = generalisations(template.words);
    const known = new Map([[template.id, own]]);
    let best: Merge | null = null;
    for (let at = 0; at <= own.length; at++) {
      const key = own[at]?.key ?? keyOf(template.words);
      if (this.buckets.count(key) < 2) continue;
      const merge = this.testBucket(key, template, at < own.length ? at : MASKED_FORM, known);
      if (merge !== null && (best === null || merge.llr > best.llr)) best = merge;
    }
    return best;
  }

  /** The literal templates that a learned one reads; of very many only the oldest. */
  coveredBy(template: Template): Template[] {
    let rarest: string | null = null;
    for (const word of template.words) {
      if (!isConstant(word)) continue;
      if (rarest === null || this.words.count(word) < this.words.count(rarest)) rarest = word;
    }
    if (rarest === null) return [];
    return this.words
      .first(rarest, ABSORB_CANDIDATES)
      .map((id) => this.byId.get(id) as Template)
      .filter(
        (other) => other.kind === 'literal' && other !== template && covers(template.words, other.words),
      );
  }

  private testBucket(
    key: number,
    template: Template,
    generalisation: number,
    known: Map<number, readonly Generalisation[]>,
  ): Merge | null {
    const entries = this.buckets.first(key, TESTED_MEMBERS);
    const entry = template.id * ENTRY_BASE + generalisation;
    if (!entries.includes(entry)) entries.push(entry);
    const tested: BucketMember[] = [];
    const members: Template[] = [];
    for (const one of entries) {
      const member = this.byId.get(Math.floor(one / ENTRY_BASE)) as Template;
      members.push(member);
      if (one % ENTRY_BASE === MASKED_FORM) continue;
      const slots = this.generalisationsOf(member, known)[one % ENTRY_BASE]?.slots ?? [];
      tested.push({ words: member.words, slots });
    }
    const evidence = testMerge(tested, tested.length < members.length, this.outside(key));
    return evidence === null ? null : { ...evidence, members };
  }

  private generalisationsOf(
    template: Template,
    known: Map<number, readonly Generalisation[]>,
  ): readonly Generalisation[] {
    let found = known.get(template.id);
    if (found === undefined) {
      found = generalisations(template.words);
      known.set(template.id, found);
    }
    return found;
  }

  private outside(key: number): WordStatistics {
    const inside = this.buckets.count(key);
    return {
      live: this.byId.size - inside,
      df: (word) => this.words.count(word) - inside,
    };
  }
}

function isConstant(word: string): boolean {
  return word !== VALUE && isWord(word);
}
