import { plainRecordWebhook } from './payload/plain-record.js';
import type { WebhookSource } from './payload/webhook-source.js';

/** The customer's mail gateway sends each message as a record. */
export const emailWebhook: WebhookSource = plainRecordWebhook;
