import { AlreadyDecided, type NewDelivery } from '../connectors/delivery-store.js';
import { DuplicateKeyError } from '../db/database-error.js';
import type { ThreadAddress } from '../db/engine.js';
import { AppError } from '../domain/errors.js';
import type { NormalRecord } from '../domain/record.js';
import { type PackedRecords, SentRecords } from '../issues/sent-records.js';
import type { NewJob } from '../jobs/job-store.js';
import {
  type AcceptedRecord,
  acceptedRecord,
  type DecidedRecords,
  type JudgedRequest,
  type WrittenRequests,
} from './ingest-writer.js';

/*
 * What the thread that serves and the one that writes tell each other. Copying an object to another thread costs several
 * times what its texts cost, so records travel as one flat list and short bytes as texts of one character each.
 */

/** What the thread is given when it is begun. */
export interface IngestThreadData {
  readonly address: ThreadAddress;
  /** Of `SeenKeys`, if there are any: both threads know what either has met. */
  readonly seenKeys: SharedArrayBuffer | undefined;
}

/** Requests that are to be written in one transaction. */
export interface WriteMessage {
  /** Of the message; the answer has the same. */
  readonly id: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly requests: readonly PackedRequest[];
}

export interface PackedRequest extends Omit<JudgedRequest, 'accepted' | 'sent'> {
  /** `CELLS` of each record. */
  readonly cells: readonly unknown[];
  readonly sent: PackedRecords | undefined;
}

export interface PackedRequests {
  readonly requests: readonly PackedRequest[];
  /** What is handed over and not copied. */
  readonly transfer: readonly ArrayBuffer[];
}

export type WriteAnswer =
  | { readonly id: number; readonly jobs: readonly PackedJob[]; readonly decided: readonly DecidedRecords[] }
  | { readonly id: number; readonly error: PackedError };

/** What the one who asked does not know of a job. */
interface PackedJob {
  readonly id: string;
  readonly accepted: number;
  readonly createdAt: number;
  readonly records: string;
}

/** Of each error what somebody may look at. */
const ERROR_FIELDS = [
  'name',
  'message',
  'stack',
  'code',
  'errno',
  'fatal',
  'details',
  'retryAfterSeconds',
] as const;
export type PackedError = { readonly cause?: PackedError } & Readonly<
  Partial<Record<(typeof ERROR_FIELDS)[number], unknown>>
>;

/** The place of a record in its request, and its fields. In the order of `pushCells`. */
const CELLS = 14;
/** Empties the lists of records: what is sent need not stay in memory until its commit. */
export function packRequests(requests: readonly JudgedRequest[]): PackedRequests {
  const transfer: ArrayBuffer[] = [];
  const packed = requests.map(({ accepted, sent, ...rest }): PackedRequest => {
    const cells: unknown[] = [];
    for (const { index, record } of accepted) pushCells(cells, index, record);
    accepted.length = 0;
    if (sent === undefined) return { ...rest, cells, sent };
    const whole = sent.pack();
    transfer.push(...whole.transfer);
    return { ...rest, cells, sent: whole.packed };
  });
  return { requests: packed, transfer };
}

export function unpackRequests(requests: readonly PackedRequest[]): JudgedRequest[] {
  return requests.map(({ cells, sent, idempotency, delivery, ...rest }) => {
    const { workspaceId } = rest;
    const accepted: AcceptedRecord[] = [];
    for (let at = 0; at < cells.length; at += CELLS) {
      const index = cells[at] as number;
      const record = recordAt(cells, at + 1);
      accepted.push(acceptedRecord(index, workspaceId, record));
    }
    return {
      ...rest,
      accepted,
      sent: sent && new SentRecords(sent),
      idempotency: idempotency && withBuffers(idempotency),
      delivery: delivery && withBuffers<NewDelivery>(delivery),
    };
  });
}

function pushCells(cells: unknown[], index: number, record: NormalRecord): void {
  cells.push(
    index,
    record.source,
    record.sourceRaw,
    record.externalId,
    record.title,
    record.body,
    record.severity,
    record.team,
    record.externalUrl,
    record.metadata,
    record.sourceCreatedAt,
    record.sourceUpdatedAt,
    record.connectorId,
    record.transition,
  );
}

function recordAt(cells: readonly unknown[], at: number): NormalRecord {
  const record = {
    source: cells[at],
    sourceRaw: cells[at + 1],
    externalId: cells[at + 2],
    title: cells[at + 3],
    body: cells[at + 4],
    severity: cells[at + 5],
    team: cells[at + 6],
    externalUrl: cells[at + 7],
    metadata: cells[at + 8],
    sourceCreatedAt: cells[at + 9],
    sourceUpdatedAt: cells[at + 10],
    connectorId: cells[at + 11],
  } as NormalRecord;
  const transition = cells[at + 12];
  return transition === undefined ? record : Object.assign(record, { transition });
}

/** Buffers arrive as plain arrays of bytes. */
function withBuffers<T extends object>(packed: T): T {
  const entries = Object.entries(packed).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value,
  ]);
  return Object.fromEntries(entries) as T;
}

export function packWritten(id: number, { jobs, decided }: WrittenRequests): WriteAnswer {
  const packed = jobs.map(({ id: jobId, accepted, createdAt, records }) => ({
    id: jobId.toString('latin1'),
    accepted,
    createdAt,
    records: records.toString('latin1'),
  }));
  return { id, jobs: packed, decided };
}

export function packError(error: unknown): PackedError {
  const packed: Record<string, unknown> = {};
  for (const field of ERROR_FIELDS) packed[field] = (error as Record<string, unknown>)[field];
  const { cause } = error as Error;
  return cause === undefined ? packed : { ...packed, cause: packError(cause) };
}

/** What was written of these requests. @throws what the other thread met */
export function unpackWritten(answer: WriteAnswer, requests: readonly JudgedRequest[]): WrittenRequests {
  if ('error' in answer) throw errorOf(answer.error);
  const jobs = answer.jobs.map(({ id, accepted, createdAt, records }, i): NewJob => {
    const { workspaceId, kind, total, rejections } = requests[i] as JudgedRequest;
    return {
      id: Buffer.from(id, 'latin1'),
      workspaceId,
      kind,
      total,
      accepted,
      rejections,
      records: Buffer.from(records, 'latin1'),
      createdAt,
    };
  });
  return { jobs, decided: answer.decided };
}

/** Those that somebody tells from others by their class. */
const CLASSES: Readonly<Record<string, { readonly prototype: object } | undefined>> = {
  AppError,
  DuplicateKeyError,
  AlreadyDecided,
};

export function errorOf({ cause, ...fields }: PackedError): Error {
  const error = Object.create(CLASSES[String(fields.name)]?.prototype ?? Error.prototype) as Error;
  return Object.assign(error, fields, cause === undefined ? {} : { cause: errorOf(cause) });
}
