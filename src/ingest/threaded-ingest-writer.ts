import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Database } from '../db/database.js';
import { translated } from '../db/database-error.js';
import type { EmbeddedDatabase } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { LIMITS } from '../domain/limits.js';
import {
  packRequests,
  unpackWritten,
  type WriteAnswer,
  type WriteMessage,
} from './ingest-thread-messages.js';
import {
  DirectIngestWriter,
  IngestTransaction,
  type IngestTransactionOptions,
  type IngestWriter,
  type JudgedRequest,
  type WrittenRequests,
} from './ingest-writer.js';

/** Three semi-spaces of V8. The thread holds one or two batches, and what it needs more lives shortly. */
const YOUNG_GENERATION_MB = 6;

/** The writer that suits the database. */
export function createIngestWriter(database: Database, options: IngestTransactionOptions): IngestWriter {
  const here = new DirectIngestWriter(database, new IngestTransaction(options));
  if (database.embedded === null) return here;
  return new ThreadedIngestWriter(database.embedded, here, options.clock);
}

/**
 * Writes to an embedded database: what is small through the connection of this thread, since handing it over would cost
 * more than writing it, and large batches in a thread of their own (`ingest-thread.ts`), so that meanwhile this one reads
 * and judges the next ones.
 */
export class ThreadedIngestWriter implements IngestWriter {
  private thread: IngestThread | undefined;

  /** `here` writes through the connection of this thread. */
  constructor(
    private readonly database: EmbeddedDatabase,
    private readonly here: IngestWriter,
    private readonly clock: Clock,
  ) {
    database.beforeClose(async () => this.thread?.close());
  }

  async write(take: () => readonly JudgedRequest[], isHeavy: boolean): Promise<WrittenRequests> {
    // Heavy with long texts is not large: it is the number of records that costs.
    const isLarge = isHeavy && take().some(({ accepted }) => accepted.length > LIMITS.groupableRecords);
    if (!isLarge) return this.here.write(take, isHeavy);
    try {
      return await this.database.turn(() => this.writeInThread(take()));
    } catch (error) {
      throw translated(error);
    }
  }

  private async writeInThread(requests: readonly JudgedRequest[]): Promise<WrittenRequests> {
    if (this.thread === undefined || this.thread.isGone) this.thread = new IngestThread(this.database.file);
    const now = this.clock.now();
    const answer = await this.thread.ask(packRequests(requests, now));
    return unpackWritten(answer, requests, now);
  }
}

interface Waiting {
  readonly resolve: (answer: WriteAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One life of the thread. What it had not committed when it ends is rolled back. */
class IngestThread {
  private readonly worker: Worker;
  /** In the order of the messages. */
  private waiting: Waiting[] = [];
  private gone = false;

  constructor(file: string) {
    this.worker = new Worker(new URL('./ingest-thread.js', import.meta.url), {
      workerData: { file },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.worker.on('message', (answer: WriteAnswer) => this.answered(answer));
    this.worker.on('error', ({ message }) => this.leave(message));
    this.worker.on('exit', () => this.leave('it has ended'));
  }

  get isGone(): boolean {
    return this.gone;
  }

  /** @throws when the thread ends meanwhile; what was asked may or may not be committed then. */
  ask(message: WriteMessage): Promise<WriteAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.ref();
      this.worker.postMessage(message);
    });
  }

  async close(): Promise<void> {
    if (this.gone) return;
    const ended = once(this.worker, 'exit');
    this.worker.ref();
    this.worker.postMessage('close');
    await ended;
  }

  private answered(answer: WriteAnswer): void {
    this.waiting.shift()?.resolve(answer);
    // While it is idle it does not keep the process alive.
    if (this.waiting.length === 0) this.worker.unref();
  }

  private leave(reason: string): void {
    this.gone = true;
    const waiting = this.waiting;
    this.waiting = [];
    for (const { reject } of waiting)
      reject(Object.assign(new Error(`the thread that writes is gone: ${reason}`), { code: 'THREAD_GONE' }));
  }
}
