import {
  ANY_STATE,
  CLOSE,
  ENVIRONMENT,
  GRAMMAR,
  OPEN,
  PICTOGRAPH,
  PREPOSITION,
  PUNCTUATION,
  QUOTE,
  STOP,
  WEAK_NAME,
  WEAK_STATE,
} from './token-kinds.js';
import { type TokenList, VALUE } from './token-list.js';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CAPITALISED = /^\p{Lu}/u;
const NAME_MARK = /[-./_]/;
/** Most words of a place before its parentheses: `US East (N. Virginia)`. */
const PLACE_WORDS = 3;

/** Finds the brackets of a title that contain fields: states, labels, or a part of the name of a place. */
export class LabelLists {
  private readonly words: readonly string[];
  private readonly kinds: readonly number[];
  private readonly fields: number[];

  constructor(private readonly list: TokenList) {
    this.words = list.words;
    this.kinds = list.kinds;
    this.fields = new Array<number>(list.words.length).fill(0);
  }

  /** Returns, for each token, the end (exclusive) of the field that starts with it, or 0. */
  find(): number[] {
    const { words, kinds } = this;
    const open: number[] = [];
    for (let at = 0; at < words.length; at++) {
      const kind = kinds[at] as number;
      if ((kind & OPEN) !== 0) open.push(at);
      else if ((kind & CLOSE) !== 0) {
        let start = open.pop();
        while (start !== undefined && CLOSING[words[start] as string] !== words[at]) start = open.pop();
        if (start !== undefined) this.findBetween(start, at);
      }
    }
    // The end of a long list is missing in a title that was cut.
    const cut = open.find((start) => this.isMap(start));
    if (cut !== undefined) this.fields[cut - 1] = words.length;
    return this.fields;
  }

  private findBetween(open: number, close: number): void {
    if (this.isMap(open)) this.fields[open - 1] = close + 1;
    else if (this.isStateList(open, close) || this.isLabelList(open, close)) this.fields[open] = close + 1;
    else if (this.words[open] === '(') this.findPlace(open, close);
  }

  /** `map[…]`, as Go prints it. */
  private isMap(open: number): boolean {
    return this.words[open - 1] === 'map' && this.words[open] === '[' && this.touchesWord(open);
  }

  private touchesWord(open: number): boolean {
    return open > 0 && this.list.ends[open - 1] === this.list.starts[open];
  }

  private has(at: number, kinds: number): boolean {
    return ((this.kinds[at] as number) & kinds) !== 0;
  }

  /** Whether the brackets contain states with counts only: `FIRING:3, RESOLVED:1`. */
  private isStateList(open: number, close: number): boolean {
    let states = 0;
    for (let i = open + 1; i < close; i++) {
      if (this.has(i, ANY_STATE | PICTOGRAPH)) states++;
      else if (this.words[i] !== VALUE && !this.has(i, PUNCTUATION)) return false;
    }
    return states > 0;
  }

  /**
   * Whether the brackets contain labels, not a sentence: values, names, states, environments and `key=value` pairs, and not
   * many other words. A single word is not a list, and brackets directly after a word are part of it: `Foo(bar baz)`.
   */
  private isLabelList(open: number, close: number): boolean {
    const braces = this.words[open] === '{';
    if (close - open < 3 || (!braces && this.touchesWord(open))) return false;
    let names = 0;
    let typical = 0;
    let plain = 0;
    let pairs = 0;
    for (let i = open + 1; i < close; i++) {
      const word = this.words[i] as string;
      const field = this.fields[i] as number;
      if (field > 0) {
        names++;
        i = field - 1;
      } else if (word === VALUE) names++;
      else if (this.has(i, STOP)) return false;
      else if (this.has(i, PUNCTUATION)) continue;
      else if (this.words[i + 1] === '=' || this.words[i + 1] === ':') {
        pairs++;
        i = this.endOfPair(i + 2, close) - 1;
      } else if (this.has(i, GRAMMAR)) return false;
      else if (this.has(i, (ANY_STATE & ~WEAK_STATE) | ENVIRONMENT | WEAK_NAME)) typical++;
      else if (NAME_MARK.test(word)) names++;
      else plain++;
    }
    if (braces) return pairs > 0 && names + typical + plain === 0;
    const labels = names + typical + pairs;
    if (pairs >= 2) return plain <= labels;
    return typical > 0 && plain > 0 ? plain <= 2 * labels : labels >= 2 && plain <= labels;
  }

  /** The end of the value of a `key=`: one token, or a quoted string. */
  private endOfPair(at: number, close: number): number {
    if (at < close && this.has(at, QUOTE))
      for (let i = at + 1; i < close; i++) if (this.words[i] === this.words[at]) return i + 1;
    return Math.min(at + 1, close);
  }

  /** Marks a place such as `in US East (N. Virginia)`, whose words are all capitalised. */
  private findPlace(open: number, close: number): void {
    const { words } = this;
    for (let i = open + 1; i < close; i++)
      if (!this.has(i, PUNCTUATION) && !CAPITALISED.test(words[i] as string)) return;
    let start = open;
    while (open - start < PLACE_WORDS && CAPITALISED.test(words[start - 1] ?? '')) start--;
    if (start > 0 && start < open && this.has(start - 1, PREPOSITION)) this.fields[start] = close + 1;
  }
}
