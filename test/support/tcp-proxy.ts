import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Forwards TCP connections to a port of 127.0.0.1. A test can cut them, silence them, and choose another port for new ones,
 * as a load balancer in front of a database does.
 */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    /** The port that new connections are forwarded to. */
    public target: number,
  ) {}

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new TcpProxy(server, target);
    server.on('connection', (client) => proxy.forward(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Closes all connections. */
  cut(): void {
    for (const sockets of this.pairs) for (const socket of sockets) socket.destroy();
    this.pairs.clear();
  }

  /** Open connections stay open and carry no more data, as if packets were dropped. New ones work. */
  silence(): void {
    for (const [client, server] of this.pairs) {
      client.unpipe(server).resume();
      client.once('end', () => client.destroy());
      // The target learns of the end, the client does not.
      server.unpipe(client).destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(client: Socket): void {
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [client, server] as const;
    this.pairs.add(pair);
    client.pipe(server);
    server.pipe(client);
    client.once('close', () => {
      server.destroy();
      this.pairs.delete(pair);
    });
    server.once('error', () => client.destroy());
    client.once('error', () => server.destroy());
  }
}
