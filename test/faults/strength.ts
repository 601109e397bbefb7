/** How often a test repeats its fault. `npm run faults` sets it; any other run has one. */
export const REPEATS = Number(process.env.FAULTS ?? 1);

export const isLong = REPEATS > 1;

/** Acknowledged pushes before and after each fault. */
export const PUSHES = isLong ? 400 : 60;

export const TIMEOUT_MS = isLong ? 3_600_000 : 300_000;
