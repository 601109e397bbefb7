import { GatewayProcess } from '../test/lifecycle/gateway-process.js';
import { freePort } from '../test/support/free-port.js';
import { Nginx, type Upstream } from '../test/support/nginx.js';
import { until } from '../test/support/until.js';

/** Time for requests that nginx accepted before a gateway was taken out; WebSockets and event streams do not end by themselves. */
const FINISH_MS = 30_000;

type Both<T> = readonly [T, T];

/** Two gateways behind nginx, and two workers, on loopback; restarted one by one as docs/scaling.md describes. */
export class RollingRestartCluster {
  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly ports: Both<number>,
    private readonly gateways: GatewayProcess[],
    private readonly workers: GatewayProcess[],
    private readonly nginx: Nginx,
  ) {}

  /** @param env the environment of each process, besides address and role */
  static async start(env: NodeJS.ProcessEnv): Promise<RollingRestartCluster> {
    const ports = [await freePort(), await freePort()] as const;
    const gateways = ports.map((port) => startGateway(env, port));
    const workers: GatewayProcess[] = [];
    // Nothing is left if this process fails.
    process.once('exit', () => {
      for (const child of [...gateways, ...workers]) child.signal('SIGKILL');
    });
    await Promise.all(ports.map((port) => untilReady(port)));
    workers.push(startWorker(env), startWorker(env));
    const nginx = await Nginx.start([{ port: ports[0] }, { port: ports[1] }]);
    return new RollingRestartCluster(env, ports, gateways, workers, nginx);
  }

  get url(): string {
    return this.nginx.url;
  }

  /**
   * Takes a gateway out of nginx, stops it, starts it again, waits until it is ready, and puts it back.
   * @throws if the gateway does not stop with exit code 0
   */
  async restartGateway(index: 0 | 1): Promise<void> {
    await this.nginx.reload(this.upstreams(index), FINISH_MS);
    await stopped(this.gateways[index] as GatewayProcess);
    this.gateways[index] = startGateway(this.env, this.ports[index]);
    await untilReady(this.ports[index]);
    await this.nginx.reload(this.upstreams(undefined), FINISH_MS);
  }

  /**
   * Stops a worker and starts it again. The other one takes over its workspaces meanwhile.
   * @throws if the worker does not stop with exit code 0
   */
  async restartWorker(index: 0 | 1): Promise<void> {
    await stopped(this.workers[index] as GatewayProcess);
    const worker = startWorker(this.env);
    this.workers[index] = worker;
    await worker.serving;
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    await Promise.all([...this.gateways, ...this.workers].map(stopped));
  }

  private upstreams(down: 0 | 1 | undefined): Both<Upstream> {
    return [
      { port: this.ports[0], isDown: down === 0 },
      { port: this.ports[1], isDown: down === 1 },
    ];
  }
}

function startGateway(env: NodeJS.ProcessEnv, port: number): GatewayProcess {
  return new GatewayProcess({ ...env, ROLE: 'gateway', PORT: String(port) });
}

function startWorker(env: NodeJS.ProcessEnv): GatewayProcess {
  return new GatewayProcess({ ...env, ROLE: 'worker' });
}

async function stopped(process: GatewayProcess): Promise<void> {
  process.signal('SIGTERM');
  const { code, signal } = await process.ended;
  if (code !== 0) throw new Error(`a process ended with ${code ?? signal}: ${process.stderr}`);
}

/** Waits until `/ready` returns 200. */
function untilReady(port: number): Promise<void> {
  return until(() =>
    fetch(`http://127.0.0.1:${port}/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}
