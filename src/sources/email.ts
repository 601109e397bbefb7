import type { WebhookSource } from './webhook-source.js';
import { writtenRecord } from './written-record.js';

/** A mail gateway of the customer turns each message into a record. */
export const emailWebhook: WebhookSource = writtenRecord;
