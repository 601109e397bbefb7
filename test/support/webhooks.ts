import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type ConnectorSettings, DEFAULT_SETTINGS } from '../../src/domain/rules/connector-settings.js';
import type { Source } from '../../src/domain/source.js';
import { type DeliveryContent, type IncomingIssue, readDelivery } from '../../src/sources/read-delivery.js';
import type { Verification } from '../../src/sources/verification/signature.js';
import { verifyDelivery } from '../../src/sources/verify-delivery.js';
import { TEST_START } from './clock.js';

export function hmac(
  secret: string | Buffer,
  encoding: 'hex' | 'base64',
  ...parts: (string | Buffer)[]
): string {
  const digest = createHmac('sha256', secret);
  for (const part of parts) digest.update(part);
  return digest.digest(encoding);
}

/** Signs a body according to the documentation of the source. `at` is epoch milliseconds. */
export function signed(
  source: Source,
  secret: string,
  body: string | Buffer,
  at: number,
): Record<string, string> {
  const seconds = String(Math.floor(at / 1000));
  switch (source) {
    case 'github':
      return { 'x-hub-signature-256': `sha256=${hmac(secret, 'hex', body)}` };
    case 'jira':
      return { 'x-hub-signature': `sha256=${hmac(secret, 'hex', body)}` };
    case 'pagerduty':
      return { 'x-pagerduty-signature': `v1=${hmac(secret, 'hex', body)}` };
    case 'linear':
      return { 'linear-signature': hmac(secret, 'hex', body) };
    case 'zendesk': {
      const time = new Date(at).toISOString();
      return {
        'x-zendesk-webhook-signature': hmac(secret, 'base64', time, body),
        'x-zendesk-webhook-signature-timestamp': time,
      };
    }
    case 'slack':
      return {
        'x-slack-signature': `v0=${hmac(secret, 'hex', `v0:${seconds}:`, body)}`,
        'x-slack-request-timestamp': seconds,
      };
    case 'opsgenie':
    case 'servicenow':
      return { 'x-webhook-secret': secret };
    default: {
      const id = `msg_${hmac('id', 'hex', body).slice(0, 20)}`;
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return {
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${hmac(key, 'base64', `${id}.${seconds}.`, body)}`,
      };
    }
  }
}

/** A secret in the format of the source. */
export function secretFor(source: Source): string {
  return ['custom_api', 'email', 'database'].includes(source)
    ? `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    : "It's a Secret to Everybody";
}

/** Verifies a request, by default at `TEST_START`. */
export function verification(
  source: Source | undefined,
  headers: IncomingHttpHeaders,
  body: string | Buffer,
  secrets: readonly string[],
  now = TEST_START,
): Verification {
  return verifyDelivery(source, { headers, body: Buffer.from(body), urlSecret: undefined, now }, secrets);
}

/** Returns `verified` or the fault. */
export function verdict(...args: Parameters<typeof verification>): string {
  const found = verification(...args);
  return 'fault' in found ? found.fault : 'verified';
}

export function reading(
  source: Source,
  payload: unknown,
  headers: IncomingHttpHeaders = {},
  settings: Partial<ConnectorSettings> = {},
): DeliveryContent {
  return readDelivery(source, { headers, payload, settings: { ...DEFAULT_SETTINGS, ...settings } });
}

/** The only issue of a delivery. */
export function onlyIssue(...args: Parameters<typeof reading>): IncomingIssue {
  const found = reading(...args);
  if (found.kind !== 'issues' || found.issues.length !== 1)
    throw new Error(`not one issue: ${JSON.stringify(found)}`);
  return found.issues[0] as IncomingIssue;
}

/** The reason why a delivery is ignored. */
export function reasonIgnored(...args: Parameters<typeof reading>): string {
  const found = reading(...args);
  if (found.kind !== 'ignore') throw new Error(`not ignored: ${JSON.stringify(found)}`);
  return found.reason;
}
