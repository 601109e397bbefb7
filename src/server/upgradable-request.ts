import { IncomingMessage } from 'node:http';

/**
 * A request that leaves HTTP only for a WebSocket. Node hands every request with an Upgrade header over to whoever
 * listens for upgrades, and its body is lost; some clients offer HTTP/2 with that header on each first request (Java's
 * HttpClient, curl --http2), which a server may ignore (RFC 9110, section 7.8).
 */
export class UpgradableRequest extends IncomingMessage {
  private asked = false;

  /** Set by Node's parser before the headers are there, and read when they are. */
  get upgrade(): boolean {
    return this.asked && (this.method === 'CONNECT' || /^websocket$/i.test(this.headers.upgrade ?? ''));
  }

  set upgrade(asked: boolean) {
    this.asked = asked;
  }
}
