import { ParameterRun } from '../db/engine.js';
import {
  LENGTH_BYTES_MAX,
  parameterTypes,
  UTF8_BYTES_MAX,
  writeLength,
  writeText,
} from '../db/execute-packet.js';
import type { NormalRecord, Outcome } from '../domain/record.js';
import { DEFAULT_SEVERITY, type Severity } from '../domain/severity.js';
import type { Source } from '../domain/source.js';
import type { IncomingRecord } from './incoming-record.js';

/*
 * Records of a body that are accepted without being made into objects: where in the body their texts stand. A new issue's
 * row is written from there to the database, so that most texts never become strings. What has to be compared with a
 * stored issue is read when it is needed. See docs/adr/0014-bytes-to-bytes.md.
 */

/** The texts of a record in the order of its row, `USUAL_COLUMNS` without the primary key. The instants follow them. */
export const SENT_TEXTS = [
  'source',
  'externalId',
  'title',
  'body',
  'severity',
  'team',
  'externalUrl',
  'metadata',
] as const;
export const SENT_INSTANTS = ['sourceCreatedAt', 'sourceUpdatedAt'] as const;
const TEXTS = SENT_TEXTS.length;
const FIELDS = TEXTS + SENT_INSTANTS.length;
const FIELD = Object.fromEntries(SENT_TEXTS.map((name, i) => [name, i])) as Readonly<
  Record<(typeof SENT_TEXTS)[number], number>
>;
const SEVERITY = FIELD.severity;

/** Of a record: its place in the request, fields that are absent, that are null, most bytes of its row, its source. */
const INDEX = 0;
const ABSENT = 1;
const NULLS = 2;
const MOST_BYTES = 3;
const SOURCE = 4;
const HEAD = 5;
/** Of a text: where it begins and ends between its quotes, and how many escapes of two bytes it has. */
const SLOT = 3;
const STRIDE = HEAD + TEXTS * SLOT;
/** Stands for the number of escapes when the text is not in the body: then it begins at that place of `others`. */
const OTHER = -1;

const TYPES = parameterTypes([
  ...SENT_TEXTS.map(() => 'text' as const),
  ...SENT_INSTANTS.map(() => 'number' as const),
]);
/** Up to so many bytes one by one is quicker than a call. */
const BY_HAND_BYTES = 48;
const BACKSLASH = 0x5c;
const NO_BYTES = Buffer.alloc(0);

/** What two characters of JSON stand for, by the second one; 0 where it is no escape of two characters. */
export const ESCAPED = new Uint8Array(256);
for (const [sent, meant] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => [...pair]))
  ESCAPED[(sent as string).charCodeAt(0)] = (meant as string).charCodeAt(0);

/** As it goes to another thread. */
export interface PackedRecords {
  readonly bytes: Uint8Array;
  readonly isAscii: boolean;
  readonly count: number;
  readonly slots: Int32Array;
  readonly instants: Float64Array;
  readonly others: readonly string[];
  /** The different ones. */
  readonly sources: readonly Source[];
}

/** Accepted records in the body that brought them. */
export class SentRecords {
  private readonly bytes: Buffer;

  constructor(private readonly packed: PackedRecords) {
    const { buffer, byteOffset, byteLength } = packed.bytes;
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
  }

  get count(): number {
    return this.packed.count;
  }

  /** Bytes of all of their texts at most. */
  get textBytes(): number {
    return this.bytes.length;
  }

  /** In the order of the request. */
  incoming(workspaceId: number): SentRecord[] {
    return Array.from({ length: this.count }, (_, i) => new SentRecord(this, i, workspaceId));
  }

  /** What is to be sent to another thread, and what of it may be handed over: it is gone from here then. */
  pack(): { readonly packed: PackedRecords; readonly transfer: ArrayBuffer[] } {
    const { slots, instants } = this.packed;
    // Others may have views of the same memory.
    const bytes = isAlone(this.bytes) ? this.bytes : new Uint8Array(this.bytes);
    const transfer = [bytes, slots, instants].map(({ buffer }) => buffer as ArrayBuffer);
    return { packed: { ...this.packed, bytes }, transfer };
  }

  indexOf(i: number): number {
    return this.slot(i * STRIDE + INDEX);
  }

