/*
 * Preloaded with `node --import` into a process whose clock a test sets wrong. CLOCK_SHIFT_MS is added to each reading of
 * the wall clock; monotonic time is right, as in a machine whose clock was set.
 */
const SystemDate = Date;
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const now = (): number => SystemDate.now() + shiftMs;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new SystemDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

// Makes this file a module.
export {};
