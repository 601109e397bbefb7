import type { Agent } from 'node:http';
import { WebSocket } from 'ws';

/** A message of graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape depends on the operation
  readonly payload?: any;
}

export interface TestSocketOptions {
  readonly origin?: string;
  readonly headers?: Record<string, string>;
  readonly protocol?: string;
  readonly path?: string;
  /** Provides the connection. */
  readonly agent?: Agent;
}

/** A client that sends single messages of graphql-transport-ws, including invalid ones. */
export class TestSocket {
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private readonly received: Message[] = [];
  private readonly waiting: ((message: Message) => void)[] = [];

  private constructor(readonly webSocket: WebSocket) {
    webSocket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      const next = this.waiting.shift();
      if (next === undefined) this.received.push(message);
      else next(message);
    });
    this.closed = new Promise((resolve) =>
      webSocket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
  }

  /** @throws with the HTTP status when the server refuses the upgrade */
  static connect(base: string, options: TestSocketOptions = {}): Promise<TestSocket> {
    const { origin, headers = {}, protocol = 'graphql-transport-ws', path = '/graphql', agent } = options;
    const webSocket = new WebSocket(base.replace(/^http/, 'ws') + path, protocol, {
      agent,
      headers: origin === undefined ? headers : { ...headers, origin },
    });
    const socket = new TestSocket(webSocket);
    return new Promise((resolve, reject) => {
      webSocket.once('open', () => resolve(socket));
      webSocket.once('error', reject);
    });
  }

  /** Connects and authenticates. */
  static async open(base: string, token: string, options?: TestSocketOptions): Promise<TestSocket> {
    const socket = await TestSocket.connect(base, options);
    socket.init(token);
    const { type } = await socket.next();
    if (type !== 'connection_ack') throw new Error(`expected connection_ack, received ${type}`);
    return socket;
  }

  init(token: string): void {
    this.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
  }

  send(message: unknown): void {
    this.webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** Returns the next message in the order of arrival. */
  next(): Promise<Message> {
    const message = this.received.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Returns the messages up to the next complete or error. */
  async rest(): Promise<Message[]> {
    const messages: Message[] = [];
    do messages.push(await this.next());
    while (!['complete', 'error'].includes(messages.at(-1)?.type ?? ''));
    return messages;
  }

  /** Resolves when the server has handled all earlier messages. */
  async settled(): Promise<void> {
    this.send({ type: 'ping', payload: { settled: true } });
    const { type } = await this.next();
    if (type !== 'pong') throw new Error(`expected pong, received ${type}`);
  }

  close(): void {
    this.webSocket.terminate();
  }
}
