import { liveTemplate, type Signature } from './detector-changes.js';
import type { Template } from './template.js';

/** What is evicted together, as a share of the bound: one pass over the state makes room for many newcomers. */
const SHARE = 1 / 40;

function batchOf(bound: number): number {
  return Math.max(1, Math.ceil(bound * SHARE));
}

/** The order of eviction: candidates of one issue, then of several, then what was learned, then what somebody decided. */
function rankOf(template: Template): number {
  if (template.kind === 'literal') return template.firstIssueId === null ? 1 : 0;
  return template.kind === 'learned' ? 2 : 3;
}

/** The templates to evict when there are more than `bound`: lowest rank first, oldest first. The youngest ones stay. */
export function templatesToEvict(templates: Iterable<Template>, bound: number): Template[] {
  const all = [...templates];
  const wanted = all.length - bound + batchOf(bound) - 1;
  const old = all.slice(0, Math.max(wanted, all.length - batchOf(bound)));
  return [0, 1, 2, 3].flatMap((rank) => old.filter((template) => rankOf(template) === rank)).slice(0, wanted);
}

/** The signatures to evict when there are more than `bound`: the oldest ones that a learned template would read again. */
export function signaturesToEvict(signatures: Iterable<Signature>, bound: number): Signature[] {
  const all = [...signatures];
  const wanted = all.length - bound + batchOf(bound) - 1;
  return all
    .slice(0, -1)
    .filter((signature) => liveTemplate(signature.template).kind === 'learned')
    .slice(0, wanted);
}
