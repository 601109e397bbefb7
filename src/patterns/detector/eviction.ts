import { liveTemplate, type Signature } from './detector-changes.js';
import type { Template } from './template.js';

/** Fraction of the bound that is evicted at once, so that one pass makes room for many new entries. */
const SHARE = 1 / 40;

function batchOf(bound: number): number {
  return Math.max(1, Math.ceil(bound * SHARE));
}

/** Eviction order: candidates with one issue, candidates with several, learned templates, corrected and fingerprint templates. */
function rankOf(template: Template): number {
  if (template.kind === 'literal') return template.firstIssueId === null ? 1 : 0;
  return template.kind === 'learned' ? 2 : 3;
}

/** Selects templates to evict if there are more than `bound`: by rank, then oldest first. The newest are kept. */
export function templatesToEvict(templates: Iterable<Template>, bound: number): Template[] {
  const all = [...templates];
  const wanted = all.length - bound + batchOf(bound) - 1;
  const old = all.slice(0, Math.max(wanted, all.length - batchOf(bound)));
  return [0, 1, 2, 3].flatMap((rank) => old.filter((template) => rankOf(template) === rank)).slice(0, wanted);
}

/** Selects signatures to evict if there are more than `bound`: the oldest ones that a learned template would match again. */
export function signaturesToEvict(signatures: Iterable<Signature>, bound: number): Signature[] {
  const all = [...signatures];
  const wanted = all.length - bound + batchOf(bound) - 1;
  return all
    .slice(0, -1)
    .filter((signature) => liveTemplate(signature.template).kind === 'learned')
    .slice(0, wanted);
}
