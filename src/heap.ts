import { setFlagsFromString } from 'node:v8';

/*
 * Tells V8 what it cannot know of this program: what a request allocates lives until its commit, then all of it is
 * garbage. V8 sees objects survive while commits take long, and from then on allocates their like in the old
 * generation; everything that they point to follows them there. Import it first: a limit that was set before holds
 * until the next full collection. See docs/adr/0009.
 */

/** How much the old generation may grow over what was in use, before it is collected again. */
const GROWTH_PERCENT = { sqlite: 30, mysql: 40 } as const;

setFlagsFromString('--no-allocation-site-pretenuring');
fitHeap('sqlite');

/** For a database in this process, which needs memory itself, or for one that is not. It holds from the next full collection. */
export function fitHeap(dialect: keyof typeof GROWTH_PERCENT): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT[dialect]}`);
}
