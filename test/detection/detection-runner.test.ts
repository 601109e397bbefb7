import { expect } from 'chai';
import { pino } from 'pino';
import { createRunner, type RunnerParts } from '../../src/detection/create-runner.js';
import { DetectionRunner } from '../../src/detection/detection-runner.js';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import { AppError } from '../../src/domain/errors.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { JobChange } from '../../src/domain/job.js';
import { LIMITS } from '../../src/domain/limits.js';
import { encodeRecords } from '../../src/domain/rules/job-records.js';
import { JobStore } from '../../src/jobs/job-store.js';
import type { NewJob } from '../../src/jobs/stored-job.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { recordLogs } from '../support/logs.js';
import { rowsOf } from '../support/rows.js';
import { endDelays, endLeases } from '../support/stage-two.js';
import { allStatements } from '../support/statements.js';

const WORKSPACE = 1;

describe('DetectionRunner', () => {
  let test: TestDatabase;
  let jobs: JobStore;
  let ids: IdMinter;
  let swept: number;

  beforeEach(async () => {
    test = await openTestDatabase();
    jobs = new JobStore(test.database, test.clock);
    ids = new IdMinter(test.clock);
    swept = 0;
  });
  afterEach(() => test.close());

  function runnerWith(parts: Partial<RunnerParts> = {}): DetectionRunner {
    return createRunner({
      database: test.database,
      clock: test.clock,
      logger: pino({ level: 'silent' }),
      visibleFrom: 2,
      observer: {
        stageFinished: () => undefined,
        sweepFound: (workspaces) => {
          swept += workspaces;
        },
      },
      jobsChanged: () => undefined,
      patternsChanged: () => undefined,
      ...parts,
    });
  }

  async function store(accepted: number, rejected = 0, workspaceId = WORKSPACE): Promise<NewJob> {
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
      workspaceId,
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

  async function read({ id, workspaceId }: NewJob): Promise<IngestJob> {
    return (await jobs.findJob(workspaceId, encodeId(ID_PREFIX.job, id))) as IngestJob;
  }

  const statusesOf = async (...stored: NewJob[]) =>
    (await Promise.all(stored.map(read))).map(({ status }) => status);

  const ownersOf = async () =>
    (await rowsOf(test.database, 'SELECT owner FROM pattern_state', [])).map(({ owner }) => owner);

  it('settles each job by the outcome of its records, although their issues no longer exist', async () => {
    const stored = [await store(2), await store(1, 1), await store(0, 2)];
    await runnerWith().runUntilEmpty();
    expect(await statusesOf(...stored)).to.deep.equal(['succeeded', 'partial', 'failed']);
    for (const job of stored)
      expect(await read(job)).to.include({
        progress: 1,
        finishedAt: test.clock.now(),
        openWorkspaceId: null,
      });
  });

  it('gives a workspace a turn when it is woken, although no sweep finds it', async () => {
    const turns: number[] = [];
    const run = new DetectionRunner({
      jobs: { workspacesWithOpenJobs: async () => [], adoptOlder: async () => 0 },
      states: { heldByOthers: async () => new Set<number>() },
      sets: {
        turn: async (workspaceId) => {
          turns.push(workspaceId);
          return 'done';
        },
        release: async () => undefined,
      },
      observer: { sweepFound: () => undefined },
      logger: pino({ level: 'silent' }),
      worker: ids.mint(),
    });
    run.start();
    await run.process(7);
    await run.stop();
    expect(turns).to.deep.equal([7]);
  });

  it('leaves a workspace with a backlog to other workers while it has another one', async () => {
    for (let i = 0; i < 3; i++) for (const workspaceId of [1, 2]) await store(2_000, 0, workspaceId);
    const owned: number[][] = [];
    const beforeSet = async (): Promise<void> => {
      const owners = 'SELECT workspace_id FROM pattern_state WHERE owner IS NOT NULL';
      const rows = await rowsOf(test.database, owners, []);
      owned.push(rows.map(({ workspace_id }) => Number(workspace_id)));
    };
    await runnerWith({ beforeSet }).runUntilEmpty();
    // From the third set on, the worker knows that both have a backlog.
    expect(owned.slice(2)).to.deep.equal([[1], [2], [1], [2]]);
  });

  it('keeps the only workspace with a backlog between its sets', async () => {
    for (let i = 0; i < 3; i++) await store(2_000);
    const statements = await allStatements(test.database, () => runnerWith().runUntilEmpty());
    const settled = statements.filter((sql) => sql.includes(`SET status = 'succeeded'`));
    const taken = statements.filter((sql) => /SET owner = \?, owner_until/.test(sql));
    expect([settled.length, taken.length], 'sets, and how often the workspace was taken').to.deep.equal([
      3, 1,
    ]);
  });

  it('processes few issues at once while small requests wait for the same writer', async () => {
    for (let i = 0; i < 6; i++) await store(50);
    const sets: number[] = [];
    const beforeSet = async (set: readonly unknown[]): Promise<void> => {
      sets.push(set.length);
    };
    await runnerWith({ beforeSet, isBusy: () => true }).runUntilEmpty();
    expect(sets).to.deep.equal([2, 2, 2]);
  });

  it('finds jobs whose wake-up was lost, and counts their workspaces', async () => {
    await store(1);
    await store(1, 0, 2);
    await runnerWith().runUntilEmpty();
    expect(swept).to.equal(2);
  });

  it('announces that a job runs and that it ended', async () => {
    const job = await store(1);
    const announced: JobChange[] = [];
    await runnerWith({ jobsChanged: (changes) => announced.push(...changes) }).runUntilEmpty();
    const id = encodeId(ID_PREFIX.job, job.id);
    expect(announced.map((change) => [change.id, change.status, change.progress])).to.deep.equal([
      [id, 'running', 0],
      [id, 'succeeded', 1],
    ]);
  });

  it('processes each job once when two runners share the database', async () => {
    const stored = await Promise.all(Array.from({ length: 6 }, (_, i) => store(1, 0, 1 + (i % 3))));
    const ended: string[] = [];
    const jobsChanged = (changes: readonly JobChange[]): void => {
      for (const { id, finishedAt } of changes) if (finishedAt !== null) ended.push(id);
    };
    const runners = [runnerWith({ jobsChanged }), runnerWith({ jobsChanged })];
    await Promise.all(runners.map((run) => run.runUntilEmpty()));
    for (const run of runners) await run.runUntilEmpty();
    expect(await statusesOf(...stored)).to.deep.equal(stored.map(() => 'succeeded'));
    expect(ended.sort()).to.deep.equal(stored.map(({ id }) => encodeId(ID_PREFIX.job, id)).sort());
  });

  it('processes many jobs in sets and leaves the workspace to others afterwards', async () => {
    const sets: number[] = [];
    const stored = [];
    for (let i = 0; i < 60; i++) stored.push(await store(50));
    const beforeSet = async (set: readonly unknown[]): Promise<void> => {
      sets.push(set.length);
    };
    await runnerWith({ beforeSet }).runUntilEmpty();
    expect(new Set(await statusesOf(...stored))).to.deep.equal(new Set(['succeeded']));
    expect(sets.reduce((sum, jobsInSet) => sum + jobsInSet, 0)).to.equal(60);
    expect(sets.length).to.be.within(2, 10);
    expect(await ownersOf()).to.deep.equal([null]);
  });

  it('lets workspaces take turns', async () => {
    const order: number[] = [];
    for (let i = 0; i < 3; i++) for (const workspaceId of [1, 2]) await store(2_000, 0, workspaceId);
    const beforeSet = async ([job]: readonly { workspaceId: number }[]): Promise<void> => {
      order.push(job?.workspaceId ?? 0);
    };
    await runnerWith({ beforeSet }).runUntilEmpty();
    expect(order).to.deep.equal([1, 2, 1, 2, 1, 2]);
  });

  describe('when an attempt fails', () => {
    it('settles the other jobs, tries the faulty one again and fails it after the last attempt', async () => {
      const [good, bad] = [await store(1), await store(2)];
      const beforeSet = async (set: readonly { id: Buffer }[]): Promise<void> => {
        if (set.some(({ id }) => id.equals(bad.id))) throw new Error('a faulty job');
      };
      const run = runnerWith({ beforeSet });
      await run.runUntilEmpty();
      expect(await statusesOf(good)).to.deep.equal(['succeeded']);
      for (let attempt = 1; attempt < LIMITS.jobAttempts; attempt++) {
        expect(await read(bad)).to.include({ status: 'running', attempts: attempt });
        await run.runUntilEmpty();
        expect((await read(bad)).attempts, 'not before its delay is over').to.equal(attempt);
        await endDelays(test.database);
        await run.runUntilEmpty();
      }
      expect(await read(bad)).to.include({ status: 'failed', progress: 1 });
    });

    it('does not count an outage of the database or a conflict as an attempt', async () => {
      const job = await store(1);
      let outage = true;
      const beforeSet = async (): Promise<void> => {
        if (outage) throw new AppError('unavailable', 'the database is unavailable');
      };
      const run = runnerWith({ beforeSet });
      for (let i = 0; i < LIMITS.jobAttempts + 1; i++) await run.runUntilEmpty();
      expect(await read(job)).to.include({ status: 'pending', attempts: 0 });
      outage = false;
      await run.runUntilEmpty();
      expect(await statusesOf(job)).to.deep.equal(['succeeded']);
    });
  });

  describe('when workers stop or freeze', () => {
    /** Lets a runner keep the workspace, as if it were in the middle of a backlog. */
    async function ownedByAnother(): Promise<void> {
      await store(1);
      await runnerWith().runUntilEmpty();
      const now =
        test.database.kind === 'sqlite' ? `unixepoch('subsec') * 1000` : 'UNIX_TIMESTAMP(NOW(3)) * 1000';
      const lease = `owner = ?, owner_until = ${now} + ${LIMITS.workspaceLeaseMs}`;
      await test.database.write((tx) => tx.execute(`UPDATE pattern_state SET ${lease}`, [ids.mint()]));
    }

    it('leaves the jobs of a workspace to the worker that owns it', async () => {
      await ownedByAnother();
      const job = await store(1);
      await runnerWith().runUntilEmpty();
      expect(await statusesOf(job)).to.deep.equal(['pending']);
    });

    it('takes over when the lease has ended, counts an attempt and logs it', async () => {
      await ownedByAnother();
      const job = await store(1);
      await endLeases(test.database);
      const logs = recordLogs();
      await runnerWith({ logger: logs.logger }).runUntilEmpty();
      expect(await read(job)).to.include({ status: 'succeeded', attempts: 1 });
      expect(logs.lines.join()).to.contain('another one continues');
    });

    it('takes over a lease that ends later than any lease can, because the clock was set back', async () => {
      await ownedByAnother();
      const job = await store(1);
      await test.database.write((tx) =>
        tx.execute('UPDATE pattern_state SET owner_until = owner_until + 3600000', []),
      );
      await runnerWith().runUntilEmpty();
      expect(await statusesOf(job)).to.deep.equal(['succeeded']);
    });

    it('fails a job that every worker that tried it died of, and settles the others', async () => {
      const [good, deadly] = [await store(1), await store(1)];
      for (let life = 0; life <= LIMITS.jobAttempts; life++) {
        // Such an error leaves everything as the end of the process does.
        const beforeSet = async (set: readonly { id: Buffer }[]): Promise<void> => {
          if (set.some(({ id }) => id.equals(deadly.id)))
            throw new AppError('unavailable', 'the process ends here');
        };
        await runnerWith({ beforeSet }).runUntilEmpty();
        await endLeases(test.database);
      }
      expect(await statusesOf(good, deadly)).to.deep.equal(['succeeded', 'failed']);
    });
  });

  describe('beside an earlier version of the program', () => {
    const asEarlierVersion = (set: string) =>
      test.database.write((tx) => tx.execute(`UPDATE ingest_job SET ${set}`, []));

    it('adopts jobs that it stored, once its lease on them has ended', async () => {
      const job = await store(1);
      await asEarlierVersion(`open_ws = NULL, lease_until = ${Date.now() + 3_600_000}`);
      await runnerWith().runUntilEmpty();
      expect(await statusesOf(job)).to.deep.equal(['pending']);
      await asEarlierVersion('lease_until = 1');
      const logs = recordLogs();
      await runnerWith({ logger: logs.logger }).runUntilEmpty();
      expect(await statusesOf(job)).to.deep.equal(['succeeded']);
      expect(logs.lines.join()).to.contain('were adopted');
    });

    it('leaves a job alone that it settled', async () => {
      const job = await store(1);
      await asEarlierVersion(`status = 'failed', progress = 1, lease_until = NULL`);
      await runnerWith().runUntilEmpty();
      expect(await read(job)).to.include({ status: 'failed', openWorkspaceId: null });
    });
  });

  it('reports the number of open jobs and the age of the oldest', async () => {
    expect(await jobs.queueStats()).to.deep.equal({ depth: 0, oldestAgeSeconds: 0 });
    await store(1);
    test.clock.advance(3_000);
    await store(1);
    expect(await jobs.queueStats()).to.deep.equal({ depth: 2, oldestAgeSeconds: 3 });
  });

  it('keeps open jobs when settled ones are deleted after their retention', async () => {
    const settled = await store(1);
    await runnerWith().runUntilEmpty();
    const open = await store(1);
    test.clock.advance(31 * 86_400_000);
    expect(await jobs.prune(30, 500)).to.equal(1);
    const fresh = new JobStore(test.database, test.clock);
    expect(await fresh.findJob(WORKSPACE, encodeId(ID_PREFIX.job, settled.id))).to.equal(null);
    expect(await statusesOf(open)).to.deep.equal(['pending']);
  });
});
