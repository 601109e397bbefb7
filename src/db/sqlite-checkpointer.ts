import { Worker } from 'node:worker_threads';
import { closeThread } from './close-thread.js';

/**
 * From so many pages on they are copied: 2 MiB. With more, the disk is busy for longer at a time, and a commit meanwhile
 * waits for it.
 */
const DUE_PAGES = 512;

/** It needs next to nothing. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

/**
 * Has SQLite's write-ahead log copied to the file by a thread of its own (`sqlite-checkpoint-thread.ts`), while all others
 * write on. Else whoever writes would do it after a commit, and stop for as long as thousands of pages take to reach the
 * disk. The thread begins when there is something to copy.
 */
export class SqliteCheckpointer {
  private thread: Worker | undefined;
  /** When it is `failed`, whoever writes copies, until the process ends: trying again with each commit would cost more. */
  private state: 'idle' | 'copying' | 'failed' = 'idle';

  /** @param uncopiedPages how many pages are in the log and not yet in the file */
  constructor(
    private readonly file: string,
    private readonly uncopiedPages: () => number,
  ) {}

  /** To be told after each commit. It never throws: what is committed must not look as if it were not. */
  committed(): void {
    if (this.state !== 'idle') return;
    try {
      if (this.uncopiedPages() < DUE_PAGES) return;
      this.thread ??= this.begin();
      this.state = 'copying';
      this.thread.postMessage('checkpoint');
    } catch {
      this.state = 'failed';
    }
  }

  async close(): Promise<void> {
    if (this.thread !== undefined) await closeThread(this.thread);
  }

  private begin(): Worker {
    const program = new URL('./sqlite-checkpoint-thread.js', import.meta.url);
    const thread = new Worker(program, { workerData: this.file, resourceLimits: RESOURCE_LIMITS });
    thread.on('message', () => {
      this.state = 'idle';
    });
    const end = (): void => {
      this.state = 'failed';
      this.thread = undefined;
    };
    thread.on('error', end);
    thread.on('exit', end);
    // It does not keep the process alive.
    thread.unref();
    return thread;
  }
}
