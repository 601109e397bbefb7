import { expect } from 'chai';
import { LIMITS } from '../../src/domain/limits.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClock } from '../support/clock.js';
import { ingest } from '../support/graphql.js';
import { readStatements } from '../support/statements.js';

const WORKSPACE = 1;
const SETTINGS = { rateLimitPerMinute: 1e9 };

/** The ids that a subscription to completed jobs yields; all of them once it has ended. */
interface Listener {
  readonly ids: readonly string[];
  readonly ended: Promise<void>;
}

async function listen({ app }: TestApp, workspaceId = WORKSPACE): Promise<Listener> {
  const subscription = await app.events.subscribeToCompleted(workspaceId);
  const ids: string[] = [];
  const read = async (): Promise<void> => {
    for await (const { id } of subscription) ids.push(id);
  };
  return { ids, ended: read() };
}

/** Stores jobs through one process and runs them there. */
async function complete(by: TestApp, count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await ingest(by, [{}])).jobId);
  await by.app.runner.runUntilEmpty();
  return ids;
}

describe('JobEvents.subscribeToCompleted beside another process without Redis', () => {
  let app: TestApp;
  let other: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: SETTINGS });
    other = await startTestApp({ config: { ...SETTINGS, databaseUrl: app.databaseUrl }, clock: app.clock });
  });

  afterEach(async () => {
    await other.close();
    await app.close();
  });

  const recheck = (): Promise<void> => app.app.events.recheck();

  /** Ends all subscriptions and returns what this one yielded. */
  async function idsOf({ ids, ended }: Listener): Promise<readonly string[]> {
    await app.app.events.close();
    await ended;
    return ids;
  }

  it('yields the jobs of the other process, each once however often the database is searched', async () => {
    const listener = await listen(app);
    const first = await complete(other, 3);
    await recheck();
    const second = await complete(other, 2);
    for (let i = 0; i < 3; i++) await recheck();
    app.clock.advance(LIMITS.lateCommitMs * 2);
    const third = await complete(other);
    for (let i = 0; i < 2; i++) await recheck();
    expect(await idsOf(listener)).to.deep.equal([...first, ...second, ...third]);
  });

  it('yields a job once that is announced and found in the database', async () => {
    const listener = await listen(app);
    const [own] = await complete(app);
    const [foreign] = await complete(other);
    const { jobId } = await ingest(app, [{}]);
    await Promise.all([app.app.runner.runUntilEmpty(), recheck(), recheck()]);
    await recheck();
    expect(await idsOf(listener))
      .to.have.members([own, foreign, jobId])
      .and.to.have.length(3);
  });

  it('yields no job that had completed before', async () => {
    await complete(other, 2);
    const listener = await listen(app);
    await recheck();
    expect(await idsOf(listener)).to.deep.equal([]);
  });

  it('yields a job that was stored long before the subscription and completes after it', async () => {
    const { jobId } = await ingest(other, [{}]);
    app.clock.advance(LIMITS.lateCommitMs * 10);
    const listener = await listen(app);
    await recheck();
    await other.app.runner.runUntilEmpty();
    await recheck();
    expect(await idsOf(listener)).to.deep.equal([jobId]);
  });

  it('yields a job of a process whose clock is a little behind', async () => {
    const clock = new TestClock(app.clock.now() - LIMITS.lateCommitMs / 2);
    const late = await startTestApp({ config: { ...SETTINGS, databaseUrl: app.databaseUrl }, clock });
    try {
      const listener = await listen(app);
      const newer = await complete(other);
      await recheck();
      const older = await complete(late);
      await recheck();
      expect(await idsOf(listener)).to.deep.equal([...newer, ...older]);
    } finally {
      await late.close();
    }
  });

  it('yields no job of another workspace', async () => {
    const workspace = await other.newWorkspace('other');
    const headers = { authorization: `Bearer ${await workspace.token()}` };
    const [listener, foreign] = [await listen(app), await listen(app, workspace.workspaceId)];
    const { jobId } = await ingest(other, [{}], headers);
    await other.app.runner.runUntilEmpty();
    await recheck();
    expect(await idsOf(listener)).to.deep.equal([]);
    expect(await idsOf(foreign)).to.deep.equal([jobId]);
  });

  it('yields every job of a backlog, more than a subscriber can have in its queue', async function () {
    this.timeout(60_000);
    const push = async (): Promise<string> => {
      const response = await other.post('/v1/ingest/events', { title: 'Disk full' });
      return response.json<{ job_id: string }>().job_id;
    };
    const stored = await Promise.all(Array.from({ length: LIMITS.queuedJobsPerSubscriber * 2 }, push));
    app.clock.advance(LIMITS.lateCommitMs * 2);
    const listener = await listen(app);
    await recheck();
    await other.app.runner.runUntilEmpty();
    await recheck();
    expect(await idsOf(listener)).to.deep.equal([...stored].sort());
  });

  it('reads nothing while nobody listens', async () => {
    const listener = await listen(app);
    await idsOf(listener);
    await complete(other);
    expect(await readStatements(app.app.database, recheck)).to.deep.equal([]);
  });
});
