import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { ingest } from '../support/graphql.js';
import { readStatements } from '../support/statements.js';

const WORKSPACE = 1;

/** What a subscription to patterns yields: the number of issues of each pattern, in order. */
interface Listener {
  readonly counts: readonly number[];
  readonly ids: readonly string[];
  readonly ended: Promise<void>;
}

async function listen({ app }: TestApp, id: string | null = null, workspace = WORKSPACE): Promise<Listener> {
  const subscription = await app.patternEvents.subscribe(workspace, id);
  const [counts, ids]: [number[], string[]] = [[], []];
  const read = async (): Promise<void> => {
    for await (const pattern of subscription) {
      counts.push(pattern.issueCount);
      ids.push(pattern.id);
    }
  };
  return { counts, ids, ended: read() };
}

/** Stores similar issues through one process, which also processes them. Returns the id of their pattern. */
async function push(by: TestApp, keys: readonly string[], title: string, headers = {}): Promise<string> {
  const records = keys.map((externalId, i) => ({ externalId, title: `${title} ${keys[i]?.length}${i}` }));
  const { issueIds } = await ingest(by, records, headers);
  await by.app.runner.runUntilEmpty();
  const query = `{ issue(id: "${issueIds[0]}") { pattern { id } } }`;
  const answer = await by.post('/graphql', { query }, headers);
  return answer.json().data.issue.pattern?.id as string;
}

describe('PatternEvents.subscribe beside another process without Redis', () => {
  let app: TestApp;
  let other: TestApp;

  beforeEach(async () => {
    app = await startTestApp();
    other = await startTestApp({ config: { databaseUrl: app.databaseUrl }, clock: app.clock });
  });
  afterEach(async () => {
    await other.close();
    await app.close();
  });

  const recheck = (): Promise<void> => app.app.patternEvents.recheck();

  /** Ends all subscriptions and returns what this one yielded. */
  async function countsOf({ counts, ended }: Listener): Promise<readonly number[]> {
    await app.app.patternEvents.close();
    await ended;
    return counts;
  }

  it('yields each pattern of a workspace that the other process changes, once per change', async () => {
    await push(other, ['a', 'b'], 'Disk full on node');
    const listener = await listen(app);
    await recheck();
    await push(other, ['c'], 'Disk full on node');
    for (let i = 0; i < 3; i++) await recheck();
    await push(other, ['d', 'e'], 'Login refused for user');
    for (let i = 0; i < 3; i++) await recheck();
    expect(await countsOf(listener)).to.deep.equal([3, 2]);
  });

  it('yields the changes of one pattern', async () => {
    const disk = await push(other, ['a', 'b'], 'Disk full on node');
    const listener = await listen(app, disk);
    await push(other, ['d', 'e'], 'Login refused for user');
    await recheck();
    await push(other, ['c'], 'Disk full on node');
    await recheck();
    expect(await countsOf(listener)).to.deep.equal([2, 3]);
    expect(new Set(listener.ids)).to.deep.equal(new Set([disk]));
  });

  it('yields a pattern that a person renamed or corrected in the other process', async () => {
    const disk = await push(other, ['a', 'b', 'c'], 'Disk full on node');
    const listener = await listen(app, disk);
    const query = `mutation { renamePattern(id: "${disk}", name: "Disks") { id } }`;
    await other.post('/graphql', { query });
    await recheck();
    expect(await countsOf(listener)).to.deep.equal([3, 3]);
  });

  it('does not repeat a change that this process announced', async () => {
    await push(app, ['a', 'b'], 'Disk full on node');
    const listener = await listen(app);
    await push(app, ['c'], 'Disk full on node');
    await recheck();
    expect(await countsOf(listener)).to.deep.equal([3]);
  });

  it('yields no pattern of another workspace', async () => {
    const workspace = await other.newWorkspace('other');
    const headers = { authorization: `Bearer ${await workspace.token()}` };
    const listener = await listen(app);
    await push(other, ['a', 'b'], 'Disk full on node', headers);
    await recheck();
    expect(await countsOf(listener)).to.deep.equal([]);
  });

  it('rejects with not_found for an unknown pattern, and keeps no subscription', async () => {
    const error = await app.app.patternEvents.subscribe(WORKSPACE, 'pat_x').catch((thrown) => thrown);
    expect(error).to.include({ code: 'not_found' });
    expect(await readStatements(app.app.database, recheck)).to.deep.equal([]);
  });

  it('reads only the version of the patterns while none of them changes', async () => {
    await push(other, ['a', 'b'], 'Disk full on node');
    await listen(app);
    const statements = await readStatements(app.app.database, recheck);
    expect(statements).to.have.length(1);
    expect(statements[0]).to.match(/SELECT version FROM pattern_state/);
  });
});
