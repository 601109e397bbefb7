import type { Worker } from 'node:worker_threads';

/** Tells a thread to end by the message `'close'`, and answers when it has, whatever it may have died of meanwhile. */
export async function closeThread(thread: Worker): Promise<void> {
  // Not `once` of node:events, which would throw that.
  const ended = new Promise((resolve) => thread.once('exit', resolve));
  // Threads that work in the background do not keep a process alive, but their end is waited for.
  thread.ref();
  thread.postMessage('close');
  await ended;
}
