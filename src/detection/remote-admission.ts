import type { Admission } from '../db/gate.js';
import { AppError } from '../domain/errors.js';

/**
 * Asks the serving thread for permission to write to a database with one writer, which both threads share. Tasks run one at a
 * time, in order.
 */
export class RemoteAdmission implements Admission {
  private last: Promise<unknown> = Promise.resolve();
  private waiting: { readonly resolve: () => void; readonly reject: (error: AppError) => void } | undefined;

  /** Whether small requests were being stored when a task was last admitted. */
  isBusy = false;

  constructor(private readonly send: (message: 'acquire' | 'release') => void) {}

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(() => this.runAlone(work));
    this.last = result.catch(() => undefined);
    return result;
  }

  granted(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.waiting?.resolve();
  }

  refused(): void {
    this.waiting?.reject(new AppError('unavailable', 'The database is busy: send the request again.'));
  }

  private async runAlone<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.send('acquire');
    });
    try {
      return await work();
    } finally {
      this.send('release');
    }
  }
}
