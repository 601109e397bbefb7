import { Worker } from 'node:worker_threads';
import type { Database } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { type BatchAnswer, type BatchMessage, errorFrom, writtenFrom } from './batch-thread-messages.js';
import type { IdempotencyKey } from './idempotency-store.js';
import type { WrittenRequests } from './ingest-transaction.js';

interface Waiting {
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Reads, judges and writes large batches on SQLite in a thread of their own (`batch-thread-program.ts`): its statements are
 * synchronous, and small requests would wait behind them. The thread starts with the first batch.
 */
export class BatchThread {
  private worker: Worker | undefined;
  private waiting: Waiting | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes one batch and returns what is on disk. The memory of `body` is handed over: it is empty afterwards.
   * @throws AppError validation_error for a body that is not a batch, unavailable; DuplicateKeyError
   */
  async write(
    workspaceId: number,
    body: Uint8Array,
    idempotency: IdempotencyKey | undefined,
    traceparent?: string,
  ): Promise<WrittenRequests> {
    // SQLite has one writer. The others wait here, where they do not block a thread.
    return this.database.writeInThread(async () => {
      const bytes = ownsItsMemory(body) ? body : new Uint8Array(body);
      const answer = await this.ask({
        now: this.clock.now(),
        workspaceId,
        body: bytes,
        idempotency,
        traceparent,
      });
      if ('error' in answer) throw errorFrom(answer.error);
      return writtenFrom(answer.written);
    });
  }

  /** Waits for the batch at hand, then ends the thread. */
  async close(): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('close');
    await ended;
  }

  private ask(message: BatchMessage): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker ??= this.start();
      // An idle thread does not keep the process alive; a working one does.
      this.worker.ref();
      this.worker.postMessage(message, [message.body.buffer as ArrayBuffer]);
    });
  }

  private start(): Worker {
    const program = new URL('./batch-thread-program.js', import.meta.url);
    const worker = new Worker(program, {
      workerData: this.database.url,
      resourceLimits: LIMITS.threadHeap,
    });
    worker.on('message', (answer: BatchAnswer) => {
      this.waiting?.resolve(answer);
      this.waiting = undefined;
      worker.unref();
    });
    worker.on('error', (error) => this.leave(error));
    worker.on('exit', () => this.leave(new Error('the thread has ended')));
    return worker;
  }

  /** What was not committed is rolled back. The next batch starts another thread. */
  private leave(cause: Error): void {
    this.worker = undefined;
    this.waiting?.reject(
      new AppError('unavailable', 'The batch could not be stored: send the request again.', {
        retryAfterSeconds: 1,
        cause,
      }),
    );
    this.waiting = undefined;
  }
}

function ownsItsMemory(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}
