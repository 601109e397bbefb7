import { isAscii, isUtf8 } from 'node:buffer';
import { LIMITS } from '../domain/limits.js';
import { readJsonObject, readOneOf } from '../domain/rules/field-readers.js';
import { isHttpUrl } from '../domain/rules/http-url.js';
import { type Characters, parseTimestamp } from '../domain/rules/rfc3339.js';
import { isStorable } from '../domain/rules/text.js';
import { resolveSource, type Source } from '../domain/source.js';
import { BATCH_REQUIRED, FIELD_RULES, type FieldRules } from '../generated/fields.js';
import {
  ESCAPED,
  SENT_INSTANTS,
  SENT_TEXTS,
  type SentRecords,
  SentRecordsBuilder,
} from '../issues/sent-records.js';

/** A batch in its body. */
export interface ScannedBatch {
  /** Records that break no rule and say nothing unusual. */
  readonly sent: SentRecords;
  /** The others, to be judged one by one, and their places in the batch. */
  readonly records: unknown[];
  readonly places: readonly number[];
}

/**
 * Reads a batch from the bytes of its body and accepts what is accepted beyond doubt, without making objects and texts of
 * it: that is what a large batch of usual records costs most. It knows a part of JSON and of the rules only. A record
 * with anything else is parsed and left to `judgeRecord`; of a body with anything else nothing is taken.
 *
 * @returns null when the body is to be parsed as a whole, which also tells what is wrong with it
 */
