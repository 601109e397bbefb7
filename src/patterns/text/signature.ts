import { createHash } from 'node:crypto';
import type { Source } from '../../domain/source.js';
import { constantWords } from '../detector/confidence.js';
import type { Tokens } from './token-list.js';
import { tokenize } from './tokens.js';

/** The parts of an issue that determine its pattern. The source only indicates whether people write its titles. */
export interface IssueText {
  readonly title: string;
  readonly source: Source;
  /** `metadata.fingerprint`, the sender's own grouping. Takes precedence over the title. */
  readonly fingerprint?: string | null;
  /** From `errorLineOf`; used only if the title has too few words. */
  readonly bodyErrorLine?: string | null;
}

/** Sources whose titles are written by people and can have prefixes of mail and ticket systems. */
const HUMAN_SOURCES: ReadonlySet<Source> = new Set([
  'jira',
  'servicenow',
  'linear',
  'zendesk',
  'slack',
  'email',
]);
const REPLY_MARK = /\s*(?:re|fwd?|aw|wg|sv|tr|antw)(?:\[\d+\])?\s*:\s*/iy;
const TICKET_KEY = /\s*\[?(?:[A-Z][A-Z0-9]{1,9}-\d+|[A-Z]{2,6}\d{5,})\]?(?:\s*[:|–-])?\s+/y;

/** A title of exactly this length was probably cut by its sender, so its last fragment is ignored. */
const FULL_TITLE = 300;
/** A title with fewer constant words does not describe a message by itself (`Alert`, `Error 500`). */
const MIN_CONSTANT_WORDS = 2;

const LONGEST_FINGERPRINT = 200;
/** Signatures never start with these prefixes, because `=` is a token of its own, followed by a space. */
const FINGERPRINT_PREFIX = '=f:';
const TITLE_PREFIX = '=t:';

/** Index after reply prefixes and leading ticket keys. */
function subjectStart(title: string): number {
  let at = 0;
  for (;;) {
    const mark = [REPLY_MARK, TICKET_KEY].find((pattern) => {
      pattern.lastIndex = at;
      return pattern.test(title);
    });
    if (mark === undefined) return at === title.length ? 0 : at;
    at = mark.lastIndex;
  }
}

/** Index of the last fragment of a title that was cut at its limit; 0 for any other title. */
function cutOf(title: string): number {
  if (title.length < FULL_TITLE || [...title].length !== FULL_TITLE) return 0;
  let at = title.length;
  while (at > 0 && !/\s/.test(title[at - 1] as string)) at--;
  return at;
}

/** Whether the error line of the body is part of the issue's signature, so that the body must be read. */
export function needsErrorLine(issue: Pick<IssueText, 'title' | 'source' | 'fingerprint'>): boolean {
  if (issue.fingerprint) return false;
  return constantWords(tokensOf({ title: issue.title, source: issue.source }).words) < MIN_CONSTANT_WORDS;
}

/** The title without reply prefixes and leading ticket keys, if people write the titles of the source. */
export function subjectOf({ title, source }: Pick<IssueText, 'title' | 'source'>): string {
  const skipped = HUMAN_SOURCES.has(source) ? subjectStart(title) : 0;
  return skipped === 0 ? title : title.slice(skipped);
}

/** The tokens of a title alone, as returned by `subjectOf`. */
export function titleTokens(title: string): Tokens {
  return tokenize(title, cutOf(title));
}

/** The tokens of the issue's signature: title, plus the error line if the title has fewer than two constant words. */
export function tokensOf(issue: IssueText): Tokens {
  const title = subjectOf(issue);
  const skipped = issue.title.length - title.length;
  const tokens = tokenize(title, cutOf(issue.title) - skipped);
  if (!issue.bodyErrorLine || constantWords(tokens.words) >= MIN_CONSTANT_WORDS) return tokens;
  return tokenize(`${title}\n${issue.bodyErrorLine}`);
}

/** The key of a fingerprint. Long fingerprints are replaced by their digest. */
export function fingerprintKey(fingerprint: string): string {
  if (fingerprint.length <= LONGEST_FINGERPRINT) return FINGERPRINT_PREFIX + fingerprint;
  return `${FINGERPRINT_PREFIX}${createHash('sha256').update(fingerprint).digest('base64url')}`;
}

/** The key of an exact title, for corrections that concern only this title. */
export function titleKey(title: string): string {
  return TITLE_PREFIX + title;
}

export function isTitleKey(key: string): boolean {
  return key.startsWith(TITLE_PREFIX);
}
