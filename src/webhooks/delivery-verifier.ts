import { createHash, hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectorStore, DeliveryConnector } from '../connectors/connector-store.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import type { IdMinter } from '../domain/ids.js';
import type { Observer } from '../domain/observer.js';
import { DEFAULT_SETTINGS } from '../domain/rules/connector-settings.js';
import type { Verification } from '../sources/verification/signature.js';
import { verifyDelivery } from '../sources/verify-delivery.js';
import { type LoggedDelivery, logEntry } from './delivery-log.js';
import type { RefusalLog } from './refusal-log.js';
import type { SnsGate } from './sns-gate.js';

/** An inbound request, not verified. */
export interface IncomingDelivery {
  readonly connectorId: string;
  readonly headers: IncomingHttpHeaders;
  /** The query parameter `secret`. */
  readonly urlSecret: string | undefined;
  /** The body as it was sent. */
  readonly sent: Buffer;
  /** The decompressed body; the same buffer as `sent` if there was no Content-Encoding. */
  readonly body: Buffer;
}

/** A delivery whose sender holds a secret of the connector. */
export interface VerifiedDelivery extends LoggedDelivery {
  readonly headers: IncomingHttpHeaders;
  /** Digest of the signed parts that identify the delivery: equal for a repeat. */
  readonly replayKey: Buffer;
  /** Whether the body is part of the key, so that equal keys mean equal payloads. */
  readonly keyHoldsBody: boolean;
  /** Whether a time is signed, so that the same delivery cannot be sent again later. */
  readonly isTimed: boolean;
}

/** The error for every delivery that is not verified. It never gives the reason. */
export class UnprovenDelivery extends AppError {
  constructor() {
    super('unauthorized', 'The delivery could not be verified: check the secret of the connector.');
    this.name = 'UnprovenDelivery';
  }
}

export interface DeliveryVerifierOptions {
  readonly connectors: ConnectorStore;
  readonly refusals: RefusalLog;
  readonly sns: SnsGate;
  readonly ids: IdMinter;
  readonly clock: Clock;
  readonly observer: Observer;
}

/** Verifies that deliveries come from the holder of a connector's secret. */
export class DeliveryVerifier {
  constructor(private readonly options: DeliveryVerifierOptions) {}

  /**
   * @throws UnprovenDelivery for every reason alike and after the same amount of work; AppError unavailable if the
   *   secrets or a certificate cannot be read
   */
  async verify(incoming: IncomingDelivery): Promise<VerifiedDelivery> {
    const { connectors, ids, observer } = this.options;
    const { headers, body } = incoming;
    const id = ids.mint();
    const connector = await connectors.findForDelivery(incoming.connectorId);
    const proof = await this.prove(incoming, connector);
    if (!('fault' in proof) && connector !== null)
      return {
        id,
        connector,
        headers,
        body,
        replayKey: replayKeyOf(proof.identity),
        keyHoldsBody: proof.identity.some((part) => typeof part !== 'string'),
        isTimed: proof.isTimed,
        attempts: 1,
      };
    if (connector !== null) this.refuse({ id, connector, body, attempts: 1 }, whyRefused(connector, proof));
    else observer.deliveryDecided('refused', 'unknown');
    throw new UnprovenDelivery();
  }

  /** Logs why a delivery was refused. The response does not wait for it. */
  refuse(delivery: LoggedDelivery, reason: string): void {
    this.options.observer.deliveryDecided('refused', delivery.connector.source);
    this.options.refusals.add(logEntry(delivery, undefined, { outcome: 'refused', reason }));
  }

  private async prove(
    { headers, urlSecret, sent, body }: IncomingDelivery,
    connector: DeliveryConnector | null,
  ): Promise<Verification> {
    const { disabledAt, settings } = connector ?? { disabledAt: null, settings: DEFAULT_SETTINGS };
    if (settings.snsTopicArn !== null && headers['x-amz-sns-message-type'] !== undefined)
      return disabledAt === null ? this.options.sns.verify(body, settings) : { fault: 'bad_signature' };
    const request = {
      headers,
      urlSecret: settings.secretInUrl ? urlSecret : undefined,
      acceptsToken: settings.sharedToken,
      secretHeader: settings.secretHeader ?? undefined,
      now: this.options.clock.now(),
    };
    const secrets = connector?.secrets ?? [];
    const proof = verifyDelivery(connector?.source, { ...request, body: sent }, secrets);
    // A sender may compress the body after signing it.
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

/** Digest of the only part, or of all parts with their lengths, so that different lists have different digests. */
export function replayKeyOf(identity: readonly (string | Buffer)[]): Buffer {
  const [first] = identity;
  if (identity.length === 1 && first !== undefined) return hash('sha256', first, 'buffer');
  const digest = createHash('sha256');
  for (const part of identity) digest.update(`${Buffer.byteLength(part)}:`).update(part);
  return digest.digest();
}

/**
 * Replaces the beginning of the key by the payload's own time. Deliveries arrive roughly in that order, so new keys are
 * close together in the index. Equal payloads have equal times.
 *
 * @param updatedAt epoch milliseconds
 */
export function storedKey(key: Buffer, updatedAt: number): Buffer {
  const stored = Buffer.from(key);
  stored.writeUIntBE(Math.min(Math.max(updatedAt, 0), 2 ** 48 - 1), 0, TIME_BYTES);
  return stored;
}

const TIME_BYTES = 6;
