import { keyOf, type Slot } from '../text/form-keys.js';
import { isWord, VALUE } from '../text/token-list.js';
import { generalisations, slotSets } from './generalisations.js';
import { type BucketMember, mayMerge, testMerge, type WordStatistics } from './merge-test.js';
import { NumberTable } from './number-table.js';
import { Postings } from './postings.js';
import { type Template, wordsOf } from './template.js';
import { covers, TemplateTrie } from './template-trie.js';

/** Maximum members of a bucket that one test considers. */
export const TESTED_MEMBERS = 16;
/** Maximum literal templates that are compared with a new learned template. */
export const ABSORB_CANDIDATES = 256;

/** A bucket entry encodes a template's id and the index of its generalisation. */
const ENTRY_BASE = 256;
/** Index for a template whose own tokens are the general form. */
const MASKED_FORM = 255;

/** Templates that are one message with different values. */
export interface TemplateMerge {
  /** The tokens of the template that replaces the members. */
  readonly words: string;
  /** Log likelihood ratio in nats, above 0. */
  readonly llr: number;
  readonly members: readonly Template[];
}

/** A parsed template, cached for all buckets of one search. */
interface ParsedTemplate {
  readonly words: readonly string[];
  readonly sets: readonly (readonly Slot[])[];
}

/**
 * The templates that take part in learning: a trie of the learned ones, a bucket for each generalisation, and the templates of
 * each word. The results depend only on the templates and the order of their ids, so they are the same after a restart.
 */
export class TemplateIndex {
  private readonly trie = new TemplateTrie<Template>();
  private readonly buckets = new Postings<number>(new NumberTable());
  private readonly words = new Postings<string>(new Map());
  private readonly byId = new Map<number, Template>();

  /** Number of entries in all buckets. */
  get bucketEntries(): number {
    return this.buckets.entries;
  }

  /** Steps of the last trie search. */
  get steps(): number {
    return this.trie.steps;
  }

  /** Must be called in the order of ids. */
  add(template: Template): void {
    const words = wordsOf(template.words);
    this.byId.set(template.id, template);
    for (const word of words) if (isConstant(word)) this.words.add(word, template.id);
    const base = template.id * ENTRY_BASE;
    for (const { key, at } of generalisations(words)) this.buckets.add(key, base + at);
    this.buckets.add(keyOf(words), base + MASKED_FORM);
    if (template.kind === 'learned') this.trie.add(words, template);
  }

  remove(template: Template): void {
    if (!this.byId.delete(template.id)) return;
    const words = wordsOf(template.words);
    for (const word of words) if (isConstant(word)) this.words.remove(word, template.id);
    const base = template.id * ENTRY_BASE;
    for (const { key, at } of generalisations(words)) this.buckets.remove(key, base + at);
    this.buckets.remove(keyOf(words), base + MASKED_FORM);
    if (template.kind === 'learned') this.trie.remove(words, template);
  }

  /** Turns a literal template into a learned one and adds it to the trie. */
  promote(template: Template): void {
    template.kind = 'learned';
    this.trie.add(wordsOf(template.words), template);
  }

  /** The learned template that matches these tokens, or null. */
  find(words: readonly string[]): Template | null {
    return this.trie.find(words);
  }

  /** The merge of a template with the highest score, or null. Among equal scores the first bucket wins. */
  findMerge(template: Template): TemplateMerge | null {
    const words = wordsOf(template.words);
    const parsed = new Map<number, ParsedTemplate>([[template.id, { words, sets: slotSets(words) }]]);
    let best: TemplateMerge | null = null;
    const masked = { key: keyOf(words), at: MASKED_FORM };
    for (const { key, at } of [...generalisations(words), masked]) {
      if (this.buckets.count(key) < 2) continue;
      const merge = this.testBucket(key, template, at, parsed);
      if (merge !== null && (best === null || merge.llr > best.llr)) best = merge;
    }
    return best;
  }

  /** The literal templates that a learned one matches; if there are very many, only the oldest. */
  coveredBy(template: Template): Template[] {
    const words = wordsOf(template.words);
    let rarest: string | null = null;
    for (const word of words) {
      if (!isConstant(word)) continue;
      if (rarest === null || this.words.count(word) < this.words.count(rarest)) rarest = word;
    }
    if (rarest === null) return [];
    return this.words
      .first(rarest, ABSORB_CANDIDATES)
      .map((id) => this.byId.get(id) as Template)
      .filter((other) => other.kind === 'literal' && other !== template)
      .filter((other) => covers(words, wordsOf(other.words)));
  }

  private testBucket(
    key: number,
    template: Template,
    at: number,
    parsed: Map<number, ParsedTemplate>,
  ): TemplateMerge | null {
    const entries = this.buckets.first(key, TESTED_MEMBERS);
    const own = template.id * ENTRY_BASE + at;
    if (!entries.includes(own)) entries.push(own);
    const seenMasked = entries.some((entry) => entry % ENTRY_BASE === MASKED_FORM);
    const statistics = this.outside(key);
    if (at !== MASKED_FORM && !mayMerge(this.memberOf(own, parsed), entries.length, seenMasked, statistics))
      return null;
    const tested = entries
      .filter((entry) => entry % ENTRY_BASE !== MASKED_FORM)
      .map((entry) => this.memberOf(entry, parsed));
    const evidence = testMerge(tested, seenMasked, statistics);
    if (evidence === null) return null;
    const members = entries.map((entry) => this.byId.get(Math.floor(entry / ENTRY_BASE)) as Template);
    // A template that reaches the same bucket twice is not evidence.
    if (members.every((member) => member === template)) return null;
    return { words: evidence.words.join(' '), llr: evidence.llr, members };
  }

  private memberOf(entry: number, parsed: Map<number, ParsedTemplate>): BucketMember {
    const id = Math.floor(entry / ENTRY_BASE);
    let member = parsed.get(id);
    if (member === undefined) {
      const words = wordsOf((this.byId.get(id) as Template).words);
      member = { words, sets: slotSets(words) };
      parsed.set(id, member);
    }
    return { words: member.words, slots: member.sets[entry % ENTRY_BASE] ?? [] };
  }

  /** Word frequencies of all templates. */
  statistics(): WordStatistics {
    return { live: this.byId.size, df: (word) => this.words.count(word) - 1 };
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