  sourceOf(i: number): Source {
    return this.packed.sources[this.slot(i * STRIDE + SOURCE)] as Source;
  }

  text(i: number, field: number): string {
    const slot = i * STRIDE + HEAD + field * SLOT;
    const start = this.slot(slot);
    const escapes = this.slot(slot + 2);
    if (escapes === OTHER) return this.packed.others[start] as string;
    const end = this.slot(slot + 1);
    const text = this.bytes.toString(this.packed.isAscii ? 'latin1' : 'utf8', start, end);
    return escapes === 0 ? text : (JSON.parse(`"${text}"`) as string);
  }

  record(i: number, source: Source, externalId: string): NormalRecord {
    return {
      source,
      sourceRaw: null,
      externalId,
      title: this.text(i, FIELD.title),
      body: this.optional(i, FIELD.body),
      severity: this.optional(i, SEVERITY) as Severity | null | undefined,
      team: this.optional(i, FIELD.team),
      externalUrl: this.optional(i, FIELD.externalUrl),
      metadata: this.optional(i, FIELD.metadata),
      sourceCreatedAt: this.instant(i, 0),
      sourceUpdatedAt: this.instant(i, 1),
      connectorId: undefined,
    };
  }

  /** Fields that are absent or null, of which the row has null. */
  nulls(i: number): number {
    const head = i * STRIDE;
    // A new issue always has a severity.
    return (this.slot(head + ABSENT) | this.slot(head + NULLS)) & ~(1 << SEVERITY);
  }

  maxBytes(i: number): number {
    return this.slot(i * STRIDE + MOST_BYTES);
  }

  writeTo(i: number, buffer: Buffer, from: number): number {
    const nulls = this.nulls(i);
    let at = from;
    for (let field = 0; field < TEXTS; field++)
      if (((nulls >> field) & 1) === 0) at = this.writeField(i, field, buffer, at);
    for (let instant = 0; instant < SENT_INSTANTS.length; instant++)
      if (((nulls >> (TEXTS + instant)) & 1) === 0)
        at = buffer.writeDoubleLE(this.packed.instants[i * SENT_INSTANTS.length + instant] as number, at);
    return at;
  }

  private writeField(i: number, field: number, buffer: Buffer, at: number): number {
    const head = i * STRIDE;
    if (field === SEVERITY && (((this.slot(head + ABSENT) | this.slot(head + NULLS)) >> SEVERITY) & 1) === 1)
      return writeText(buffer, DEFAULT_SEVERITY, at);
    const slot = head + HEAD + field * SLOT;
    const start = this.slot(slot);
    const end = this.slot(slot + 1);
    const escapes = this.slot(slot + 2);
    if (escapes === OTHER) return writeText(buffer, this.packed.others[start] as string, at);
    const begin = writeLength(buffer, end - start - escapes, at);
    return escapes === 0
      ? copy(this.bytes, start, end, buffer, begin)
      : copyUnescaped(this.bytes, start, end, escapes, buffer, begin);
  }

  private optional(i: number, field: number): string | null | undefined {
    const head = i * STRIDE;
    if (((this.slot(head + ABSENT) >> field) & 1) === 1) return undefined;
    return ((this.slot(head + NULLS) >> field) & 1) === 1 ? null : this.text(i, field);
  }

  private instant(i: number, instant: number): number | null | undefined {
    const head = i * STRIDE;
    const field = TEXTS + instant;
    if (((this.slot(head + ABSENT) >> field) & 1) === 1) return undefined;
    if (((this.slot(head + NULLS) >> field) & 1) === 1) return null;
    return this.packed.instants[i * SENT_INSTANTS.length + instant] as number;
  }

  private slot(at: number): number {
    return this.packed.slots[at] as number;
  }
}

/** One of them, on its way into an issue. */
export class SentRecord extends ParameterRun implements IncomingRecord {
  readonly index: number;
  readonly source: Source;
  readonly externalId: string;
  outcome: Exclude<Outcome, 'rejected'> = 'created';
  issueId: Buffer = NO_BYTES;
  private read: NormalRecord | undefined = undefined;

  constructor(
    private readonly sent: SentRecords,
    private readonly place: number,
    readonly workspaceId: number,
  ) {
    super();
    this.index = sent.indexOf(place);
    this.source = sent.sourceOf(place);
    this.externalId = sent.text(place, FIELD.externalId);
  }

