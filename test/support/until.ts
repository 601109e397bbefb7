import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;

/**
 * Polls until a condition is true that another process or the kernel brings about. It has no timeout of its own: mocha's
 * timeout fails the test, and polling does not keep the process alive.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(POLL_MS, undefined, { ref: false });
}
