import { expect } from 'chai';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { freePort } from '../support/free-port.js';
import { stopped } from '../support/process-state.js';
import { emptyQueue, type Load, settledStatuses, TITLE_MARK, TOKEN } from './load.js';
import { expectPromisesKept } from './promises.js';
import { expectUsage, INSPECTED, type Usage, usageOf } from './usage.js';

export interface DeploymentOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** Environment of each worker; as many workers are started. On SQLite the gateway is the only process. */
  readonly workers?: readonly NodeJS.ProcessEnv[];
  /** Environment of the gateway besides that. */
  readonly gateway?: NodeJS.ProcessEnv;
  /** A program with arguments that starts the gateway. */
  readonly wrapper?: readonly string[];
}

const PUSHES_BEFORE = 60;

/** A program that keeps its address when a test starts it again. */
export class Program {
  private usage: Usage | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    public process: GatewayProcess,
  ) {}

  /** Does not wait until it serves. */
  static async launch(env: NodeJS.ProcessEnv, wrapper: readonly string[] = []): Promise<Program> {
    const fixed = { ...env, PORT: String(await freePort()) };
    return new Program(fixed, new GatewayProcess(fixed, wrapper));
  }

  get url(): string {
    return `http://127.0.0.1:${this.env.PORT}`;
  }

  /** @param env settings that differ from now on */
  async restart(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.usage = undefined;
    this.process = new GatewayProcess(Object.assign(this.env, env));
    await this.process.serving;
  }

  async freeze(): Promise<void> {
    this.process.signal('SIGSTOP');
    await stopped(this.process.pid);
  }

  thaw(): void {
    this.process.signal('SIGCONT');
  }

  /** Notes what the process uses now. */
  async noteUsage(): Promise<void> {
    this.usage = await usageOf(this.process);
  }

  /** Compares with what was noted since its last start. */
  async expectUsage(): Promise<void> {
    if (this.usage !== undefined) await expectUsage(this.process, this.usage);
  }
}

/** The processes that serve one database: one on SQLite; a gateway and workers on MariaDB and MySQL. */
export class Deployment {
  private constructor(
    private readonly options: DeploymentOptions,
    readonly gateway: Program,
    readonly workers: readonly Program[],
  ) {}

  static async start(options: DeploymentOptions): Promise<Deployment> {
    const { databaseUrl, redisUrl, workers = [{}, {}], gateway: settings = {}, wrapper } = options;
    const env: NodeJS.ProcessEnv = {
      DATABASE_URL: databaseUrl,
      BOOTSTRAP_TOKEN: TOKEN,
      LOG_LEVEL: 'info',
      NODE_OPTIONS: INSPECTED,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    };
    const isSqlite = databaseUrl.startsWith('sqlite:');
    const gateway = await Program.launch(
      { ...env, ROLE: isSqlite ? 'all' : 'gateway', ...settings },
      wrapper,
    );
    const workersHere = isSqlite ? [] : workers;
    const launching = workersHere.map((worker) => Program.launch({ ...env, ROLE: 'worker', ...worker }));
    const deployment = new Deployment(options, gateway, await Promise.all(launching));
    try {
      await Promise.all(deployment.programs.map(({ process }) => process.serving));
      return deployment;
    } catch (error) {
      await deployment.kill();
      throw error;
    }
  }

  get url(): string {
    return this.gateway.url;
  }

  get programs(): readonly Program[] {
    return [this.gateway, ...this.workers];
  }

  /** Sends a first load, settles it, and notes what each process uses. */
  async warmUp(load: Load): Promise<void> {
    await load.run(this.url, () => load.promised.length < PUSHES_BEFORE);
    await this.settle(load);
    for (const program of this.programs) await program.noteUsage();
  }

  /** Waits until every acknowledged job and every other one is settled, and checks that all acknowledged ones succeeded. */
  async settle(load: Load): Promise<void> {
    await load.finish(this.url);
    const statuses = await settledStatuses(this.url, load);
    expect(new Set(statuses.values())).to.deep.equal(new Set(['succeeded']));
    // Jobs whose response got lost must settle as well before the database is checked.
    await emptyQueue(this.url);
  }

  /**
   * Checks that a fault had no consequence: every acknowledged push is stored and its job succeeded, the counts of detection
   * add up, the processes use what they used before and stop cleanly.
   */
  async expectRecovered(load: Load): Promise<void> {
    await this.stop(load);
    await expectPromisesKept(this.options.databaseUrl, load);
  }

  /** Settles everything, checks what the processes use, and stops them. */
  async stop(load: Load): Promise<void> {
    await this.settle(load);
    for (const program of this.programs) await program.expectUsage();
    for (const { process } of this.programs) process.signal('SIGTERM');
    for (const { process } of this.programs) expect((await process.ended).code).to.equal(0);
    for (const { process } of this.programs)
      for (const secret of [TITLE_MARK, TOKEN]) expect(process.stdout).not.to.contain(secret);
  }

  /** Ends what still runs, frozen or not. */
  async kill(): Promise<void> {
    await Promise.all(this.programs.map(({ process }) => process.kill()));
  }
}
