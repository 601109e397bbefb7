/** Set by `npm run faults`. */
export const isLong = process.env.FAULTS === 'long';

/** How often a test repeats its fault. */
export const REPEATS = isLong ? 10 : 1;

/** Acknowledged pushes before and after each fault. */
export const PUSHES = isLong ? 400 : 60;

export const TIMEOUT_MS = isLong ? 3_600_000 : 300_000;
