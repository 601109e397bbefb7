import { type SourceRules, severityScale } from './source-rules.js';

const TICKET_ID = /^\d+$/;

export const zendesk: SourceRules = {
  isExternalId: (id) => TICKET_ID.test(id),
  severityNames: severityScale({ p1: ['urgent'], p2: ['high'], p3: ['normal'], p4: ['low'] }),
};
