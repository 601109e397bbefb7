import { expect } from 'chai';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import { AppError } from '../../src/domain/errors.js';
import { LIMITS } from '../../src/domain/limits.js';
import { SubscriberQueue } from '../../src/pubsub/subscriber-queue.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ingest } from '../support/graphql.js';
import { readStatements } from '../support/statements.js';

const WORKSPACE = 1;

/** Every state that a subscription yields until it ends. */
async function drain(subscription: AsyncIterable<IngestJob>): Promise<string[]> {
  const states: string[] = [];
  for await (const { status, progress } of subscription) states.push(`${status} ${progress}`);
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

describe('JobEvents.subscribe', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  it('yields the current state and every change, then ends with the job', async () => {
    const { jobId } = await ingest(app, [{}, { title: null }]);
    const subscription = await app.app.events.subscribe(WORKSPACE, jobId, 'every change');
    const states = drain(subscription);
    await app.app.runner.runUntilEmpty();
    expect(await states).to.deep.equal(['pending 0', 'running 0', 'partial 1']);
    expect(app.app.events.subscriberCount).to.equal(0);
  });

  it('yields the final state exactly as stored, including its times', async () => {
    const { jobId } = await ingest(app, [{}]);
    const subscription = await app.app.events.subscribe(WORKSPACE, jobId, 'final state');
    app.clock.advance(1_234);
    await app.app.runner.runUntilEmpty();
    const { value } = await subscription.next();
    const row = await app.app.jobs.findJob(WORKSPACE, jobId);
    const facts = ({ records, openWorkspaceId: _, ...view }: IngestJob) =>
      JSON.stringify({ ...view, records });
    expect(facts(value as IngestJob)).to.equal(facts(row as IngestJob));
  });

  it('yields the final state of a job that has already ended, then ends', async () => {
    const { jobId } = await ingest(app, [{}]);
    await app.app.runner.runUntilEmpty();
    for (const updates of ['every change', 'final state'] as const)
      expect(await drain(await app.app.events.subscribe(WORKSPACE, jobId, updates))).to.deep.equal([
        'succeeded 1',
      ]);
  });

  it('yields the final state of a job that ends while the subscription begins', async () => {
    for (let i = 0; i < 20; i++) {
      const { jobId } = await ingest(app, [{}]);
      const [subscription] = await Promise.all([
        app.app.events.subscribe(WORKSPACE, jobId, 'every change'),
        app.app.runner.runUntilEmpty(),
      ]);
      const states = await drain(subscription);
      expect(states.at(-1)).to.equal('succeeded 1');
      expect(new Set(states).size).to.equal(states.length);
    }
  });

  it('rejects with not_found for an unknown job or a job of another workspace, and keeps no subscription', async () => {
    const { jobId } = await ingest(app, [{}]);
    const own = await app.app.events.subscribe(WORKSPACE, jobId, 'every change');
    for (const [workspace, id] of [
      [WORKSPACE + 1, jobId],
      [WORKSPACE, 'ing_job_00000000000000000000000000'],
      [WORKSPACE, 'x'],
    ] as const)
      expect(await refusal(app.app.events.subscribe(workspace, id, 'every change'))).to.equal('not_found');
    expect(app.app.events.subscriberCount).to.equal(1);
    const states = drain(own);
    await app.app.runner.runUntilEmpty();
    expect((await states).at(-1)).to.equal('succeeded 1');
  });

  it('releases a subscription when it is returned, even while a read is pending', async () => {
    const { jobId } = await ingest(app, [{}]);
    const subscription = await app.app.events.subscribe(WORKSPACE, jobId, 'every change');
    await subscription.next();
    const pending = subscription.next();
    expect(app.app.events.subscriberCount).to.equal(1);
    await subscription.return?.();
    expect(app.app.events.subscriberCount).to.equal(0);
    expect(await pending).to.deep.equal({ done: true, value: undefined });
  });

  it('delivers one object to all subscribers of a job without a read', async () => {
    const { jobId } = await ingest(app, [{}]);
    const subscriptions = await Promise.all(
      Array.from({ length: 50 }, () => app.app.events.subscribe(WORKSPACE, jobId, 'final state')),
    );
    const statements = await readStatements(app.app.database, () => app.app.runner.runUntilEmpty());
    expect(
      statements.filter((sql) =>
        /SELECT.*FROM .?ingest_job.? .*WHERE.*(workspace_id|\bid).? (=|IN)/s.test(sql),
      ),
    ).to.deep.equal([]);
    const ends = await Promise.all(
      subscriptions.map(async (subscription) => (await subscription.next()).value),
    );
    expect(new Set(ends).size).to.equal(1);
  });

  it('finds a change that was never announced when it reads the job again', async () => {
    const { jobId } = await ingest(app, [{}]);
    const states = drain(await app.app.events.subscribe(WORKSPACE, jobId, 'every change'));
    // Another process, which sends no announcements to this one, runs the job.
    const other = await startTestApp({ config: { databaseUrl: app.databaseUrl }, clock: app.clock });
    try {
      await other.app.runner.runUntilEmpty();
      await app.app.events.recheck();
      expect(await states).to.deep.equal(['pending 0', 'succeeded 1']);
    } finally {
      await other.close();
    }
  });

  it('ends every subscription when it is closed', async () => {
    const { jobId } = await ingest(app, [{}]);
    const states = drain(await app.app.events.subscribe(WORKSPACE, jobId, 'every change'));
    await app.app.events.close();
    expect(await states).to.deep.equal(['pending 0']);
  });
});

