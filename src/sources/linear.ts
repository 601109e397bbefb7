import { isUuid, type SourceRules, severityScale } from './source-rules.js';

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*-\d+$/;

export const linear: SourceRules = {
  isExternalId: (id) => IDENTIFIER.test(id) || isUuid(id),
  // Labels and numbers of priorities.
  severityNames: severityScale({
    p1: ['urgent', '1'],
    p2: ['high', '2'],
    p3: ['medium', '3', 'none', 'no priority', '0'],
    p4: ['low', '4'],
  }),
};
