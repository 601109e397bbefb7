import type { Tx } from '../db/database.js';
import type { Source } from '../domain/source.js';

/** The properties of an issue that detection uses. */
export interface IssueToMatch {
  readonly id: Buffer;
  readonly title: string;
  readonly source: Source;
  readonly fingerprint: string | null;
  readonly bodyErrorLine: string | null;
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
}

/** Reads issues in the order of their ids, in a transaction or outside one. Unknown ids are omitted. */
export type ReadIssues = (
  source: Pick<Tx, 'select'>,
  workspaceId: number,
  ids: readonly Buffer[],
) => Promise<readonly IssueToMatch[]>;
