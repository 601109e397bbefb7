import { AlreadyDecided, type NewDelivery } from '../connectors/delivery-store.js';
import { DuplicateKeyError } from '../db/database-error.js';
import type { NormalRecord } from '../domain/record.js';
import type { NewJob } from '../jobs/job-store.js';
import type { AcceptedRecord, DecidedRecords, JudgedRequest, WrittenRequests } from './ingest-writer.js';

/*
 * What the thread that serves and the one that writes tell each other. Copying an object to another thread costs several
 * times what its texts cost, so records travel as one flat list and short bytes as texts of one character each.
 */

/** Requests that are to be written in one transaction. */
export interface WriteMessage {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly requests: readonly PackedRequest[];
}

interface PackedRequest extends Omit<JudgedRequest, 'accepted'> {
  /** `CELLS` of each record. */
  readonly cells: readonly unknown[];
}

export type WriteAnswer =
  | { readonly jobs: readonly PackedJob[]; readonly decided: readonly DecidedRecords[] }
  | { readonly error: PackedError };

/** What the one who asked does not know of a job. */
interface PackedJob {
  readonly id: string;
  readonly accepted: number;
  readonly records: string;
}

interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of SQLite's errors. */
  readonly code: unknown;
}

/** The place of a record in its request, and its fields. In the order of `pushCells`. */
const CELLS = 14;
const NO_BYTES = Buffer.alloc(0);

/** Empties the lists of records: what is sent need not stay in memory until its commit. */
export function packRequests(requests: readonly JudgedRequest[], now: number): WriteMessage {
  return {
    now,
    requests: requests.map(({ accepted, ...rest }) => {
      const cells: unknown[] = [];
      for (const { index, record } of accepted) pushCells(cells, index, record);
      accepted.length = 0;
      return { ...rest, cells };
    }),
  };
}

export function unpackRequests({ requests }: WriteMessage): JudgedRequest[] {
  return requests.map(({ cells, idempotency, delivery, ...rest }) => {
    const { workspaceId } = rest;
    const accepted: AcceptedRecord[] = [];
    for (let at = 0; at < cells.length; at += CELLS) {
      const index = cells[at] as number;
      accepted.push({
        index,
        workspaceId,
        record: recordAt(cells, at + 1),
        outcome: 'created',
        issueId: NO_BYTES,
      });
    }
    return {
      ...rest,
      accepted,
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

export function packWritten({ jobs, decided }: WrittenRequests): WriteAnswer {
  const packed = jobs.map(({ id, accepted, records }) => ({
    id: id.toString('latin1'),
    accepted,
    records: records.toString('latin1'),
  }));
  return { jobs: packed, decided };
}

export function packError(error: unknown): WriteAnswer {
  const { name, message, stack, code } = error as Error & { code?: unknown };
  return { error: { name, message, stack, code } };
}

/**
 * What was written of these requests, which were sent with that `now`.
 * @throws what the other thread met
 */
export function unpackWritten(
  answer: WriteAnswer,
  requests: readonly JudgedRequest[],
  now: number,
): WrittenRequests {
  if ('error' in answer) throw errorOf(answer.error);
  const jobs = answer.jobs.map(({ id, accepted, records }, i): NewJob => {
    const { workspaceId, kind, total, rejections } = requests[i] as JudgedRequest;
    return {
      id: Buffer.from(id, 'latin1'),
      workspaceId,
      kind,
      total,
      accepted,
      rejections,
      records: Buffer.from(records, 'latin1'),
      createdAt: now,
    };
  });
  return { jobs, decided: answer.decided };
}

/** Those that somebody tells from others by their class. */
const CLASSES: Readonly<Record<string, { readonly prototype: object } | undefined>> = {
  DuplicateKeyError,
  AlreadyDecided,
};

function errorOf(packed: PackedError): Error {
  const error = Object.create(CLASSES[packed.name]?.prototype ?? Error.prototype) as Error;
  return Object.assign(error, packed);
}
