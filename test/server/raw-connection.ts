import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A TCP connection on which a test sends any bytes and reads responses one after another. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private ended = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    // A reset connection also emits `close`.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  /** A connection together with the server's end of it. */
  static async openBoth(
    url: string,
    server: Server,
  ): Promise<{ connection: RawConnection; accepted: Socket }> {
    const all: Socket[] = [];
    const remember = (socket: Socket) => all.push(socket);
    server.on('connection', remember);
    const connection = await RawConnection.open(url);
    for (;;) {
      const accepted = all.find(({ remotePort }) => remotePort === connection.socket.localPort);
      if (accepted !== undefined) {
        server.off('connection', remember);
        return { connection, accepted };
      }
      await once(server, 'connection');
    }
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** Writes the same bytes over and over until the connection is closed. */
  async pour(parts: readonly (string | Buffer)[]): Promise<void> {
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    while (!this.ended)
      for (const part of parts)
        if (!this.socket.write(part))
          await Promise.race([new Promise((resolve) => this.socket.once('drain', resolve)), closed]);
  }

  /** Returns the next response, or null if the connection closes without one. */
  async answer(withoutBody: 'withoutBody' | undefined = undefined): Promise<RawAnswer | null> {
    for (;;) {
      const head = this.received.indexOf('\r\n\r\n');
      if (head >= 0) {
        const [line = '', ...fields] = this.received.subarray(0, head).toString('latin1').split('\r\n');
        const headers = Object.fromEntries(
          fields.map((field) => [
            field.slice(0, field.indexOf(':')).toLowerCase(),
            field.slice(field.indexOf(':') + 1).trim(),
          ]),
        );
        const length = withoutBody === undefined ? Number(headers['content-length'] ?? 0) : 0;
        const end = head + 4 + length;
        if (this.received.length >= end) {
          const body = this.received.subarray(head + 4, end).toString('utf8');
          this.received = this.received.subarray(end);
          return { status: Number(line.split(' ')[1]), headers, body };
        }
      }
      if (this.ended) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Waits until the connection is closed. */
  async closed(): Promise<void> {
    if (!this.ended) await once(this.socket, 'close');
  }

  /** Resets the connection, as a crashed client does. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  end(): void {
    this.socket.end();
  }
}
