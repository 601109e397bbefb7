import { createHash, hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectorStore, DeliveryConnector } from '../connectors/connector-store.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import type { IdMinter } from '../domain/ids.js';
import type { Observer } from '../domain/observer.js';
import type { Verification } from '../sources/verification/signature.js';
import { verifyDelivery } from '../sources/verify-delivery.js';
import { type LoggedDelivery, logEntry } from './delivery-log.js';
import type { RefusalLog } from './refusal-log.js';

/** A request as it came. */
export interface IncomingDelivery {
  readonly connectorId: string;
  readonly headers: IncomingHttpHeaders;
  /** `?secret=` */
  readonly urlSecret: string | undefined;
  /** The bytes of the body exactly as they were sent, and after decompression: the same buffer when there was none. */
  readonly sent: Buffer;
  readonly body: Buffer;
}

/** A delivery of which it is certain who sent it. */
export interface VerifiedDelivery extends LoggedDelivery {
  readonly headers: IncomingHttpHeaders;
  /** Digest of what was signed and makes it the same as another one. */
  readonly replayKey: Buffer;
  /** Whether the body is a part of that: the same key means the same payload. */
  readonly keyHoldsBody: boolean;
  /** Whether the bytes of the body are proven, not only who sent them. */
  readonly provesBody: boolean;
}

/** The one refusal of everything that is not proven: it never says why. */
export class UnprovenDelivery extends AppError {
  constructor() {
    super('unauthorized', 'This delivery could not be verified.');
    this.name = 'UnprovenDelivery';
  }
}

export interface DeliveryVerifierOptions {
  readonly connectors: ConnectorStore;
  readonly refusals: RefusalLog;
  readonly ids: IdMinter;
  readonly clock: Clock;
  readonly observer: Observer;
}

/** Lets deliveries in that come from the holder of a connector's secret. */
export class DeliveryVerifier {
  constructor(private readonly options: DeliveryVerifierOptions) {}

  /**
   * @throws UnprovenDelivery for every reason alike and after the same work; AppError unavailable when the secrets
   *   cannot be read
   */
  async verify(incoming: IncomingDelivery): Promise<VerifiedDelivery> {
    const { connectors, ids, observer } = this.options;
    const { headers, body } = incoming;
    const id = ids.mint();
    const connector = await connectors.findForDelivery(incoming.connectorId);
    const proof = this.prove(incoming, connector);
    if (!('fault' in proof) && connector !== null)
      return {
        id,
        connector,
        headers,
        body,
        replayKey: replayKeyOf(proof.identity),
        keyHoldsBody: proof.identity.some((part) => typeof part !== 'string'),
        provesBody: proof.provesBody,
        attempts: 1,
      };
    if (connector !== null) this.refuse({ id, connector, body, attempts: 1 }, whyRefused(connector, proof));
    else observer.deliveryDecided('refused', 'unknown');
    throw new UnprovenDelivery();
  }

  /** Remembers why a delivery was not taken; the answer does not wait for it. */
  refuse(delivery: LoggedDelivery, reason: string): void {
    this.options.observer.deliveryDecided('refused', delivery.connector.source);
    this.options.refusals.add(logEntry(delivery, undefined, { outcome: 'refused', reason }));
  }

  private prove(
    { headers, urlSecret, sent, body }: IncomingDelivery,
    connector: DeliveryConnector | null,
  ): Verification {
    const request = {
      headers,
      urlSecret: connector?.settings.secretInUrl === true ? urlSecret : undefined,
      now: this.options.clock.now(),
    };
    const secrets = connector?.secrets ?? [];
    const proof = verifyDelivery(connector?.source, { ...request, body: sent }, secrets);
    // A sender may compress after it signed.
    return 'fault' in proof && sent !== body
      ? verifyDelivery(connector?.source, { ...request, body }, secrets)
      : proof;
  }
}

function whyRefused(connector: DeliveryConnector, proof: Verification): string {
  if (connector.disabledAt !== null) return 'disabled';
  if (connector.secrets.length === 0) return 'no_secret';
  return 'fault' in proof ? proof.fault : 'bad_signature';
}

/** Of a body as it is; of several parts each with its length, so that no two lists of parts come to the same. */
export function replayKeyOf(identity: readonly (string | Buffer)[]): Buffer {
  const [first] = identity;
  if (identity.length === 1 && first !== undefined) return hash('sha256', first, 'buffer');
  const digest = createHash('sha256');
  for (const part of identity) digest.update(`${Buffer.byteLength(part)}:`).update(part);
  return digest.digest();
}

/**
 * The key as it is stored, beginning with the payload's own time: deliveries come about in its order, so the newest keys
 * stand together in the index instead of all over it. The same payload has the same time.
 * @param updatedAt epoch milliseconds
 */
export function storedKey(key: Buffer, updatedAt: number): Buffer {
  const stored = Buffer.from(key);
  stored.writeUIntBE(Math.min(Math.max(updatedAt, 0), 2 ** 48 - 1), 0, TIME_BYTES);
  return stored;
}

const TIME_BYTES = 6;
