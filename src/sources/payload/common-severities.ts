import type { Severity } from '../../domain/severity.js';
import { severityScale } from './source-rules.js';

/** Names of severities in common use. A name with different meanings in different systems is left out. */
const WORDS = severityScale({
  p1: ['critical', 'urgent', 'highest', 'blocker', 'fatal', 'emergency', 'disaster'],
  p2: ['high', 'error', 'major'],
  p3: ['medium', 'moderate', 'normal', 'warning', 'warn', 'average'],
  p4: ['low', 'lowest', 'minor', 'trivial', 'info', 'information', 'informational', 'notice', 'debug'],
});

/** Levels from 0 to 5, where the most urgent one is 0 or 1. */
const LEVELS: readonly Severity[] = ['p1', 'p1', 'p2', 'p3', 'p4', 'p4'];

/** `P1`, `sev-1`, `Severity: 1`, `priority/2`. */
const LEVEL = /^(?:severity|priority|prio|sev|p|s)[\s:/_=#-]*([0-5])(?!\d)/;
/** `severity: high`, `1 - critical`. */
const PREFIX = /^(?:(?:severity|priority|prio|sev|urgency|level)\s*[:/_=-]\s*)?(?:\d\s*-\s*)?/;

/** @param folded a name in lower case, without surrounding white space */
export function commonSeverity(folded: string): Severity | undefined {
  return levelSeverity(folded) ?? WORDS.get(folded.replace(PREFIX, ''));
}

/** The severity of a name that states a level. */
export function levelSeverity(folded: string): Severity | undefined {
  const level = LEVEL.exec(folded)?.[1];
  return level === undefined ? undefined : LEVELS[Number(level)];
}
