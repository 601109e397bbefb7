import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The gateway as a process of its own, which a test may end in any way. */
export class GatewayProcess {
  private readonly child: ChildProcess;
  private output = '';
  private errors = '';
  /** The address, once it serves. Rejects with its error output if it ends before. */
  readonly serving: Promise<string>;
  readonly ended: Promise<Ending>;

  /**
   * @param env the whole environment, besides the address
   * @param wrapper a program with arguments that starts the gateway
   */
  constructor(env: NodeJS.ProcessEnv, wrapper: readonly string[] = []) {
    const [program, ...args] = [...wrapper, process.execPath, MAIN];
    this.child = spawn(program as string, args, {
      env: { HOST: '127.0.0.1', PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000000', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.serving = new Promise((resolve, reject) => {
      this.child.stdout?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        const address = /"url":"([^"]+)".*"msg":"serving"/.exec(this.output)?.[1];
        if (address !== undefined) resolve(address);
      });
      void this.ended.then(({ code }) => reject(new Error(`the gateway ended with ${code}: ${this.errors}`)));
    });
    // A test may wait for the end only.
    this.serving.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get stdout(): string {
    return this.output;
  }

  get stderr(): string {
    return this.errors;
  }

  /** Kills it, and returns once it is gone. */
  async kill(): Promise<Ending> {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  /** Sends a signal to the gateway, or to its wrapper. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal to the gateway that a wrapper has started. */
  signalChild(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()), signal);
  }
}
