import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../support/detection.js';
import { allStatements } from '../support/statements.js';

/** Pushes titles of a workspace and lets one of two processes match them. */
interface Step {
  readonly titles: readonly string[];
  readonly process: 0 | 1;
}

const word = fc.constantFrom('cart', 'web', 'auth', 'mail', 'pay', 'db', 'search', 'ledger');
const title = fc.oneof(
  fc.tuple(word, fc.nat({ max: 9 })).map(([w, n]) => `Deployment of ${w} failed after ${n} s`),
  fc.tuple(word, word).map(([a, b]) => `Host ${a}-1 lost its connection to ${b}`),
  word.map((w) => `Certificate of ${w}.example.com has expired`),
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    titles: fc.array(title, { minLength: 1, maxLength: 6 }),
    process: fc.constantFrom(0 as const, 1 as const),
  }),
  { minLength: 2, maxLength: 8 },
);

describe('a workspace that changes hands', function () {
  this.timeout(60_000);
  let first: TestApp;
  let second: TestApp;
  let workspaces = 0;

  before(async () => {
    first = await startTestApp();
    second = await startTestApp({ config: { databaseUrl: first.databaseUrl }, clock: first.clock });
  });
  after(async () => {
    await second.close();
    await first.close();
  });

  async function pusher() {
    const workspace = await first.newWorkspace(`hand-over-${++workspaces}`);
    const authorization = `Bearer ${await workspace.token()}`;
    let pushed = 0;
    const push = async (titles: readonly string[]): Promise<string[]> => {
      const records = titles.map((text) => ({
        source: 'custom_api',
        external_id: `i${++pushed}`,
        title: text,
      }));
      const answer = await first.post('/v1/ingest/batch', { records }, { authorization });
      return answer.json<{ issue_ids: string[] }>().issue_ids;
    };
    return { workspaceId: workspace.workspaceId, push };
  }

  it('groups issues as one process would, whichever process handles each set', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const [alone, shared] = [await pusher(), await pusher()];
        for (const { titles, process } of history) {
          await alone.push(titles);
          await first.app.runner.runUntilEmpty();
          await shared.push(titles);
          await (process === 0 ? first : second).app.runner.runUntilEmpty();
        }
        expect(await groupsOf(first.app, shared.workspaceId)).to.deep.equal(
          await groupsOf(first.app, alone.workspaceId),
        );
      }),
      { numRuns: 8 },
    );
    await expectConsistentPatterns(first.app);
  });

  it('keeps a correction by a person that another process stored', async () => {
    const { workspaceId, push } = await pusher();
    const [one = ''] = await push(['Disk full on node 1', 'Login refused for user 7']);
    await first.app.runner.runUntilEmpty();
    await push(['Disk full on node 2']);
    await second.app.runner.runUntilEmpty();
    await second.app.detection.unlinkIssue(workspaceId, one);
    await push(['Disk full on node 1', 'Login refused for user 8']);
    await first.app.runner.runUntilEmpty();
    expect(await groupsOf(first.app, workspaceId)).to.deep.equal([['i1', 'i4'], ['i2', 'i5'], ['i3']]);
    await expectConsistentPatterns(first.app);
  });

  it('reads only what changed', async () => {
    const { push } = await pusher();
    await push(['Disk full on node 1', 'Login refused for user 7']);
    await first.app.runner.runUntilEmpty();
    await push(['Disk full on node 2']);
    await second.app.runner.runUntilEmpty();
    await push(['Disk full on node 3']);
    const statements = await allStatements(first.app.database, () => first.app.runner.runUntilEmpty());
    expect(statements.filter((sql) => sql.includes('live = 1'))).to.deep.equal([]);
    expect(statements.filter((sql) => sql.includes('changed > ?'))).to.have.length(3);
  });

  it('loads everything again after an earlier version of the program changed patterns', async () => {
    const { workspaceId, push } = await pusher();
    await push(['Disk full on node 1']);
    await first.app.runner.runUntilEmpty();
    // An earlier version raises the version and stamps nothing.
    await first.app.database.write((tx) =>
      tx.execute('UPDATE pattern_state SET version = version + 1 WHERE workspace_id = ?', [workspaceId]),
    );
    await push(['Disk full on node 2']);
    const statements = await allStatements(first.app.database, () => first.app.runner.runUntilEmpty());
    expect(statements.filter((sql) => sql.includes('live = 1'))).to.have.length(1);
    expect(await groupsOf(first.app, workspaceId)).to.deep.equal([['i1', 'i2']]);
  });
});