describe('JobEvents.subscribeToCompleted', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  it('yields each completed job with its records, and no job of another workspace', async () => {
    const other = await app.newWorkspace('other');
    const headers = { authorization: `Bearer ${await other.token()}` };
    const subscription = await app.app.events.subscribeToCompleted(WORKSPACE);
    const first = await ingest(app, [{}, { title: null }]);
    await ingest(app, [{}], headers);
    const second = await ingest(app, [{}]);
    await app.app.runner.runUntilEmpty();
    const seen = [(await subscription.next()).value, (await subscription.next()).value] as IngestJob[];
    expect(seen.map(({ id }) => id)).to.have.members([first.jobId, second.jobId]);
    const partial = seen.find(({ id }) => id === first.jobId);
    expect([partial?.status, partial?.rejected.length, partial?.records.length]).to.deep.equal([
      'partial',
      1,
      2,
    ]);
    const third = subscription.next();
    await subscription.return?.();
    expect((await third).done).to.equal(true);
    expect(app.app.events.subscriberCount).to.equal(0);
  });
});

describe('SubscriberQueue', () => {
  const view = (n: number) => ({ id: `ing_job_${n}` }) as IngestJob;

  it('closes a full queue with unavailable after the queued items', async () => {
    let released = 0;
    const queue = new SubscriberQueue<IngestJob>(() => {
      released += 1;
    });
    for (let n = 0; n < LIMITS.queuedJobsPerSubscriber + 10; n++) queue.push(view(n));
    expect(released).to.equal(1);
    let read = 0;
    const reading = async () => {
      for await (const { id } of queue) expect(id).to.equal(`ing_job_${read++}`);
    };
    expect(await refusal(reading())).to.equal('unavailable');
    expect(read).to.equal(LIMITS.queuedJobsPerSubscriber);
    expect(await queue.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('resolves pending reads in the order of their calls', async () => {
    const queue = new SubscriberQueue<IngestJob>(() => undefined);
    const reads = [queue.next(), queue.next(), queue.next()];
    queue.push(view(1));
    queue.push(view(2));
    queue.close();
    expect((await Promise.all(reads)).map(({ value }) => value?.id)).to.deep.equal([
      'ing_job_1',
      'ing_job_2',
      undefined,
    ]);
  });
});
