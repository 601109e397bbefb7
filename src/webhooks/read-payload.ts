import { parseJsonDigits, parseJsonText } from '../domain/rules/json-text.js';
import { parsePayload } from '../sources/payload/parse-payload.js';
import type { WebhookEvent } from '../sources/payload/webhook-source.js';
import { type DeliveryContent, readDelivery } from '../sources/read-delivery.js';
import { webhookSource } from '../sources/registry.js';
import { type DeliveryNames, namesOf } from './delivery-log.js';
import type { VerifiedDelivery } from './delivery-verifier.js';

/**
 * The parts of a payload that are needed later. The payload is released before anything asynchronous: it is far larger,
 * and many deliveries wait for a commit at the same time.
 */
export interface ReadPayload {
  readonly names: DeliveryNames | undefined;
  readonly identity: readonly (string | Buffer)[] | undefined;
  readonly reading: DeliveryContent | { readonly kind: 'fault'; readonly error: unknown };
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
