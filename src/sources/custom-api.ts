import { type SourceRules, severityScale } from './payload/source-rules.js';
import type { WebhookSource } from './payload/webhook-source.js';
import { writtenRecord } from './payload/written-record.js';

/** No vendor: any id, and no scale besides ours. */
export const customApi: SourceRules = {
  externalIdForm: {
    text: 'any text',
    matches: () => true,
  },
  severityNames: severityScale({}),
};

/** Any system that can sign as Standard Webhooks says. */
export const customApiWebhook: WebhookSource = writtenRecord;
