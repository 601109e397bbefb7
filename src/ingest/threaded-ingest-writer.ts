import { Worker } from 'node:worker_threads';
import { closeThread } from '../db/close-thread.js';
import type { HomeDatabase } from '../db/database.js';
import { translated } from '../db/database-error.js';
import type { Clock } from '../domain/clock.js';
import { LIMITS } from '../domain/limits.js';
import {
  type IngestThreadData,
  type PackedRequests,
  packRequests,
  unpackWritten,
  type WriteAnswer,
  type WriteMessage,
} from './ingest-thread-messages.js';
import {
  acceptedCount,
  DirectIngestWriter,
  IngestTransaction,
  type IngestTransactionOptions,
  type IngestWriter,
  type JudgedRequest,
  type WrittenRequests,
} from './ingest-writer.js';

/** Three semi-spaces of V8. The thread holds a few batches at most, and what it needs more lives shortly. */
const YOUNG_GENERATION_MB = 6;

/** What is small is written by this thread, what is large by another one. */
export function createIngestWriter(database: HomeDatabase, options: IngestTransactionOptions): IngestWriter {
  const here = new DirectIngestWriter(database, new IngestTransaction(options));
  const data = { address: database.address, seenKeys: options.issues.seen?.memory };
  return new ThreadedIngestWriter(database, here, data, options.clock);
}

/**
 * Writes what is small through the connections of this thread, since handing it over would cost more than writing it,
 * and large batches in a thread of their own (`ingest-thread.ts`), so that meanwhile this one reads and judges the next ones.
 */
class ThreadedIngestWriter implements IngestWriter {
  private thread: IngestThread | undefined;

  /** `here` writes through the connections of this thread. */
  constructor(
    private readonly database: HomeDatabase,
    private readonly here: IngestWriter,
    private readonly data: IngestThreadData,
    private readonly clock: Clock,
  ) {
    database.beforeClose(async () => this.thread?.close());
  }

  async write(take: () => readonly JudgedRequest[], isHeavy: boolean): Promise<WrittenRequests> {
    // Heavy with long texts is not large: it is the number of records that costs.
    const isLarge = isHeavy && take().some((request) => acceptedCount(request) > LIMITS.groupableRecords);
    if (!isLarge) return this.here.write(take, isHeavy);
    try {
      return await this.database.turn(() => this.writeInThread(take()));
    } catch (error) {
      throw translated(error);
    }
  }

  private async writeInThread(requests: readonly JudgedRequest[]): Promise<WrittenRequests> {
    if (this.thread === undefined || this.thread.isGone) this.thread = new IngestThread(this.data);
    const answer = await this.thread.ask(this.clock.now(), packRequests(requests));
    return unpackWritten(answer, requests);
  }
}

interface Waiting {
  readonly resolve: (answer: WriteAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One life of the thread. What it had not committed when it ends is rolled back. */
class IngestThread {
  private readonly worker: Worker;
  /** By the id of the message. */
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private gone = false;

  constructor(workerData: IngestThreadData) {
    this.worker = new Worker(new URL('./ingest-thread.js', import.meta.url), {
      workerData,
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
  ask(now: number, { requests, transfer }: PackedRequests): Promise<WriteAnswer> {
    this.lastId += 1;
    const message: WriteMessage = { id: this.lastId, now, requests };
    return new Promise((resolve, reject) => {
      this.waiting.set(message.id, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage(message, transfer);
    });
  }

  async close(): Promise<void> {
    if (!this.gone) await closeThread(this.worker);
  }

  private answered(answer: WriteAnswer): void {
    this.waiting.get(answer.id)?.resolve(answer);
    this.waiting.delete(answer.id);
    // While it is idle it does not keep the process alive.
    if (this.waiting.size === 0) this.worker.unref();
  }

  private leave(reason: string): void {
    this.gone = true;
    for (const { reject } of this.waiting.values())
      reject(Object.assign(new Error(`the thread that writes is gone: ${reason}`), { code: 'THREAD_GONE' }));
    this.waiting.clear();
  }
}