  /** All of it, as text. */
  get record(): NormalRecord {
    this.read ??= this.sent.record(this.place, this.source, this.externalId);
    return this.read;
  }

  /** What `pushUsualRow` says after the primary key. */
  get row(): ParameterRun {
    return this;
  }

  get types(): Uint8Array {
    return TYPES;
  }

  get nulls(): number {
    return this.sent.nulls(this.place);
  }

  get maxBytes(): number {
    return this.sent.maxBytes(this.place);
  }

  writeTo(buffer: Buffer, at: number): number {
    return this.sent.writeTo(this.place, buffer, at);
  }
}

/** Fills `PackedRecords`, one record after the other. */
export class SentRecordsBuilder {
  private readonly slots: Int32Array;
  private readonly instants: Float64Array;
  private readonly others: string[] = [];
  private readonly sources: Source[] = [];
  private count = 0;
  private head = 0;
  private absent = 0;
  private nulls = 0;
  private bytes = 0;

  constructor(capacity: number) {
    this.slots = new Int32Array(capacity * STRIDE);
    this.instants = new Float64Array(capacity * SENT_INSTANTS.length);
  }

  /** Begins a record anew: nothing is known of it. */
  begin(): void {
    this.head = this.count * STRIDE;
    this.absent = 2 ** FIELDS - 1;
    this.nulls = 0;
    this.bytes = 0;
  }

  /** A text in the body, with so many escapes. */
  text(field: number, start: number, end: number, escapes: number): void {
    this.put(field, start, end, escapes, end - start);
  }

  /** A text that does not stand in the body as it is meant. */
  other(field: number, text: string): void {
    this.put(field, this.others.length, 0, OTHER, text.length * UTF8_BYTES_MAX);
    this.others.push(text);
  }

  /** What the text of the source means. */
  source(source: Source): void {
    let place = this.sources.indexOf(source);
    if (place < 0) place = this.sources.push(source) - 1;
    this.slots[this.head + SOURCE] = place;
  }

  instant(instant: number, ms: number): void {
    this.present(TEXTS + instant);
    this.instants[this.count * SENT_INSTANTS.length + instant] = ms;
  }

  null(field: number): void {
    this.present(field);
    this.nulls |= 1 << field;
  }

  /** Whether the record has the field, and not as null. */
  has(field: number): boolean {
    return (((this.absent | this.nulls) >> field) & 1) === 0;
  }

  /** Takes the record that was begun. */
  end(index: number): void {
    this.slots[this.head + INDEX] = index;
    this.slots[this.head + ABSENT] = this.absent;
    this.slots[this.head + NULLS] = this.nulls;
    this.slots[this.head + MOST_BYTES] = this.bytes + TEXTS * LENGTH_BYTES_MAX + SENT_INSTANTS.length * 8;
    this.count += 1;
  }

  build(bytes: Uint8Array, isAscii: boolean): SentRecords {
    const { count, slots, instants, others, sources } = this;
    return new SentRecords({ bytes, isAscii, count, slots, instants, others, sources });
  }

  private put(field: number, start: number, end: number, escapes: number, bytes: number): void {
    this.present(field);
    const slot = this.head + HEAD + field * SLOT;
    this.slots[slot] = start;
    this.slots[slot + 1] = end;
    this.slots[slot + 2] = escapes;
    this.bytes += bytes;
  }

  /** The last one of several of the same name counts. */
  private present(field: number): void {
    this.absent &= ~(1 << field);
    this.nulls &= ~(1 << field);
  }
}

function isAlone(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}

function copy(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  if (end - start > BY_HAND_BYTES) {
    to.set(from.subarray(start, end), at);
    return at + end - start;
  }
  let next = at;
  for (let i = start; i < end; i++) to[next++] = from[i] as number;
  return next;
}

function copyUnescaped(
  from: Buffer,
  start: number,
  end: number,
  escapes: number,
  to: Buffer,
  at: number,
): number {
  let next = at;
  let begin = start;
  for (let i = 0; i < escapes; i++) {
    const mark = from.indexOf(BACKSLASH, begin);
    next = copy(from, begin, mark, to, next);
    to[next++] = ESCAPED[from[mark + 1] as number] as number;
    begin = mark + 2;
  }
  return copy(from, begin, end, to, next);
}
