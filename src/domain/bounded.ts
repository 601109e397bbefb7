/** Work did not end in time. It is not cancelled, so it may still succeed or fail later. */
export class TimeoutError extends Error {
  /** The same code as a socket timeout, so that a database that does not respond counts as unreachable. */
  readonly code = 'ETIMEDOUT';

  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}

/**
 * Returns the result of `work`, or throws once `timeoutMs` have passed.
 *
 * @param message of the TimeoutError, such as `no database connection within 10 s`
 * @param onLate receives a result that arrives after the timeout, for example to return a connection to its pool
 * @throws TimeoutError; whatever `work` throws in time. A later failure of `work` is ignored.
 */
export async function withTimeout<T>(
  work: PromiseLike<T>,
  timeoutMs: number,
  message: string,
  onLate?: (result: T) => void,
): Promise<T> {
  const result = await raceAgainst(work, timeoutMs);
  if (result !== TIMED_OUT) return result;
  if (onLate !== undefined) work.then(onLate, () => undefined);
  throw new TimeoutError(message);
}

/**
 * Returns whether `work` ended within `timeoutMs`.
 *
 * @throws whatever `work` throws in time. A later failure of `work` is ignored.
 */
export async function endsWithin(work: PromiseLike<unknown>, timeoutMs: number): Promise<boolean> {
  return (await raceAgainst(work, timeoutMs)) !== TIMED_OUT;
}

const TIMED_OUT = Symbol('timed out');

async function raceAgainst<T>(work: PromiseLike<T>, timeoutMs: number): Promise<T | typeof TIMED_OUT> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, TIMED_OUT);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
