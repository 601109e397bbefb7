import { expect } from 'chai';
import fc from 'fast-check';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import { createState, type IssueState, mergeState } from '../../src/domain/rules/merge.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { IssueUpsert } from '../../src/issues/issue-upsert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { incomingRecord } from '../support/factories.js';
import { rowsOf } from '../support/rows.js';

const present = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const clearable = <T>(value: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), fc.constant(null), value);
const text = fc.constantFrom('one', 'One', 'one ', 'ōne', '\u{1F600}', 'x'.repeat(200));

const asMetadata = (value: string): string => JSON.stringify({ value });
/** Lengths around the limit above which texts are read only when needed, several of them equal. */
const long = fc.constantFrom(
  'y'.repeat(4_096),
  'y'.repeat(4_097),
  'z'.repeat(4_097),
  'y'.repeat(5_000),
  'é'.repeat(2_500),
);

/** Few keys and values, so that records often address the same issue. */
const anyRecord: fc.Arbitrary<Partial<NormalRecord>> = fc.record({
  source: fc.constantFrom('jira' as const, 'custom_api' as const),
  externalId: fc.constantFrom('a', 'A', 'a ', 'b', null),
  sourceRaw: fc.oneof(fc.constantFrom(undefined, null, 'tool', 'Tool'), long),
  title: present(text),
  body: clearable(fc.oneof(text, long)),
  severity: clearable(fc.constantFrom('p1' as const, 'p3' as const, 'p4' as const)),
  team: clearable(text),
  externalUrl: clearable(fc.constantFrom('https://a.example', 'https://A.example')),
  metadata: clearable(fc.oneof(fc.constantFrom('{}', '{"a":1}', '{"a":1.0}'), long.map(asMetadata))),
  sourceCreatedAt: clearable(fc.constantFrom(-1, 0, 1_781_449_200_123)),
  sourceUpdatedAt: clearable(fc.integer({ min: 0, max: 3 })),
  transition: fc.option(
    fc.record({
      status: fc.constantFrom('open' as const, 'resolved' as const, 'kept' as const),
      evenIfStale: fc.boolean(),
      partial: fc.boolean(),
    }),
    { nil: undefined },
  ),
  connectorId: clearable(fc.constantFrom(`con_${'0'.repeat(26)}`, `con_${'1'.repeat(26)}`)),
});

/** Batches of records from a small pool, so that many repeat stored records. */
const anyHistory = fc.array(anyRecord, { minLength: 1, maxLength: 6 }).chain((pool) =>
  fc.array(
    fc.record({
      waitMs: fc.constantFrom(0, 1, 1_000),
      workspace: fc.constantFrom(0, 1),
      writer: fc.constantFrom(0, 1),
      records: fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 9 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
);

/** A model of the rules without a database: the outcome of each record and the final state of each issue. */
class Model {
  readonly issues = new Map<string, IssueState>();
  private readonly keys = new Map<string, string>();

  /** @param id the id that the store assigned; it only identifies the issue */
  push(workspace: number, record: NormalRecord, id: string, now: number): string {
    const key =
      record.externalId === null ? id : JSON.stringify([workspace, record.source, record.externalId]);
    const known = this.keys.get(key);
    if (known === undefined) {
      this.keys.set(key, id);
      const minted = id.replace(ID_PREFIX.issue, ID_PREFIX.event);
      this.issues.set(id, createState(record, record.externalId ?? minted, now));
      return 'created';
    }
    expect(id).to.equal(known);
    const { state, outcome } = mergeState(this.issues.get(id) as IssueState, record, now);
    this.issues.set(id, state);
    return outcome;
  }
}

describe('IssueUpsert with any history of batches', () => {
  let test: TestDatabase;
  let workspaces = 0;

  before(async () => {
    test = await openTestDatabase();
  });
  after(() => test.close());

  it('stores the same issues as merging the records one by one, with any number of writers', async () => {
    const ids = new IdMinter(test.clock);
    const issues = new IssueStore(test.database);
    const writers = [new IssueUpsert(test.database, ids), new IssueUpsert(test.database, ids)] as const;
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const model = new Model();
        const first = workspaces;
        // Each history uses its own workspaces, so that all share one database.
        workspaces += 2;
        for (const { waitMs, workspace, writer, records } of history) {
          test.clock.advance(waitMs);
          const now = test.clock.now();
          const incoming = records.map((fields) => incomingRecord(first + workspace, fields));
          const upsert = writers[writer] as IssueUpsert;
          const upserted = await test.database.write((tx) => upsert.run(tx, incoming, now));
          for (const [i, { outcome, issueId }] of upserted.entries()) {
            const { workspaceId, record } = incoming[i] as (typeof incoming)[number];
            const id = encodeId(ID_PREFIX.issue, issueId);
            expect(model.push(workspaceId, record, id, now)).to.equal(outcome);
          }
        }
        await expectSame(issues, model, first);
      }),
      { numRuns: 120 },
    );
  });

  async function expectSame(issues: IssueStore, model: Model, first: number): Promise<void> {
    const rows = await rowsOf(test.database, 'SELECT COUNT(*) AS n FROM issue WHERE workspace_id >= ?', [
      first,
    ]);
    expect(Number(rows[0]?.n)).to.equal(model.issues.size);
    for (const [id, state] of model.issues) {
      const found = (await issues.findIssue(first, id)) ?? (await issues.findIssue(first + 1, id));
      expect(found).to.include(state);
    }
  }
});
