import type { WebhookSource } from './payload/webhook-source.js';
import { writtenRecord } from './payload/written-record.js';

/** A mail gateway of the customer turns each message into a record. */
export const emailWebhook: WebhookSource = writtenRecord;
