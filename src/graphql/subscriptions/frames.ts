import type { Socket } from 'node:net';

/** Payloads up to this many bytes are copied into each frame: one write costs less than two. */
const COPIED_BYTES = 16_384;
const BEFORE_ID = '{"id":';
const BEFORE_PAYLOAD = ',"type":"next","payload":';

/** A frame for every id of the same length: all but the id. */
interface Template {
  readonly idBytes: number;
  readonly idAt: number;
  readonly bytes: Buffer;
}

/**
 * The `next` message of one result (graphql-transport-ws), ready to be sent to any number of sockets: only the id of
 * the subscription, which each client chooses for itself, is written anew. Frames are whole, not masked and not
 * compressed (RFC 6455, section 5.2), so they must go to sockets without extensions.
 */
export class NextFrames {
  private readonly tail: Buffer;
  private template: Template | undefined;
  private last: { readonly idJson: string; readonly frame: Buffer } | undefined;

  /** @param payload the result as JSON */
  constructor(payload: string) {
    this.tail = Buffer.from(`${BEFORE_PAYLOAD}${payload}}`);
  }

  /**
   * Writes the frame. It does not look whether the socket can take more.
   * @param idJson the id of the subscription as JSON, quotes included
   */
  write(socket: Socket, idJson: string): void {
    if (this.tail.length > COPIED_BYTES) {
      socket.cork();
      socket.write(this.head(idJson));
      socket.write(this.tail);
      socket.uncork();
      return;
    }
    if (this.last?.idJson !== idJson) this.last = { idJson, frame: this.frame(idJson) };
    socket.write(this.last.frame);
  }

  private frame(idJson: string): Buffer {
    const idBytes = Buffer.byteLength(idJson);
    if (this.template?.idBytes !== idBytes) {
      const head = this.head(idJson);
      this.template = { idBytes, idAt: head.length - idBytes, bytes: Buffer.concat([head, this.tail]) };
    }
    const { bytes, idAt } = this.template;
    const frame = Buffer.allocUnsafe(bytes.length);
    bytes.copy(frame);
    frame.write(idJson, idAt);
    return frame;
  }

  /** Everything before the tail. */
  private head(idJson: string): Buffer {
    const start = Buffer.from(BEFORE_ID + idJson);
    return Buffer.concat([textFrameHeader(start.length + this.tail.length), start]);
  }
}

/** The header of a final text frame from a server with a payload of so many bytes. */
function textFrameHeader(length: number): Buffer {
  const finalText = 0x81;
  if (length < 126) return Buffer.from([finalText, length]);
  if (length < 65_536) {
    const header = Buffer.from([finalText, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.from([finalText, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUIntBE(length, 4, 6);
  return header;
}
