import { GatewayProcess } from '../test/lifecycle/gateway-process.js';
import { freePort } from '../test/support/free-port.js';
import { Nginx, type Upstream } from '../test/support/nginx.js';
import { until } from '../test/support/until.js';

/** Time for requests that nginx accepted before a gateway was taken out; WebSockets and event streams do not end by themselves. */
const FINISH_MS = 5_000;

type Both<T> = readonly [T, T];

/** Two gateways behind nginx on loopback, restarted as docs/scaling.md describes. */
export class RollingRestartCluster {
  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly ports: Both<number>,
    private readonly gateways: GatewayProcess[],
    private readonly nginx: Nginx,
  ) {}

  /** @param env the environment of each gateway, besides its address */
  static async start(env: NodeJS.ProcessEnv): Promise<RollingRestartCluster> {
    const ports = [await freePort(), await freePort()] as const;
    const gateways = ports.map((port) => startGateway(env, port));
    await Promise.all(ports.map((port) => untilReady(port)));
    const nginx = await Nginx.start([{ port: ports[0] }, { port: ports[1] }]);
    return new RollingRestartCluster(env, ports, gateways, nginx);
  }

  get url(): string {
    return this.nginx.url;
  }

  /** The address of a gateway without nginx. */
  gatewayUrl(index: 0 | 1): string {
    return `http://127.0.0.1:${this.ports[index]}`;
  }

  /**
   * Takes a gateway out of nginx, stops it, starts it again, waits until it is ready, and puts it back.
   * @throws if the gateway does not stop with exit code 0
   */
  async restart(index: 0 | 1): Promise<void> {
    await this.nginx.reload(this.upstreams(index), FINISH_MS);
    const gateway = this.gateways[index] as GatewayProcess;
    gateway.signal('SIGTERM');
    const { code, signal } = await gateway.ended;
    if (code !== 0) throw new Error(`gateway ${index + 1} ended with ${code ?? signal}: ${gateway.stderr}`);
    this.gateways[index] = startGateway(this.env, this.ports[index]);
    await untilReady(this.ports[index]);
    await this.nginx.reload(this.upstreams(undefined), FINISH_MS);
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    for (const gateway of this.gateways) gateway.signal('SIGTERM');
    await Promise.all(this.gateways.map(({ ended }) => ended));
  }

  private upstreams(down: 0 | 1 | undefined): Both<Upstream> {
    return [
      { port: this.ports[0], isDown: down === 0 },
      { port: this.ports[1], isDown: down === 1 },
    ];
  }
}

function startGateway(env: NodeJS.ProcessEnv, port: number): GatewayProcess {
  return new GatewayProcess({ ...env, PORT: String(port) });
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
