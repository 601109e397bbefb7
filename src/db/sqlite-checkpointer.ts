import { Worker } from 'node:worker_threads';

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
  private copying = false;

  /** @param uncopiedPages how many pages are in the log and not yet in the file */
  constructor(
    private readonly file: string,
    private readonly uncopiedPages: () => number,
  ) {}

  /** To be told after each commit. */
  committed(): void {
    if (this.copying || this.uncopiedPages() < DUE_PAGES) return;
    this.thread ??= this.begin();
    this.copying = true;
    this.thread.postMessage('checkpoint');
  }

  async close(): Promise<void> {
    const { thread } = this;
    if (thread === undefined) return;
    thread.ref();
    thread.postMessage('close');
    // Not `once`: that would throw what the thread died of.
    await new Promise((resolve) => thread.once('exit', resolve));
  }

  private begin(): Worker {
    const program = new URL('./sqlite-checkpoint-thread.js', import.meta.url);
    const thread = new Worker(program, { workerData: this.file, resourceLimits: RESOURCE_LIMITS });
    const done = (): void => {
      this.copying = false;
    };
    const gone = (): void => {
      if (this.thread === thread) this.thread = undefined;
      done();
    };
    thread.on('message', done);
    // Without it who writes copies, so its end is nobody's business; the next one may have more luck.
    thread.on('error', gone);
    thread.on('exit', gone);
    // It does not keep the process alive.
    thread.unref();
    return thread;
  }
}
