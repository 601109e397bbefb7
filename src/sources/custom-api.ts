import { plainRecordWebhook } from './payload/plain-record.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import type { WebhookSource } from './payload/webhook-source.js';

/** Accepts any id, and only the severities p1 to p4. */
export const customApi: SourceRules = {
  externalIdForm: {
    text: 'any text',
    matches: () => true,
  },
  severityNames: severityScale({}),
};

/** Any system that signs according to Standard Webhooks. */
export const customApiWebhook: WebhookSource = plainRecordWebhook;
