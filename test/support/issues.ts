import { expect } from 'chai';
import type { Issue } from '../../src/domain/entities/issue.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { IssueUpsert } from '../../src/issues/issue-upsert.js';
import type { TestDatabase } from './database.js';
import { incomingRecord } from './factories.js';

/** The outcome of one record, as in its job. */
export interface WrittenRecord {
  readonly outcome: string;
  readonly id: string;
}

/** The stores of issues on a test database, with shortcuts. Workspace 1 is the default. */
export interface TestIssues {
  readonly issues: IssueStore;
  readonly upsert: IssueUpsert;
  /** Stores records in one transaction. */
  push(...records: Partial<NormalRecord>[]): Promise<WrittenRecord[]>;
  pushTo(workspaceId: number, ...records: Partial<NormalRecord>[]): Promise<WrittenRecord[]>;
  /** Reads the issue of a written record and fails if it does not exist. */
  read(written: WrittenRecord | undefined): Promise<Issue>;
}

export function issuesOn({ database, clock }: TestDatabase): TestIssues {
  const issues = new IssueStore(database);
  const upsert = new IssueUpsert(database, new IdMinter(clock));
  const pushTo: TestIssues['pushTo'] = async (workspaceId, ...records) => {
    const incoming = records.map((fields) => incomingRecord(workspaceId, fields));
    const upserted = await database.write((tx) => upsert.run(tx, incoming, clock.now()));
    return upserted.map(({ outcome, issueId }) => ({ outcome, id: encodeId(ID_PREFIX.issue, issueId) }));
  };
  return {
    issues,
    upsert,
    push: (...records) => pushTo(1, ...records),
    pushTo,
    read: async (written) => {
      const issue = await issues.findIssue(1, written?.id ?? '');
      expect(issue).not.to.equal(null);
      return issue as Issue;
    },
  };
}
