import { encodeId, encodeIds, ID_BYTES, ID_PREFIX } from '../ids.js';
import type { Outcome, RecordOutcome, Rejection } from '../record.js';

/*
 * How a job keeps what became of its records: one byte of outcome and sixteen of issue id for each, in input
 * order. A batch of 500 takes 8.5 kB this way.
 */
const OUTCOMES: readonly Outcome[] = ['rejected', 'created', 'updated', 'unchanged', 'stale'];
const CODES = new Map(OUTCOMES.map((outcome, code) => [outcome, code]));
const ENTRY_BYTES = 1 + ID_BYTES;

export interface RecordEntry {
  readonly index: number;
  readonly outcome: Outcome;
  readonly issueId: Buffer;
}

/** Records that no entry names are rejected. */
export function encodeRecords(total: number, entries: readonly RecordEntry[]): Buffer {
  const bytes = Buffer.alloc(total * ENTRY_BYTES);
  for (const { index, outcome, issueId } of entries) {
    const at = index * ENTRY_BYTES;
    bytes[at] = CODES.get(outcome) ?? 0;
    issueId.copy(bytes, at + 1);
  }
  return bytes;
}

export function decodeRecords(bytes: Buffer): RecordOutcome[] {
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => {
    const at = index * ENTRY_BYTES;
    const outcome = OUTCOMES[bytes[at] ?? 0] ?? 'rejected';
    return {
      index,
      outcome,
      issueId: outcome === 'rejected' ? null : encodeId(ID_PREFIX.issue, bytes, at + 1),
    };
  });
}

/** The issue of each record that was not rejected, in input order. */
export function decodeIssueIds(bytes: Buffer): string[] {
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES)
    if (OUTCOMES[bytes[at] ?? 0] !== 'rejected') offsets.push(at + 1);
  return encodeIds(ID_PREFIX.issue, bytes, offsets);
}

/** An issue that a job created or changed. */
export interface ChangedIssue {
  readonly id: Buffer;
  readonly isNew: boolean;
}

/** The distinct issues that jobs created or changed, in the order in which they first appear. */
export function changedIssuesOf(records: readonly Buffer[]): ChangedIssue[] {
  const issues = new Map<string, ChangedIssue>();
  for (const bytes of records)
    for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
      const outcome = OUTCOMES[bytes[at] ?? 0];
      if (outcome !== 'created' && outcome !== 'updated') continue;
      const id = bytes.subarray(at + 1, at + ENTRY_BYTES);
      const key = id.toString('latin1');
      if (!issues.has(key)) issues.set(key, { id, isNew: outcome === 'created' });
    }
  return [...issues.values()];
}

export function encodeRejections(rejections: readonly Rejection[]): string | null {
  return rejections.length === 0 ? null : JSON.stringify(rejections);
}

export function decodeRejections(text: string | null): Rejection[] {
  return text === null ? [] : (JSON.parse(text) as Rejection[]);
}
