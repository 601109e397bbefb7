import { expect } from 'chai';
import { detectionStep } from '../../src/detection/detection-step.js';
import { IdMinter } from '../../src/domain/ids.js';
import { encodeRecords } from '../../src/domain/rules/job-records.js';
import type { JobStep } from '../../src/jobs/job-runner.js';
import type { PendingJob } from '../../src/jobs/job-store.js';
import { TestClock } from '../support/clock.js';

const DETECT_MS = 10;

describe('detectionStep', () => {
  let time: number;
  let isBusy: boolean;
  let rests: number[];
  let step: JobStep;
  const ids = new IdMinter(new TestClock());

  beforeEach(() => {
    time = 0;
    isBusy = true;
    rests = [];
    step = detectionStep({
      detection: {
        detect: async () => {
          time += DETECT_MS;
        },
      },
      issuesAtOnce: 250,
      isBusy: () => isBusy,
      now: () => time,
      rest: async (ms) => {
        rests.push(ms);
        time += ms;
      },
    });
  });

  function job(issues: number): PendingJob {
    const records = Array.from({ length: issues }, (_, index) => ({
      index,
      issueId: ids.mint(),
      outcome: 'created' as const,
    }));
    return {
      id: ids.mint(),
      workspaceId: 1,
      accepted: issues,
      rejectedCount: 0,
      records: encodeRecords(issues, records),
      attempts: 0,
    };
  }

  const run = (...jobs: PendingJob[]): Promise<void> => step(jobs, async () => undefined);

  it('does not pause after a single job', async () => {
    await run(job(1));
    expect(rests).to.deep.equal([]);
  });

  it('pauses for four times its run time while requests are being stored', async () => {
    await run(job(1_000));
    expect(rests).to.deep.equal([40, 40, 40]);
    await run(job(1));
    expect(rests).to.deep.equal([40, 40, 40, 40]);
  });

  it('counts idle time between jobs as a pause', async () => {
    await run(job(1));
    time += 15;
    await run(job(1));
    time += 100;
    await run(job(1));
    expect(rests).to.deep.equal([25]);
  });

  it('does not pause while no request is being stored', async () => {
    isBusy = false;
    await run(job(1_000));
    await run(job(1));
    expect(rests).to.deep.equal([]);
  });
});
