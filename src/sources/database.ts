import { plainRecordWebhook } from './payload/plain-record.js';
import type { WebhookSource } from './payload/webhook-source.js';

/** A job or trigger in the customer's database sends each row as a record. */
export const databaseWebhook: WebhookSource = plainRecordWebhook;
