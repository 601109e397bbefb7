import type { Logger } from 'pino';
import type { Database } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { IdMinter } from '../domain/ids.js';
import type { JobChange } from '../domain/job.js';
import type { Observer } from '../domain/observer.js';
import { IssueStore } from '../issues/issue-store.js';
import { JobStore } from '../jobs/job-store.js';
import type { OpenJob } from '../jobs/stored-job.js';
import { DetectionStore } from '../patterns/detection-store.js';
import { WorkspaceStateStore } from '../patterns/workspace-state-store.js';
import { DetectionRunner } from './detection-runner.js';
import { issueReader } from './issue-reader.js';
import { JobSets } from './job-sets.js';

export interface DetectionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Minimum distinct issues of a visible pattern. */
  readonly visibleFrom: number;
  /** Called after the commit with the ids (`pat_…`) of visible patterns that may have changed. */
  readonly patternsChanged: (workspaceId: number, patternIds: readonly string[]) => void;
}

export interface RunnerParts extends DetectionParts {
  readonly observer: Pick<Observer, 'stageFinished' | 'sweepFound'>;
  /** Called with jobs that started or ended, after the commit. */
  readonly jobsChanged: (changes: readonly JobChange[]) => void;
  /** Called with the jobs of a set before they are processed. */
  readonly beforeSet?: ((jobs: readonly OpenJob[]) => Promise<void>) | undefined;
  /** Whether small requests wait for the writer of an embedded database. By default none do. */
  readonly isBusy?: () => boolean;
  /** The detection of this process, if it has one already: its state in memory need not exist twice. */
  readonly detection?: DetectionStore;
}

export function createDetection(parts: DetectionParts): DetectionStore {
  const { database, clock, logger, visibleFrom, patternsChanged: changed } = parts;
  const readIssues = issueReader(new IssueStore(database));
  return new DetectionStore({
    database,
    clock,
    ids: new IdMinter(clock),
    readIssues,
    logger,
    visibleFrom,
    changed,
  });
}

/** Returns the runner of stage 2, with everything that it needs on this database. */
export function createRunner(parts: RunnerParts): DetectionRunner {
  const { database, clock, logger, observer, jobsChanged, beforeSet, isBusy = () => false } = parts;
  const worker = new IdMinter(clock).mint();
  const jobs = new JobStore(database, clock);
  const states = new WorkspaceStateStore(database);
  const detection = parts.detection ?? createDetection(parts);
  const sets = new JobSets({
    database,
    jobs,
    states,
    detection,
    jobsChanged,
    beforeSet,
    isBusy,
    observer,
    clock,
    logger,
    worker,
  });
  return new DetectionRunner({ jobs, states, sets, observer, logger, worker });
}
