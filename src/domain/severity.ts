/** p1 critical, p2 high, p3 medium, p4 low. */
export const SEVERITIES = ['p1', 'p2', 'p3', 'p4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an issue has when nobody said otherwise. */
export const DEFAULT_SEVERITY: Severity = 'p3';