export function scanBatch(bytes: Buffer): ScannedBatch | null {
  return isUtf8(bytes) ? new BatchScanner(bytes).scan() : null;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;
const DELETE = 0x7f;

/** First bytes in UTF-8 of what may be white space: U+0085 and U+00A0, U+1680, U+2000 and others, and U+3000 alone. */
const MAY_BE_BLANK = new Set([0xc2, 0xe1, 0xe2]);
const BEGINS_3000 = 0xe3;
const CONTINUES_3000 = 0x80;

const RECORDS = Buffer.from('"records"');
const NULL = Buffer.from('null');
const LITERALS = [NULL, Buffer.from('true'), Buffer.from('false')];
/** Ends the authority of an address. */
const ENDS_AUTHORITY = new Set([...'/?#\\'].map((sign) => sign.charCodeAt(0)));
/** Unusual records after which it counts whether they are the usual ones of their sender. */
const UNUSUAL_MIN = 16;
/** Keys of one object that are compared with each other here. */
const KEYS_MAX = 16;

/** Bytes that stand for themselves in a text of JSON. */
const PLAIN = new Uint8Array(256).fill(1, BLANK);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** What `string` found instead of escapes of two characters only. */
const CODED = -1;
const BROKEN = -2;

interface Field extends FieldRules {
  readonly name: keyof typeof FIELD_RULES;
  /** As it stands in the body. */
  readonly key: Buffer;
  /** Where the row has it; -1 when a usual row has no such column. */
  readonly column: number;
  readonly byName: ReadonlyMap<string, string>;
}

const COLUMNS: readonly string[] = [...SENT_TEXTS, ...SENT_INSTANTS];
const FIELDS = Object.entries(FIELD_RULES).map(
  ([name, rules]): Field => ({
    ...rules,
    name: name as Field['name'],
    key: Buffer.from(`"${rules.wire}"`),
    column: COLUMNS.indexOf(name),
    byName: new Map(rules.names.map((text) => [text, text])),
  }),
);
const REQUIRED = BATCH_REQUIRED.map((name) => COLUMNS.indexOf(name));

/** A text that was read, what it means, and whether that is the same. */
interface Known {
  readonly start: number;
  readonly end: number;
  readonly meant: string;
  readonly isVerbatim: boolean;
}

/** A stretch of bytes as characters, which they are as far as they are ASCII. */
class ByteCharacters implements Characters {
  start = 0;
  length = 0;

  constructor(private readonly bytes: Buffer) {}

  charCodeAt(index: number): number {
    return index < this.length ? (this.bytes[this.start + index] as number) : Number.NaN;
  }
}

class BatchScanner {
  private at = 0;
  /** Of the text that was read last, between its quotes. */
  private start = 0;
  private end = 0;
  /** By field, which one came after it last: records of a batch are alike. */
  private readonly following: Field[] = [];
  /** By field, the text that was understood last. */
  private readonly known: (Known | undefined)[] = [];
  /** The last scheme and authority that make an address, with the sign that ends them. */
  private originStart = 0;
  private originEnd = 0;
  private readonly keys = new Int32Array(2 * KEYS_MAX);
  private readonly built = new SentRecordsBuilder(LIMITS.batchRecords);
  private readonly characters: ByteCharacters;

  constructor(private readonly bytes: Buffer) {
    this.characters = new ByteCharacters(bytes);
  }

  scan(): ScannedBatch | null {
    const { bytes, built } = this;
    if (
      !this.nextPasses(OPEN) ||
      !this.nextPassesAll(RECORDS) ||
      !this.nextPasses(COLON) ||
      !this.nextPasses(OPEN_LIST)
    )
      return null;
    const records: unknown[] = [];
    const places: number[] = [];
    let index = 0;
    do {
      if (index === LIMITS.batchRecords || this.next() !== OPEN) return null;
      const start = this.at;
      built.begin();
      if (this.record()) built.end(index);
      else {
        this.at = start;
        const raw = this.object();
        if (raw === undefined) return null;
        records.push(raw);
        places.push(index);
        // Where most are unusual the scan is for nothing: they are parsed quicker together.
        if (records.length >= UNUSUAL_MIN && 2 * records.length > index) return null;
      }
      index += 1;
    } while (this.nextPasses(COMMA));
    if (!this.nextPasses(CLOSE_LIST) || !this.nextPasses(CLOSE) || this.next() !== undefined) return null;
    return { sent: built.build(bytes, isAscii(bytes)), records, places };
  }

  /** Whether a usual record was read that breaks no rule. If not, `at` is anywhere. */
  private record(): boolean {
    this.at += 1;
    let last = FIELDS.length;
    do {
      this.next();
      const field = this.field(last);
      if (field === undefined || !this.nextPasses(COLON)) return false;
      this.next();
      if (!this.value(field)) return false;
      last = field.column;
    } while (this.nextPasses(COMMA));
    if (!this.nextPasses(CLOSE)) return false;
    for (const column of REQUIRED) if (column < 0 || !this.built.has(column)) return false;
    return true;
  }

  /** The field of the key that stands here, if a usual row has it. */
  private field(last: number): Field | undefined {
    const likely = this.following[last];
    return likely !== undefined && this.passesAll(likely.key) ? likely : this.otherField(last);
  }

  /** Apart from `field`, since a function that makes another one costs memory each time it is called. */
  private otherField(last: number): Field | undefined {
    const field = FIELDS.find(({ key, column }) => column >= 0 && this.passesAll(key));
    if (field !== undefined) this.following[last] = field;
    return field;
  }

  private value(field: Field): boolean {
    const byte = this.bytes[this.at];
    if (byte === LETTER_N) return this.passesAll(NULL) && this.null(field);
    if (field.kind === 'json') return byte === OPEN && this.json(field);
    if (byte !== QUOTE) return false;
    const escapes = this.string();
    if (escapes === BROKEN || this.end - this.start > field.max) return false;
    if (!field.blankIsValue && !this.beginsVisibly()) return false;
    if (field.kind === 'text' && field.name !== 'source') return this.text(field.column, escapes);
    if (escapes !== 0) return false;
    if (field.kind === 'uri') return this.address(field.column);
    if (field.kind === 'timestamp') return this.instant(field.column - SENT_TEXTS.length);
    return this.name(field);
  }

  private null({ column, nullAsAbsent }: Field): boolean {
    if (nullAsAbsent) return false;
    this.built.null(column);
    return true;
  }

  private text(column: number, escapes: number): boolean {
    if (escapes !== CODED) {
      this.built.text(column, this.start, this.end, escapes);
      return true;
    }
    const text = parsed(this.bytes, this.start - 1, this.end + 1);
    if (typeof text !== 'string' || !isStorable(text)) return false;
    this.built.other(column, text);
    return true;
  }

  /** A source or one of a few names, as it is or as it is meant. */
  private name(field: Field): boolean {
    const { start, end } = this;
    let known = this.known[field.column];
    if (known === undefined || !this.repeats(known.start, known.end, start, end)) {
      const sent = this.bytes.toString('utf8', start, end);
      const meant = field.name === 'source' ? sourceOf(sent) : readOneOf(sent, field.byName);
      if (typeof meant !== 'string') return false;
      known = { start, end, meant, isVerbatim: meant === sent };
      this.known[field.column] = known;
    }
    if (field.name === 'source') this.built.source(known.meant as Source);
    if (known.isVerbatim) this.built.text(field.column, start, end, 0);
    else this.built.other(field.column, known.meant);
    return true;
  }

  private instant(instant: number): boolean {
    const { characters } = this;
    characters.start = this.start;
    characters.length = this.end - this.start;
    const ms = parseTimestamp(characters);
    if (Number.isNaN(ms)) return false;
    this.built.instant(instant, ms);
    return true;
  }

  /** Whether an address is one depends on its scheme and authority alone: what comes after them is only not blank. */
  private address(column: number): boolean {
    const { bytes, start, end, originStart, originEnd } = this;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte < FIRST_VISIBLE || byte > LAST_VISIBLE) return false;
    }
    const length = originEnd - originStart;
    const sameOrigin =
      length > 0 && end - start > length && this.repeats(originStart, originEnd, start, start + length);
    if (!sameOrigin) {
      if (!isHttpUrl(bytes.toString('latin1', start, end))) return false;
      this.rememberOrigin();
    }
    this.built.text(column, start, end, 0);
    return true;
  }

  private rememberOrigin(): void {
    const authority = this.bytes.indexOf('//', this.start) + 2;
    let at = authority;
    while (at < this.end && !ENDS_AUTHORITY.has(this.bytes[at] as number)) at++;
    // Slashes more than two are passed over: then the authority stands elsewhere.
    if (at === authority || at === this.end) return;
    this.originStart = this.start;
    this.originEnd = at + 1;
  }

  private json({ column, max, maxDepth }: Field): boolean {
    const start = this.at;
    if (this.flatObject() && this.at - start <= max) {
      this.built.text(column, start, this.at, 0);
      return true;
    }
    this.at = start;
    const value = this.object();
    const text = readJsonObject(value, max, maxDepth);
    if (typeof text !== 'string') return false;
    this.built.other(column, text);
    return true;
  }

  /** Passes an object of texts and literals that is its own compact text. */
  private flatObject(): boolean {
    const { bytes, keys } = this;
    this.at += 1;
    if (this.passes(CLOSE)) return true;
    for (let count = 0; count < KEYS_MAX; count++) {
      if (bytes[this.at] !== QUOTE || this.string() !== 0) return false;
      const { start, end } = this;
      // Keys that are numbers come first in an object, wherever they were sent.
      if (isDigit(bytes[start])) return false;
      for (let i = 0; i < count; i++)
        if (this.repeats(keys[2 * i] as number, keys[2 * i + 1] as number, start, end)) return false;
      keys[2 * count] = start;
      keys[2 * count + 1] = end;
      if (!this.passes(COLON)) return false;
      if (bytes[this.at] === QUOTE ? this.string() !== 0 : !this.literal()) return false;
      if (this.passes(CLOSE)) return true;
      if (!this.passes(COMMA)) return false;
    }
    return false;
  }

  private literal(): boolean {
    return LITERALS.some((literal) => this.passesAll(literal));
  }

  /** The object that begins here, as it is parsed; undefined when there is none. */
  private object(): unknown {
    const start = this.at;
    if (!this.passObject()) return undefined;
    return parsed(this.bytes, start, this.at);
  }

  /** Goes to where the object that begins here ends, if it is one. */
  private passObject(): boolean {
    const { bytes } = this;
    let levels = 0;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined) return false;
      if (byte === QUOTE) {
        if (this.string() === BROKEN) return false;
        continue;
      }
      this.at += 1;
      if (byte === OPEN || byte === OPEN_LIST) levels += 1;
      else if (byte === CLOSE || byte === CLOSE_LIST) levels -= 1;
      if (levels === 0) return true;
    }
  }

  /** Passes the text that begins here; answers how many escapes of two characters it has, `CODED` or `BROKEN`. */
  private string(): number {
    const { bytes } = this;
    let at = this.at + 1;
    let escapes = 0;
    let isCoded = false;
    this.start = at;
    for (;;) {
      while (PLAIN[bytes[at] as number] === 1) at++;
      if (bytes[at] === QUOTE) break;
      if (bytes[at] !== BACKSLASH) return BROKEN;
      const sign = bytes[at + 1] as number;
      if (sign === LETTER_U) isCoded = true;
      else if (ESCAPED[sign] === 0 || sign === undefined) return BROKEN;
      escapes += 1;
      at += 2;
    }
    this.end = at;
    this.at = at + 1;
    return isCoded ? CODED : escapes;
  }

  /** Whether the text begins with what is certainly not white space. */
  private beginsVisibly(): boolean {
    const { bytes, start } = this;
    const first = bytes[start] as number;
    if (first <= LAST_VISIBLE) return first >= FIRST_VISIBLE && first !== QUOTE && first !== BACKSLASH;
    if (first === BEGINS_3000)
      return bytes[start + 1] !== CONTINUES_3000 || bytes[start + 2] !== CONTINUES_3000;
    return first !== DELETE && !MAY_BE_BLANK.has(first);
  }

  /** Whether two stretches have the same bytes. */
  private repeats(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    if (end - start !== otherEnd - otherStart) return false;
    const { bytes } = this;
    for (let i = start, j = otherStart; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
    return true;
  }

  /** Passes white space; answers the byte after it. */
  private next(): number | undefined {
    const { bytes } = this;
    let byte = bytes[this.at];
    if ((byte as number) > BLANK) return byte;
    while (byte === BLANK || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) {
      this.at += 1;
      byte = bytes[this.at];
    }
    return byte;
  }

  /** Passes white space, and this byte if it comes next. */
  private nextPasses(byte: number): boolean {
    this.next();
    return this.passes(byte);
  }

  private nextPassesAll(expected: Buffer): boolean {
    this.next();
    return this.passesAll(expected);
  }

  /** Passes this byte, if it stands here. */
  private passes(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  private passesAll(expected: Buffer): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
    this.at = at + expected.length;
    return true;
  }
}

function sourceOf(sent: string): string | false {
  const { source, sourceRaw } = resolveSource(sent);
  return sourceRaw === null ? source : false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_0 && byte <= DIGIT_9;
}

/** Undefined for what is no JSON. */
function parsed(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}
