import { type SourceRules, severityScale } from './source-rules.js';

export const opsgenie: SourceRules = {
  // Alert ids and tiny ids have forms, but an alias is free text as long as an external id may be.
  isExternalId: () => true,
  severityNames: severityScale({
    p1: ['p1', '1'],
    p2: ['p2', '2'],
    p3: ['p3', '3'],
    p4: ['p4', '4', 'p5', '5'],
  }),
};
