import type { IncomingHttpHeaders } from 'node:http';
import type { DeliveryConnector } from '../connectors/connector-store.js';
import { parseJsonDigits, parseJsonText } from '../domain/rules/json-text.js';
import { parsePayload } from '../sources/payload/parse-payload.js';
import { snsPayload } from '../sources/payload/sns-payload.js';
import type { WebhookEvent } from '../sources/payload/webhook-source.js';
import { type DeliveryContent, readDelivery } from '../sources/read-delivery.js';
import { webhookSource } from '../sources/registry.js';
import { readSnsMessage, type SnsMessage } from '../sources/verification/sns.js';
import { type DeliveryNames, namesOf } from './delivery-log.js';
import type { VerifiedDelivery } from './delivery-verifier.js';

/**
 * The parts of a payload that are needed later. The payload is released before anything asynchronous: it is far larger,
 * and many deliveries wait for a commit at the same time.
 */
export interface ReadPayload {
  readonly names: DeliveryNames | undefined;
  readonly identity: readonly (string | Buffer)[] | undefined;
  readonly reading:
    | DeliveryContent
    /** A subscription to the connector's topic that `address` confirms. */
    | { readonly kind: 'confirmation'; readonly address: string }
    | { readonly kind: 'fault'; readonly error: unknown };
}

/**
 * Reads a payload. An error after the body was parsed is an internal one, and returned as the reading.
 *
 * @throws AppError validation_error for a body that cannot be read
 */
export function readPayload({ headers, body, connector }: VerifiedDelivery): ReadPayload {
  const { source, settings } = connector;
  const isMapped = webhookSource(source).isMapped?.(settings) ?? true;
  const payload = parsePayload(headers['content-type'], body, isMapped ? parseJsonDigits : parseJsonText);
  const sns = settings.snsTopicArn === null ? null : readSnsMessage(payload);
  if (sns !== null && sns.topicArn === settings.snsTopicArn) return readSns(sns, headers, connector);
  const event: WebhookEvent = { headers, payload, settings };
  let names: DeliveryNames | undefined;
  try {
    names = namesOf(source, event);
    const identity = webhookSource(source).identity?.(payload, body);
    return { names, identity, reading: readDelivery(source, event) };
  } catch (error) {
    return { names, identity: undefined, reading: { kind: 'fault', error } };
  }
}

/** The content of a message is read like a payload that is sent by itself. */
function readSns(sns: SnsMessage, headers: IncomingHttpHeaders, connector: DeliveryConnector): ReadPayload {
  const { source, settings } = connector;
  const names = namesOfSns(sns);
  const ignore = (reason: string): ReadPayload => {
    return { names, identity: undefined, reading: { kind: 'ignore', reason } };
  };
  if (sns.type === 'UnsubscribeConfirmation') return ignore('unsubscribed');
  if (sns.type === 'SubscriptionConfirmation')
    return { names, identity: undefined, reading: { kind: 'confirmation', address: sns.subscribeUrl ?? '' } };
  try {
    const payload = snsPayload(sns, settings);
    if (payload === null) return ignore('no_state');
    return { names, identity: undefined, reading: readDelivery(source, { headers, payload, settings }) };
  } catch (error) {
    return { names, identity: undefined, reading: { kind: 'fault', error } };
  }
}

function namesOfSns({ type, messageId }: SnsMessage): DeliveryNames {
  return { event: type, sourceDeliveryId: messageId.slice(0, MESSAGE_ID_CHARS) };
}

/** SNS uses UUIDs. */
const MESSAGE_ID_CHARS = 100;
