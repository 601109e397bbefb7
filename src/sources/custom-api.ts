import { type SourceRules, severityScale } from './source-rules.js';

/** No vendor: any id, and no scale besides ours. */
export const customApi: SourceRules = {
  isExternalId: () => true,
  severityNames: severityScale({}),
};
