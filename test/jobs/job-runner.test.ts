import { expect } from 'chai';
import { pino } from 'pino';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { JobChange } from '../../src/domain/job.js';
import { LIMITS } from '../../src/domain/limits.js';
import type { Observer } from '../../src/domain/observer.js';
import { encodeRecords } from '../../src/domain/rules/job-records.js';
import { JobRunner, type JobRunnerOptions, type JobStep } from '../../src/jobs/job-runner.js';
import { JobStore, type NewJob } from '../../src/jobs/job-store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const SILENT: Observer = {
  recordsDecided: () => undefined,
  deliveryDecided: () => undefined,
  stageFinished: () => undefined,
};

describe('JobRunner', () => {
  let test: TestDatabase;
  let jobs: JobStore;
  let ids: IdMinter;

  beforeEach(async () => {
    test = await openTestDatabase();
    jobs = new JobStore(test.database, test.clock);
    ids = new IdMinter(test.clock);
  });
  afterEach(() => test.close());

  function runnerWith(options: Partial<JobRunnerOptions>): JobRunner {
    const logger = pino({ level: 'silent' });
    return new JobRunner({
      database: test.database,
      jobs,
      ids,
      observer: SILENT,
      logger,
      steps: [],
      ...options,
    });
  }

  const runner = (...steps: JobStep[]): JobRunner => runnerWith({ steps });

  async function store(accepted: number, rejected: number): Promise<NewJob> {
    const entries = Array.from({ length: accepted }, (_, index) => ({
      index,
      outcome: 'created' as const,
      issueId: ids.mint(),
    }));
    const rejections = Array.from({ length: rejected }, (_, i) => ({
      index: accepted + i,
      faults: [{ field: 'title' as const, reason: 'missing_field' as const, problem: 'is required' }],
    }));
    const job: NewJob = {
      id: ids.mint(),
      workspaceId: 1,
      kind: 'batch',
      total: accepted + rejected,
      accepted,
      rejections,
      records: encodeRecords(accepted + rejected, entries),
      createdAt: test.clock.now(),
    };
    await test.database.write((tx) => jobs.insert(tx, [job]));
    return job;
  }

  async function read(job: NewJob): Promise<IngestJob> {
    return (await jobs.findJob(1, encodeId(ID_PREFIX.job, job.id))) as IngestJob;
  }

  const offered = (job: NewJob) => ({ ...job, rejectedCount: job.rejections.length, attempts: 0 });

  it('settles each job by the outcome of its records', async () => {
    const stored = [await store(2, 0), await store(1, 1), await store(0, 2)];
    const run = runner();
    run.offer(stored.map(offered));
    await run.runUntilEmpty();
    const views = await Promise.all(stored.map(read));
    expect(views.map((view) => view.status)).to.deep.equal(['succeeded', 'partial', 'failed']);
    for (const view of views) expect(view).to.include({ progress: 1, finishedAt: test.clock.now() });
  });

  it('claims jobs that a process abandoned once their lease has expired', async () => {
    const job = await store(1, 0);
    await runner().runUntilEmpty();
    expect((await read(job)).status).to.equal('pending');
    test.clock.advance(LIMITS.jobLeaseMs);
    await runner().runUntilEmpty();
    expect((await read(job)).status).to.equal('succeeded');
  });

  it('runs a job in exactly one of two runners', async () => {
    const job = await store(1, 0);
    const seen: string[] = [];
    const runners = ['a', 'b'].map((name) =>
      runner(async (claimed) => {
        for (const _ of claimed) seen.push(name);
      }),
    );
    for (const run of runners) run.offer([offered(job)]);
    await Promise.all(runners.map((run) => run.runUntilEmpty()));
    expect(seen).to.have.length(1);
    expect((await read(job)).status).to.equal('succeeded');
  });

  it('shows a job as running while a step processes it', async () => {
    const job = await store(1, 0);
    let during: IngestJob | undefined;
    const run = runner(async () => {
      during = await read(job);
    });
    run.offer([offered(job)]);
    await run.runUntilEmpty();
    expect(during).to.include({ status: 'running', startedAt: test.clock.now(), finishedAt: null });
  });

  it('retries a failing job without affecting others, and fails it after the last attempt', async () => {
    const [good, bad] = [await store(1, 0), await store(2, 0)];
    const run = runner(async (claimed) => {
      if (claimed.some((job) => job.id.equals(bad.id))) throw new Error('bad job');
    });
    run.offer([offered(good), offered(bad)]);
    await run.runUntilEmpty();
    expect((await read(good)).status).to.equal('succeeded');
    for (let attempt = 1; attempt < LIMITS.jobAttempts; attempt++) {
      expect((await read(bad)).status).to.equal('running');
      test.clock.advance(60_000);
      await run.runUntilEmpty();
    }
    expect(await read(bad)).to.include({ status: 'failed', progress: 1 });
  });

  it('does not settle a job that another runner has claimed in the meantime', async () => {
    const job = await store(1, 0);
    const other = runner();
    const slow = runner(async () => {
      test.clock.advance(LIMITS.jobLeaseMs + 1);
      await other.runUntilEmpty();
      test.clock.advance(5);
    });
    slow.offer([offered(job)]);
    await slow.runUntilEmpty();
    expect((await read(job)).finishedAt).to.equal(test.clock.now() - 5);
  });

  describe('JobRunner while requests are being stored', () => {
    /** Starts a runner and logs its actions in order. Each pause ends when the test calls `resume`. */
    async function begin(count: number): Promise<{ log: string[]; resume: () => void; run: JobRunner }> {
      const stored = await Promise.all(Array.from({ length: count }, () => store(1, 0)));
      const log: string[] = [];
      let resume = (): void => undefined;
      const rest = (): Promise<void> => {
        log.push('rest');
        return new Promise((resolve) => {
          resume = resolve;
        });
      };
      const events = {
        announce: (changes: readonly JobChange[]) => log.push(...changes.map(({ status }) => status)),
      };
      const run = runnerWith({ events, isBusy: () => true, rest });
      run.offer(stored.map((job) => ({ ...offered(job), accepted: LIMITS.recordsPerClaim })));
      run.start();
      return { log, resume: () => resume(), run };
    }

    it('settles a single job immediately', async () => {
      const { log, run } = await begin(1);
      await until(() => log.length === 2);
      expect(log).to.deep.equal(['running', 'succeeded']);
      await run.stop();
    });

    it('pauses before settling a job when more jobs are queued', async () => {
      const { log, resume, run } = await begin(2);
      await until(() => log.length === 2);
      expect(log).to.deep.equal(['running', 'rest']);
      resume();
      await until(() => log.length === 5);
      expect(log).to.deep.equal(['running', 'rest', 'succeeded', 'running', 'succeeded']);
      await run.stop();
    });
  });

  it('yields to the event loop between claims, however many jobs are queued', async () => {
    const large = await Promise.all([1, 2, 3, 4].map(() => store(1, 0)));
    let turns = 0;
    let open = true;
    const tick = (): void => {
      turns += 1;
      if (open) setImmediate(tick);
    };
    const seen: number[] = [];
    const run = runner(async () => {
      seen.push(turns);
    });
    run.offer(large.map((job) => ({ ...offered(job), accepted: LIMITS.recordsPerClaim })));
    setImmediate(tick);
    await run.runUntilEmpty();
    open = false;
    expect(seen).to.have.length(4);
    expect(new Set(seen).size, 'each claim in its own turn of the event loop').to.equal(4);
  });

  it('reports the number of unsettled jobs and the age of the oldest', async () => {
    expect(await jobs.queueStats()).to.deep.equal({ depth: 0, oldestAgeSeconds: 0 });
    await store(1, 0);
    test.clock.advance(3_000);
    await store(1, 0);
    expect(await jobs.queueStats()).to.deep.equal({ depth: 2, oldestAgeSeconds: 3 });
  });

  it('deletes settled jobs, and only those, after their retention', async () => {
    const [settled, open] = [await store(1, 0), await store(1, 0)];
    const run = runner();
    run.offer([offered(settled)]);
    await run.runUntilEmpty();
    test.clock.advance(31 * 86_400_000);
    expect(await jobs.prune(30, 500)).to.equal(1);
    expect(
      await new JobStore(test.database, test.clock).findJob(1, encodeId(ID_PREFIX.job, settled.id)),
    ).to.equal(null);
    expect((await read(open)).status).to.equal('pending');
  });
});
