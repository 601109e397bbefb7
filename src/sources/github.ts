import { isHttpUrl } from '../domain/http-url.js';
import { type SourceRules, severityScale } from './source-rules.js';

const IN_REPOSITORY = /^[\w-]+\/[\w.-]+#\d+$/;
const NUMBER = /^#?\d+$/;
/** Both generations of node ids; the older one is base64. */
const NODE_ID = /^[A-Za-z0-9_=+/-]{8,}$/;

export const github: SourceRules = {
  isExternalId: (id) => IN_REPOSITORY.test(id) || NUMBER.test(id) || NODE_ID.test(id) || isHttpUrl(id),
  // Customary labels, and the severities of alerts.
  severityNames: severityScale({
    p1: ['p0', 'p1', 'sev0', 'sev1', 'priority: critical', 'critical'],
    p2: ['p2', 'sev2', 'high'],
    p3: ['p3', 'medium', 'moderate'],
    p4: ['p4', 'low'],
  }),
};
