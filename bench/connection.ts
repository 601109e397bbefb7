import { connect, type Socket } from 'node:net';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** The body, put together only for who asks. */
  text(): string;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = '\r\n\r\n';
/** Where the three digits of "HTTP/1.1 202 Accepted" are. */
const STATUS_AT = 9;

/**
 * One keep-alive connection that sends requests as ready bytes, one at a time. It reads of an answer only status
 * and length: what generates the load shares the cores with what is measured, so it must cost next to nothing.
 */
export class Connection {
  private chunks: Buffer[] = [];
  private received = 0;
  /** Bytes of the answer with its head; 0 as long as the head is not complete. */
  private expected = 0;
  private bodyAt = 0;
  private waiting: Waiting | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** @throws when nobody listens */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** `request` may be changed again once this is answered. */
  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.expected === 0) this.readHead();
    if (this.expected === 0 || this.received < this.expected) return;
    const { chunks, bodyAt, waiting } = this;
    const status = Number((chunks[0] as Buffer).toString('latin1', STATUS_AT, STATUS_AT + 3));
    Object.assign(this, { chunks: [], received: 0, expected: 0, waiting: undefined });
    waiting?.resolve({ status, text: () => Buffer.concat(chunks).toString('utf8', bodyAt) });
  }

  private readHead(): void {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    const bytes = this.chunks[0] as Buffer;
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
    if (length === undefined) {
      this.fail(new Error('the answer has no Content-Length'));
      return;
    }
    this.bodyAt = end + HEAD_END.length;
    this.expected = this.bodyAt + Number(length);
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}

/** A request as it goes over the wire. Keep-alive is what HTTP/1.1 does unless told otherwise. */
export function requestBytes(method: 'GET' | 'POST', path: string, token: string, body?: Buffer): Buffer {
  return requestWith(method, path, [`Authorization: Bearer ${token}`], body);
}

/** The bytes of a request with these header lines. A body is JSON. */
export function requestWith(
  method: 'GET' | 'POST',
  path: string,
  headers: readonly string[],
  body?: Buffer,
): Buffer {
  const content =
    body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`];
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, ...content, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body ?? Buffer.alloc(0)]);
}
