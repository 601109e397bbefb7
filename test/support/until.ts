import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;

/**
 * Waits for something that another process brings about, looking again and again. Not a measure of time: mocha's
 * timeout ends the test when it never comes, and the waiting keeps no process alive.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(POLL_MS, undefined, { ref: false });
}
