import type { IncomingHttpHeaders } from 'node:http';
import type { Sealing } from '../connectors/sealing.js';

/** The parts of a delivery that a replay needs. */
export interface KeptDelivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly replayKey: Buffer;
  readonly keyHoldsBody: boolean;
  readonly isTimed: boolean;
}

/** Headers that determine how a payload is read, or name the delivery. Others are not kept, since they can contain the secret. */
const HEADERS = [
  'content-type',
  'x-github-event',
  'x-github-delivery',
  'x-atlassian-webhook-identifier',
  'x-webhook-id',
  'linear-delivery',
  'x-zendesk-webhook-invocation-id',
  'webhook-id',
  'svix-id',
] as const;

const LENGTH_BYTES = 4;

/** Encrypts a delivery with the key of connector secrets: a length, a head in JSON, and the body as sent. */
export function sealDelivery(sealing: Sealing, deliveryId: string, delivery: KeptDelivery): Buffer {
  const headers = Object.fromEntries(HEADERS.map((name) => [name, delivery.headers[name]]));
  const { keyHoldsBody, isTimed } = delivery;
  const replayKey = delivery.replayKey.toString('hex');
  const head = Buffer.from(JSON.stringify({ headers, replayKey, keyHoldsBody, isTimed }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return sealing.seal(purposeOf(deliveryId), Buffer.concat([length, head, delivery.body]));
}

/** @throws AppError unavailable if no configured key decrypts the delivery */
export function openDelivery(sealing: Sealing, deliveryId: string, sealed: Buffer): KeptDelivery {
  const plain = sealing.open(purposeOf(deliveryId), sealed);
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  const head: Omit<KeptDelivery, 'body' | 'replayKey'> & { replayKey: string } = JSON.parse(
    plain.toString('utf8', LENGTH_BYTES, end),
  );
  return { ...head, replayKey: Buffer.from(head.replayKey, 'hex'), body: plain.subarray(end) };
}

function purposeOf(deliveryId: string): string {
  return `body of ${deliveryId}`;
}
