import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Receives the connection of a request that asks for a WebSocket, with the bytes that followed its headers. */
export type AcceptWebSocket = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

const webSockets = new WeakSet<Socket>();

/** Whether the socket was handed over to the WebSocket server, which also closes it. */
export function isWebSocket(socket: Socket): boolean {
  return webSockets.has(socket);
}

/**
 * Lets a server leave HTTP for WebSockets, and for nothing else. Without a listener Node ignores the Upgrade header;
 * with one, every request that has the header is handed over. Clients that offer HTTP/2 that way (Java's HttpClient,
 * `curl --http2`) expect a normal response (RFC 9110, section 7.8), so their requests are served as if they had not
 * offered it.
 */
export function acceptWebSockets(server: Server, accept: AcceptWebSocket): void {
  /** The newest response of a connection that is still HTTP. */
  const newest = new WeakMap<Socket, ServerResponse>();
  server.on('request', (request, response) => newest.set(request.socket, response));
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (/^websocket$/i.test(request.headers.upgrade ?? '')) {
      webSockets.add(socket);
      accept(request, socket, head);
      return;
    }
    const owed = newest.get(socket);
    const serve = (): void => serveAsPlainHttp(server, request, socket, head);
    // A pipelined request has to wait: the server would not know that another response comes first.
    if (owed === undefined || owed.writableFinished) serve();
    else afterResponse(owed, socket, serve);
  });
}

/** Node has detached from the socket, so errors meanwhile would be unhandled. */
function afterResponse(owed: ServerResponse, socket: Socket, serve: () => void): void {
  const ignore = (): void => undefined;
  socket.on('error', ignore);
  owed.once('close', () => {
    socket.off('error', ignore);
    if (!socket.destroyed) serve();
  });
}

/** Puts the request back in front of the connection, without the offer, and lets the server read it again. */
function serveAsPlainHttp(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  // Node added this listener when the connection opened and adds it once more, for every offer that a client repeats.
  socket.removeAllListeners('timeout');
  socket.unshift(Buffer.concat([Buffer.from(headWithoutUpgrade(request), 'latin1'), head]));
  // Documented for this use: "This event can also be explicitly emitted by users to inject connections".
  server.emit('connection', socket);
}

/** Node reads headers as Latin-1 and keeps every field as it was sent in `rawHeaders`. */
function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = valueWithoutUpgrade(name.toLowerCase(), rawHeaders[i + 1] as string);
    if (value !== '' || rawHeaders[i + 1] === '') lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Returns an empty string for a field that only made the offer. */
function valueWithoutUpgrade(name: string, value: string): string {
  if (name === 'upgrade' || name === 'http2-settings') return '';
  if (name !== 'connection') return value;
  const options = value.split(',').map((option) => option.trim());
  return options.filter((option) => !/^(?:upgrade|http2-settings)$/i.test(option)).join(', ');
}
