import { Worker } from 'node:worker_threads';
import type { Database } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import {
  type BatchAnswer,
  type BatchMessage,
  errorFrom,
  type JudgeMessage,
  type WriteMessage,
  writtenFrom,
} from './batch-thread-messages.js';
import type { IdempotencyKey } from './idempotency-store.js';
import type { WrittenRequests } from './ingest-transaction.js';

interface PendingMessage {
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Reads, judges and writes large batches on SQLite in a thread of their own (`batch-thread-program.ts`): its statements are
 * synchronous, and small requests would wait behind them. It judges batches while another transaction writes. The thread
 * starts with the first batch.
 */
export class BatchThread {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, PendingMessage>();
  private nextId = 1;

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
  ): Promise<WrittenRequests> {
    const id = this.nextId++;
    const worker = this.running();
    const bytes = ownsItsMemory(body) ? body : new Uint8Array(body);
    const message = { id, workspaceId, body: bytes, idempotency };
    requireNoError(await this.ask(worker, message, [bytes.buffer as ArrayBuffer]));
    const answer = await this.askToWrite(worker, id);
    return writtenFrom(requireNoError(answer) as WrittenRequests);
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

  /** SQLite has one writer. The others wait here, where they do not block a thread. */
  private async askToWrite(worker: Worker, id: number): Promise<BatchAnswer> {
    try {
      return await this.database.withoutWriters(() => this.ask(worker, { id, now: this.clock.now() }));
    } catch (error) {
      // The batch may still wait in the memory of the thread.
      worker.postMessage({ discard: id } satisfies BatchMessage);
      throw error;
    }
  }

  private ask(
    worker: Worker,
    message: JudgeMessage | WriteMessage,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      if (worker !== this.worker) {
        reject(unavailable(new Error('the thread has ended')));
        return;
      }
      this.pending.set(message.id, { resolve, reject });
      // An idle thread does not keep the process alive; a working one does.
      worker.ref();
      worker.postMessage(message, transfer);
    });
  }

  private running(): Worker {
    this.worker ??= this.start();
    return this.worker;
  }

  private start(): Worker {
    const program = new URL('./batch-thread-program.js', import.meta.url);
    const worker = new Worker(program, { workerData: this.database.url });
    worker.on('message', (answer: BatchAnswer) => {
      const { pending } = this;
      pending.get(answer.id)?.resolve(answer);
      pending.delete(answer.id);
      if (pending.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.leave(worker, error));
    worker.on('exit', () => this.leave(worker, new Error('the thread has ended')));
    return worker;
  }

  /** What was not committed is rolled back. The next batch starts another thread. */
  private leave(worker: Worker, cause: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of lost) reject(unavailable(cause));
  }
}

function unavailable(cause: Error): AppError {
  const message = 'The batch could not be stored: send the request again.';
  return new AppError('unavailable', message, { retryAfterSeconds: 1, cause });
}

/** @throws the error that the thread sent, with its class */
function requireNoError(answer: BatchAnswer): WrittenRequests | undefined {
  if ('error' in answer) throw errorFrom(answer.error);
  return answer.written;
}

function ownsItsMemory(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}
