import { type SourceRules, severityScale } from './source-rules.js';

/** Prefix and digits are set per table. */
const NUMBER = /^[A-Za-z][A-Za-z0-9_]*\d+$/;
const SYS_ID = /^[0-9a-fA-F]{32}$/;

export const servicenow: SourceRules = {
  isExternalId: (id) => NUMBER.test(id) || SYS_ID.test(id),
  // The stored value, its label, and both as lists show them.
  severityNames: severityScale({
    p1: ['1', 'critical', '1 - critical', '1 critical'],
    p2: ['2', 'high', '2 - high', '2 high'],
    p3: ['3', 'moderate', '3 - moderate', '3 moderate'],
    p4: ['4', 'low', '4 - low', '4 low', '5', 'planning', '5 - planning', '5 planning'],
  }),
};
