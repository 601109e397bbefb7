import { fitsLength } from '../domain/text.js';
import { type SourceRules, severityScale } from './source-rules.js';

const INCIDENT_ID = /^[A-Z0-9]{5,}$/;
const CONTROL = /\p{Cc}/u;
const DEDUP_KEY_CODE_POINTS = 255;

/** Deduplication keys are free text. */
function isDedupKey(id: string): boolean {
  return fitsLength(id, DEDUP_KEY_CODE_POINTS) && !CONTROL.test(id);
}

export const pagerduty: SourceRules = {
  isExternalId: (id) => INCIDENT_ID.test(id) || isDedupKey(id),
  // Priorities by their default names, and urgencies.
  severityNames: severityScale({ p1: ['p1'], p2: ['p2', 'high'], p3: ['p3', 'low'], p4: ['p4', 'p5'] }),
};
