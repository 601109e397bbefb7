import type { WebhookSource } from './payload/webhook-source.js';
import { writtenRecord } from './payload/written-record.js';

/** A job or trigger of the customer's database turns each row into a record. */
export const databaseWebhook: WebhookSource = writtenRecord;
