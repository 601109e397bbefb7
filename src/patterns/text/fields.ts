import { LabelLists } from './label-lists.js';
import {
  ALERT_NOUN,
  ANY_STATE,
  CAPITAL_STATE,
  COPULA,
  DURATION,
  ENVIRONMENT,
  FIELD_SIGNS,
  GRAMMAR,
  NAME_NOUN,
  PARTICIPLE,
  PICTOGRAPH,
  PREPOSITION,
  PUNCTUATION,
  SEPARATOR,
  STATE_NOUN,
  STOP,
  STRONG_SEPARATOR,
  TRAILING_NOUN,
  WEAK_NAME,
  WEAK_STATE,
} from './token-kinds.js';
import { TokenList, VALUE } from './token-list.js';

const CAPITALISED = /^\p{Lu}/u;
/** Punctuation after a capitalised state at the end of a message: `Ping Down (timed out)`, `Website Down | …`. */
const AFTER_CAPITALISED: ReadonlySet<string> = new Set([...'(|-–—']);

/** Finds the fields of a title: states, environments, branches, names after their nouns, and lists of labels. */
class FieldFinder {
  private readonly words: readonly string[];
  private readonly kinds: readonly number[];
  /** The end (exclusive) of the field that starts at a token; 0 if none does. */
  private readonly ends: number[];

  constructor(list: TokenList) {
    this.words = list.words;
    this.kinds = list.kinds;
    this.ends = new LabelLists(list).find();
  }

  /** Returns the ends of the fields, or null if there are no fields or nothing else. */
  find(): readonly number[] | null {
    const { ends, kinds, words } = this;
    for (let at = 0; at < kinds.length; at++) {
      const end = ends[at] as number;
      if (end > 0) at = end - 1;
      else if (((kinds[at] as number) & FIELD_SIGNS) !== 0) this.findAt(at);
    }
    let fields = 0;
    let messages = 0;
    for (let at = 0; at < kinds.length; at++) {
      const end = ends[at] as number;
      if (end > 0) {
        fields++;
        at = end - 1;
      } else if (((kinds[at] as number) & PUNCTUATION) === 0 && words[at] !== VALUE) messages++;
    }
    return fields > 0 && messages > 0 ? ends : null;
  }

  private findAt(at: number): void {
    const kind = this.kinds[at] as number;
    if ((kind & ANY_STATE) !== 0 && this.findState(at)) return;
    if ((kind & (ENVIRONMENT | WEAK_NAME)) !== 0) {
      const alone = (this.isLeftEdge(at) || this.has(at - 1, PREPOSITION)) && this.isRightEdge(at + 1);
      if (this.words[at + 1] !== '=' && (alone || (kind & ENVIRONMENT) !== 0)) this.ends[at] = at + 1;
    } else if ((kind & NAME_NOUN) !== 0) this.findName(at);
    else if ((kind & PICTOGRAPH) !== 0) this.ends[at] = at + 1;
  }

  private has(at: number, kinds: number): boolean {
    return at >= 0 && at < this.kinds.length && ((this.kinds[at] as number) & kinds) !== 0;
  }

  /** Marks the name after a noun, `in namespace checkout`, or before it. */
  private findName(at: number): void {
    if (this.has(at - 1, PREPOSITION) && this.isName(at + 1)) this.ends[at + 1] = at + 2;
    else if (this.has(at, TRAILING_NOUN) && this.has(at - 2, PREPOSITION) && this.isName(at - 1))
      this.ends[at - 1] = at;
  }

  private isName(at: number): boolean {
    const word = this.words[at];
    return word !== undefined && word !== VALUE && this.kinds[at] === 0 && this.ends[at] === 0;
  }

  /** Marks a run of states and the details in parentheses after it: `Ping Down (timed out)`. */
  private findState(at: number): boolean {
    const { words } = this;
    let bare = at;
    while (this.has(bare, ANY_STATE)) bare++;
    while (bare > at && !this.isApart(at, bare, this.endOfDuration(bare))) bare--;
    if (bare === at) return false;
    const end = this.endOfDuration(bare);
    const details = words[end] === '(' && words.indexOf(')', end) === words.length - 1 && !this.isStart(at);
    this.ends[at] = details ? words.length : end;
    return true;
  }

  /** Whether punctuation or a copula separates the states from the message. */
  private isApart(start: number, bare: number, end: number): boolean {
    const right = this.isRightEdge(end);
    if (this.all(start, bare, WEAK_STATE))
      return (
        right && (this.isStart(start) || this.has(start - 1, STRONG_SEPARATOR) || this.isAfterNoun(start))
      );
    const left = this.isLeftEdge(start) || this.has(start - 1, COPULA);
    if (left && right) return true;
    if (this.all(start, bare, CAPITAL_STATE)) return left || right;
    if (this.all(start, bare, PARTICIPLE) && this.has(end, PREPOSITION))
      return left || !this.has(start - 1, GRAMMAR);
    const after = this.words[end];
    return (
      CAPITALISED.test(this.words[start] as string) && (after === undefined || AFTER_CAPITALISED.has(after))
    );
  }

  private all(start: number, end: number, kind: number): boolean {
    for (let i = start; i < end; i++) if (!this.has(i, kind)) return false;
    return true;
  }

  /** A duration belongs to the state before it: `Resolved in 5m:`. */
  private endOfDuration(end: number): number {
    const named = this.has(end, DURATION) && this.words[end + 1] === VALUE;
    return named && this.isRightEdge(end + 2) ? end + 2 : end;
  }

  /** Whether only punctuation, fields and values are before the token. */
  private isStart(at: number): boolean {
    for (let i = 0; i < at; i++) {
      const end = this.ends[i] as number;
      if (end > 0) i = end - 1;
      else if (!this.has(i, PUNCTUATION) && this.words[i] !== VALUE) return false;
    }
    return true;
  }

  private isLeftEdge(at: number): boolean {
    if (at === 0 || this.has(at - 1, SEPARATOR | PICTOGRAPH) || this.ends.indexOf(at) >= 0) return true;
    return this.isAfterNoun(at) || this.isStart(at);
  }

  /** Whether a noun begins the title before the token: `Incident resolved: …`. */
  private isAfterNoun(at: number): boolean {
    return this.has(at - 1, ALERT_NOUN) && this.isStart(at - 1);
  }

  private isRightEdge(at: number): boolean {
    return (
      at >= this.words.length || this.has(at, SEPARATOR | STOP | STATE_NOUN) || (this.ends[at] as number) > 0
    );
  }
}

/**
 * Replaces the fields of a title by values: `[FIRING:1] NodeDown (web-1 prod)` has the tokens `<*> NodeDown <*>`. A title that
 * consists of fields only is not changed.
 */
export function maskFields(list: TokenList): TokenList {
  const ends = new FieldFinder(list).find();
  if (ends === null) return list;
  const { words, starts, ends: stops, kinds } = list;
  const masked = new TokenList();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const kind = kinds[i] as number;
    const start = starts[i] as number;
    const end = ends[i] as number;
    if (end > 0) i = end - 1;
    const stop = stops[i] as number;
    if (end > 0 || word === VALUE) masked.value(start, stop);
    else if (masked.words.at(-1) !== VALUE) masked.push(word, start, stop, kind);
    else if ((kind & PUNCTUATION) === 0) masked.constant(word, start, stop, kind);
    else masked.mark(word, start, stop, kind);
  }
  return masked;
}
