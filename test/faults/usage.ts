import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import WebSocket from 'ws';
import type { GatewayProcess } from '../lifecycle/gateway-process.js';
import { until } from '../support/until.js';

/** What an idle process holds. */
export interface Usage {
  readonly files: number;
  /** Live objects and buffers of the serving thread, in MB of 2^20 bytes. */
  readonly heapMb: number;
  /** Resident memory of all threads, in the same unit. */
  readonly residentMb: number;
}

const BYTES_PER_MB = 2 ** 20;

/** Node.js option of a process whose usage is read. */
export const INSPECTED = '--inspect=127.0.0.1:0';

/** Database connections that the pools may have opened meanwhile. */
const MORE_FILES = 8;
/** Caches that a longer load fills further, such as prepared statements of each length. */
const MORE_HEAP_MB = 64;
/** Besides that, garbage that is not collected yet. */
const MORE_RESIDENT_MB = 128;

/** Reads the usage through the inspector of Node.js, after a garbage collection. */
export async function usageOf(process: GatewayProcess): Promise<Usage> {
  const files = openFiles(process);
  const inspector = await Inspector.open(process);
  // The second collection frees buffers that the first one found dead.
  for (let i = 0; i < 2; i++) await inspector.call('HeapProfiler.collectGarbage');
  const { result } = (await inspector.call('Runtime.evaluate', {
    expression: 'process.memoryUsage()',
    returnByValue: true,
  })) as { result: { value: NodeJS.MemoryUsage } };
  inspector.close();
  const { heapUsed, external, rss } = result.value;
  return { files, heapMb: (heapUsed + external) / BYTES_PER_MB, residentMb: rss / BYTES_PER_MB };
}

/** Waits until the process has closed what a load left open, and checks that it holds hardly more memory than before. */
export async function expectUsage(process: GatewayProcess, before: Usage): Promise<void> {
  await until(() => openFiles(process) <= before.files + MORE_FILES);
  const { heapMb, residentMb } = await usageOf(process);
  expect(heapMb, 'memory in use').to.be.lessThan(before.heapMb + MORE_HEAP_MB);
  expect(residentMb, 'resident memory').to.be.lessThan(before.residentMb + MORE_RESIDENT_MB);
}

function openFiles({ pid }: GatewayProcess): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** A connection of the Chrome DevTools Protocol. */
class Inspector {
  private calls = 0;

  private constructor(private readonly socket: WebSocket) {}

  static async open(process: GatewayProcess): Promise<Inspector> {
    const address = /Debugger listening on (ws:\S+)/.exec(process.stderr)?.[1];
    const socket = new WebSocket(address as string);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Inspector(socket);
  }

  call(method: string, params: object = {}): Promise<unknown> {
    this.calls += 1;
    const id = this.calls;
    return new Promise((resolve, reject) => {
      this.socket.once('close', () => reject(new Error('the process closed its inspector')));
      this.socket.on('message', (text) => {
        const answer = JSON.parse(String(text)) as { id?: number; result?: unknown };
        if (answer.id === id) resolve(answer.result);
      });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.socket.terminate();
  }
}
