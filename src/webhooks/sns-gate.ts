import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import type { Verification } from '../sources/verification/signature.js';
import {
  isCertificateUrl,
  isConfirmationUrl,
  isSignedBySns,
  readSnsMessage,
} from '../sources/verification/sns.js';
import type { HttpGet } from './http-get.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** AWS has a few certificates per region, and replaces them about once a year. */
const CACHED_KEYS = 50;
/** Anyone can name an address with the right host, so their number is limited. */
const FETCHES_PER_MINUTE = 10;
/** SNS repeats a failed delivery after 20 seconds. */
const RETRY_SECONDS = 20;

/**
 * Verifies messages of Amazon SNS by AWS's certificates, and confirms subscriptions. Anyone can have AWS sign the messages of their
 * own topic, so a connector accepts one topic only. Nothing is fetched but certificates and confirmations, from the host of SNS
 * in the region of that topic.
 */
export class SnsGate {
  private readonly keys = new LRUCache<string, Promise<KeyObject>>({ max: CACHED_KEYS, ttl: DAY_MS });
  private fetches = { since: 0, count: 0 };

  constructor(
    private readonly get: HttpGet,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws AppError unavailable if the certificate cannot be fetched */
  async verify(body: Buffer, settings: ConnectorSettings): Promise<Verification> {
    const { snsTopicArn: topicArn, snsCertificate: pinned } = settings;
    const message = readSnsMessage(parsed(body));
    if (message === null) return { fault: 'no_signature' };
    if (topicArn === null || message.topicArn !== topicArn) return { fault: 'bad_signature' };
    const { signingCertUrl } = message;
    if (pinned === null && !isCertificateUrl(signingCertUrl, topicArn)) return { fault: 'bad_signature' };
    const key = pinned === null ? await this.keyAt(signingCertUrl) : createPublicKey(pinned);
    if (key === null || !isSignedBySns(message, key)) return { fault: 'bad_signature' };
    // The id is signed, and retries use the same id.
    return { identity: ['sns', message.messageId], isTimed: true };
  }

  /**
   * Confirms the subscription to the connector's topic. The message must be verified.
   * @returns false if the address is not one of SNS for this topic
   * @throws AppError unavailable if the confirmation fails
   */
  async confirm(url: string, topicArn: string): Promise<boolean> {
    if (!isConfirmationUrl(url, topicArn)) return false;
    await this.get(url).catch((error: unknown) => this.fail(error, 'the subscription to an SNS topic'));
    return true;
  }

  /** Returns null if too many certificates were fetched in the last minute. */
  private async keyAt(url: string): Promise<KeyObject | null> {
    let key = this.keys.get(url);
    if (key === undefined) {
      if (!this.mayFetch()) return null;
      key = this.get(url).then((text) => this.keyOf(text));
      this.keys.set(url, key);
      key.catch(() => this.keys.delete(url));
    }
    return key.catch((error: unknown) => this.fail(error, 'a certificate of SNS'));
  }

  private keyOf(certificate: string): KeyObject {
    const { publicKey, validTo } = new X509Certificate(certificate);
    if (Date.parse(validTo) < this.clock.now()) throw new Error('the certificate has expired');
    return publicKey;
  }

  private mayFetch(): boolean {
    const now = this.clock.now();
    if (Math.abs(now - this.fetches.since) >= MINUTE_MS) this.fetches = { since: now, count: 0 };
    this.fetches.count += 1;
    return this.fetches.count <= FETCHES_PER_MINUTE;
  }

  private fail(error: unknown, what: string): never {
    logFault(this.logger, error, `${what} could not be fetched`);
    throw new AppError('unavailable', 'The delivery could not be verified yet: send it again.', {
      retryAfterSeconds: RETRY_SECONDS,
    });
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
