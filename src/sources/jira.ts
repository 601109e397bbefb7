import { type SourceRules, severityScale } from './source-rules.js';

/** Keys as Cloud and Data Center make them, of which the latter lets administrators choose the pattern. */
const KEY = /^[A-Za-z][A-Za-z0-9_]*-\d+$/;
const NUMERIC_ID = /^\d+$/;

export const jira: SourceRules = {
  isExternalId: (id) => KEY.test(id) || NUMERIC_ID.test(id),
  // Both generations of default names; sites may rename them.
  severityNames: severityScale({
    p1: ['highest', 'blocker'],
    p2: ['high', 'critical'],
    p3: ['medium', 'major'],
    p4: ['low', 'lowest', 'minor', 'trivial'],
  }),
};
