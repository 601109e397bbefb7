import { expect } from 'chai';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import { AppError } from '../../src/domain/errors.js';
import { LIMITS } from '../../src/domain/limits.js';
import { SubscriberQueue } from '../../src/pubsub/subscriber-queue.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ingest } from '../support/graphql.js';
import { readStatements } from '../support/statements.js';

const WORKSPACE = 1;

/** All that a feed yields until it ends. */
async function drain(feed: AsyncIterable<IngestJob>): Promise<string[]> {
  const states: string[] = [];
  for await (const { status, progress } of feed) states.push(`${status} ${progress}`);
  return states;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return 'none';
}

describe('following a job', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  it('yields the current state, every change, and ends', async () => {
    const { jobId } = await ingest(app, [{}, { title: null }]);
    const feed = await app.app.events.follow(WORKSPACE, jobId, 'every change');
    const states = drain(feed);
    await app.app.runner.runUntilEmpty();
    expect(await states).to.deep.equal(['pending 0', 'running 0', 'partial 1']);
    expect(app.app.events.followers).to.equal(0);
  });

  it('yields exactly what the row says, also the moments', async () => {
    const { jobId } = await ingest(app, [{}]);
    const feed = await app.app.events.follow(WORKSPACE, jobId, 'the end');
    app.clock.advance(1_234);
    await app.app.runner.runUntilEmpty();
    const { value } = await feed.next();
    const row = await app.app.jobs.findJob(WORKSPACE, jobId);
    // How it is claimed is not part of what a reader sees.
    const facts = ({ records, attempts: _, claim: __, leaseUntil: ___, ...view }: IngestJob) =>
      JSON.stringify({ ...view, records });
    expect(facts(value as IngestJob)).to.equal(facts(row as IngestJob));
  });

  it('yields the one state of a job that has ended, and ends', async () => {
    const { jobId } = await ingest(app, [{}]);
    await app.app.runner.runUntilEmpty();
    for (const what of ['every change', 'the end'] as const)
      expect(await drain(await app.app.events.follow(WORKSPACE, jobId, what))).to.deep.equal(['succeeded 1']);
  });

  it('loses nothing when the job ends while the follower begins', async () => {
    for (let i = 0; i < 20; i++) {
      const { jobId } = await ingest(app, [{}]);
      const [feed] = await Promise.all([
        app.app.events.follow(WORKSPACE, jobId, 'every change'),
        app.app.runner.runUntilEmpty(),
      ]);
      const states = await drain(feed);
      expect(states.at(-1)).to.equal('succeeded 1');
      expect(new Set(states).size).to.equal(states.length);
    }
  });

  it('finds no job that does not exist or is of another workspace, and keeps nothing', async () => {
    const { jobId } = await ingest(app, [{}]);
    const own = await app.app.events.follow(WORKSPACE, jobId, 'every change');
    for (const [workspace, id] of [
      [WORKSPACE + 1, jobId],
      [WORKSPACE, 'ing_job_00000000000000000000000000'],
      [WORKSPACE, 'x'],
    ] as const)
      expect(await refusal(app.app.events.follow(workspace, id, 'every change'))).to.equal('not_found');
    expect(app.app.events.followers).to.equal(1);
    const states = drain(own);
    await app.app.runner.runUntilEmpty();
    expect((await states).at(-1)).to.equal('succeeded 1');
  });

  it('is released when the follower leaves, also while it waits', async () => {
    const { jobId } = await ingest(app, [{}]);
    const feed = await app.app.events.follow(WORKSPACE, jobId, 'every change');
    await feed.next();
    const waiting = feed.next();
    expect(app.app.events.followers).to.equal(1);
    await feed.return?.();
    expect(app.app.events.followers).to.equal(0);
    expect(await waiting).to.deep.equal({ done: true, value: undefined });
  });

  it('gives all followers of one job the same object, and reads nothing for it', async () => {
    const { jobId } = await ingest(app, [{}]);
    const feeds = await Promise.all(
      Array.from({ length: 50 }, () => app.app.events.follow(WORKSPACE, jobId, 'the end')),
    );
    const statements = await readStatements(app.app.database, () => app.app.runner.runUntilEmpty());
    expect(
      statements.filter((sql) =>
        /SELECT.*FROM .?ingest_job.? .*WHERE.*(workspace_id|\bid).? (=|IN)/s.test(sql),
      ),
    ).to.deep.equal([]);
    const ends = await Promise.all(feeds.map(async (feed) => (await feed.next()).value));
    expect(new Set(ends).size).to.equal(1);
  });

  it('looks again for what was never announced', async () => {
    const { jobId } = await ingest(app, [{}]);
    const states = drain(await app.app.events.follow(WORKSPACE, jobId, 'every change'));
    // Another process, which this one hears nothing of, runs the job once its lease is over.
    const other = await startTestApp({ config: { databaseUrl: app.databaseUrl }, clock: app.clock });
    try {
      app.clock.advance(LIMITS.jobLeaseMs + 1);
      await other.app.runner.runUntilEmpty();
      await app.app.events.recheck();
      expect(await states).to.deep.equal(['pending 0', 'succeeded 1']);
    } finally {
      await other.close();
    }
  });

  it('ends when the gateway stops', async () => {
    const { jobId } = await ingest(app, [{}]);
    const states = drain(await app.app.events.follow(WORKSPACE, jobId, 'every change'));
    await app.app.events.close();
    expect(await states).to.deep.equal(['pending 0']);
  });
});

describe('following all jobs of a workspace', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  it('yields each as it completes, whole, and none of another workspace', async () => {
    const other = await app.newWorkspace('other');
    const headers = { authorization: `Bearer ${await other.token()}` };
    const feed = app.app.events.followCompleted(WORKSPACE);
    const first = await ingest(app, [{}, { title: null }]);
    await ingest(app, [{}], headers);
    const second = await ingest(app, [{}]);
    await app.app.runner.runUntilEmpty();
    const seen = [(await feed.next()).value, (await feed.next()).value] as IngestJob[];
    expect(seen.map(({ id }) => id)).to.have.members([first.jobId, second.jobId]);
    const partial = seen.find(({ id }) => id === first.jobId);
    expect([partial?.status, partial?.rejected.length, partial?.records.length]).to.deep.equal([
      'partial',
      1,
      2,
    ]);
    const third = feed.next();
    await feed.return?.();
    expect((await third).done).to.equal(true);
    expect(app.app.events.followers).to.equal(0);
  });
});

describe('what waits for a follower', () => {
  const view = (n: number) => ({ id: `ing_job_${n}` }) as IngestJob;

  it('is told to be too much, instead of growing, and is released', async () => {
    let released = 0;
    const feed = new SubscriberQueue<IngestJob>(() => {
      released += 1;
    });
    for (let n = 0; n < LIMITS.queuedJobsPerSubscriber + 10; n++) feed.push(view(n));
    expect(released).to.equal(1);
    let read = 0;
    const reading = async () => {
      for await (const { id } of feed) expect(id).to.equal(`ing_job_${read++}`);
    };
    expect(await refusal(reading())).to.equal('unavailable');
    expect(read).to.equal(LIMITS.queuedJobsPerSubscriber);
    expect(await feed.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('is given to those who wait in the order in which they asked', async () => {
    const feed = new SubscriberQueue<IngestJob>(() => undefined);
    const asked = [feed.next(), feed.next(), feed.next()];
    feed.push(view(1));
    feed.push(view(2));
    feed.close();
    expect((await Promise.all(asked)).map(({ value }) => value?.id)).to.deep.equal([
      'ing_job_1',
      'ing_job_2',
      undefined,
    ]);
  });
});
