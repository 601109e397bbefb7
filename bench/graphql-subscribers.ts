import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const CONNECT_AT_ONCE = 100;
const READ_BYTES = 65_536;
const DELIVERY_TIMEOUT_MS = 30_000;

/**
 * Many WebSockets with one subscription each (graphql-transport-ws). They count messages without parsing them, so that the
 * client costs little of what is measured.
 */
export class Subscribers {
  private readonly sockets: Subscriber[] = [];
  private missing = 0;
  private arrived: (() => void) | undefined;

  private constructor(
    private readonly port: number,
    private readonly token: string,
    private readonly query: string,
  ) {}

  /** Opens `count` sockets, each with one subscription under an id of its own. */
  static async open(port: number, count: number, token: string, query: string): Promise<Subscribers> {
    const subscribers = new Subscribers(port, token, query);
    for (let opened = 0; opened < count; opened += CONNECT_AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(CONNECT_AT_ONCE, count - opened) }, () => subscribers.add()),
      );
    return subscribers;
  }

  /** Resolves when each socket has received one more message; rejects after a timeout. */
  nextOfEach(): Promise<void> {
    this.missing = this.sockets.length;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.missing} of ${this.sockets.length} sockets received nothing`)),
        DELIVERY_TIMEOUT_MS,
      );
      this.arrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Returns the last message of one socket. */
  sample(): string {
    return (this.sockets[0] as Subscriber).last;
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }

  private async add(): Promise<void> {
    const socket = await Subscriber.open(this.port, this.token, this.query, () => {
      this.missing -= 1;
      if (this.missing === 0) this.arrived?.();
    });
    this.sockets.push(socket);
  }
}

class Subscriber {
  last = '';
  private state: 'opening' | 'admitted' | 'subscribed' = 'opening';

  private constructor(
    private readonly socket: Socket,
    private readonly counted: () => void,
  ) {}

  static open(port: number, token: string, query: string, counted: () => void): Promise<Subscriber> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        onread: {
          buffer: SHARED,
          callback: (length) => {
            subscriber.read(SHARED.subarray(0, length), resolve, token, query);
            return true;
          },
        },
      });
      const subscriber = new Subscriber(socket, counted);
      socket.once('error', reject);
      socket.write(handshake(port));
    });
  }

  close(): void {
    this.socket.destroy();
  }

  /** Each message arrives whole, because messages are short and one is sent at a time. */
  private read(bytes: Buffer, opened: (subscriber: Subscriber) => void, token: string, query: string): void {
    if (this.state === 'opening' && bytes[0] === 0x48) {
      // The first byte is the H of "HTTP/1.1 101"; frames follow.
      this.socket.write(frame({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } }));
    } else if (this.state === 'opening') {
      this.state = 'admitted';
      this.socket.write(frame({ id: randomUUID(), type: 'subscribe', payload: { query } }));
      // The pong arrives after the subscription has started.
      this.socket.write(frame({ type: 'ping' }));
    } else if (this.state === 'admitted') {
      this.state = 'subscribed';
      opened(this);
    } else {
      this.count(bytes);
    }
  }

  private count(bytes: Buffer): void {
    this.last = bytes.toString('latin1');
    this.counted();
  }
}

/** All sockets read into this buffer, because each read is processed before the next. */
const SHARED = Buffer.alloc(READ_BYTES);

function handshake(port: number): string {
  return [
    'GET /graphql HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
}

/** A client's text frame, masked with zeros (RFC 6455, section 5.3). */
function frame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const short = payload.length < 126;
  const header = Buffer.from(
    short ? [0x81, 0x80 | payload.length, 0, 0, 0, 0] : [0x81, 0xfe, 0, 0, 0, 0, 0, 0],
  );
  if (!short) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
