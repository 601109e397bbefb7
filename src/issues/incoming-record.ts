import type { ParameterRun } from '../db/engine.js';
import type { NormalRecord, Outcome } from '../domain/record.js';
import type { Source } from '../domain/source.js';

/** One record on its way into an issue; `outcome` and `issueId` are filled in when it is written. */
export interface IncomingRecord {
  readonly workspaceId: number;
  readonly source: Source;
  /** null: one is to be minted. */
  readonly externalId: string | null;
  readonly record: NormalRecord;
  /** What a new issue's row says after its primary key, if that need not be made from `record`. */
  readonly row: ParameterRun | undefined;
  outcome: Exclude<Outcome, 'rejected'>;
  issueId: Buffer;
}
