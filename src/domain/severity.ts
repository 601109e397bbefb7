/** From critical (p1) to low (p4). */
export const SEVERITIES = ['p1', 'p2', 'p3', 'p4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The severity of an issue whose records contain none. */
export const DEFAULT_SEVERITY: Severity = 'p3';
