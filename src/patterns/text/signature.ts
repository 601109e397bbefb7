import { createHash } from 'node:crypto';
import type { Source } from '../../domain/source.js';
import { constantWords } from '../detector/confidence.js';
import { type Tokens, tokenize } from './tokens.js';

/** What of an issue decides where it belongs. Its source says only whether people write its titles. */
export interface IssueText {
  readonly title: string;
  readonly source: Source;
  /** `metadata.fingerprint`: the sender's own grouping. It decides. */
  readonly fingerprint?: string | null;
  /** From `errorLineOf`; read only when the title says next to nothing. */
  readonly bodyErrorLine?: string | null;
}

/** Sources whose titles are written by people, with marks of mail and ticket systems in front. */
const WRITTEN: ReadonlySet<Source> = new Set(['jira', 'servicenow', 'linear', 'zendesk', 'slack', 'email']);
const REPLY_MARK = /\s*(?:re|fwd?|aw|wg|sv|tr|antw)(?:\[\d+\])?\s*:\s*/iy;
const TICKET_KEY = /\s*\[?(?:[A-Z][A-Z0-9]{1,9}-\d+|[A-Z]{2,6}\d{5,})\]?(?:\s*[:|–-])?\s+/y;

/** A title of exactly so many characters was probably cut by its sender, so its last fragment is not a word. */
const FULL_TITLE = 300;
/** A title with fewer constant words is no message by itself (`Alert`, `Error 500`). */
const TELLING_WORDS = 2;

const LONGEST_FINGERPRINT = 200;
/** No signature begins so: a `=` is a token of its own, followed by a blank. */
const FINGERPRINT_PREFIX = '=f:';
const TITLE_PREFIX = '=t:';

/** Where the title proper begins: after reply marks and leading ticket keys. */
function beginningOf(title: string): number {
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

/** Where the last fragment begins of a title that was cut at its limit; 0 for any other title. */
function cutOf(title: string): number {
  if (title.length < FULL_TITLE || [...title].length !== FULL_TITLE) return 0;
  let at = title.length;
  while (at > 0 && !/\s/.test(title[at - 1] as string)) at--;
  return at;
}

/** Whether the error line of its body would count for an issue: bodies need to be read for no others. */
export function needsErrorLine(issue: Pick<IssueText, 'title' | 'source' | 'fingerprint'>): boolean {
  if (issue.fingerprint) return false;
  return constantWords(tokensOf({ title: issue.title, source: issue.source }).words) < TELLING_WORDS;
}

/** The title without the marks of mail and ticket systems in front, which people's titles may have. */
export function subjectOf({ title, source }: Pick<IssueText, 'title' | 'source'>): string {
  const skipped = WRITTEN.has(source) ? beginningOf(title) : 0;
  return skipped === 0 ? title : title.slice(skipped);
}

/** The tokens that stand for an issue: those of its title, and of its error line if the title has fewer than two constant words. */
export function tokensOf(issue: IssueText): Tokens {
  const title = subjectOf(issue);
  const skipped = issue.title.length - title.length;
  const tokens = tokenize(title, cutOf(issue.title) - skipped);
  if (!issue.bodyErrorLine || constantWords(tokens.words) >= TELLING_WORDS) return tokens;
  return tokenize(`${title}\n${issue.bodyErrorLine}`);
}

/** The key of a sender's fingerprint; a long one by its digest. */
export function fingerprintKey(fingerprint: string): string {
  if (fingerprint.length <= LONGEST_FINGERPRINT) return FINGERPRINT_PREFIX + fingerprint;
  return `${FINGERPRINT_PREFIX}${createHash('sha256').update(fingerprint).digest('base64url')}`;
}

/** The key of one exact title, for corrections that are about this wording only. */
export function titleKey(title: string): string {
  return TITLE_PREFIX + title;
}

export function isTitleKey(key: string): boolean {
  return key.startsWith(TITLE_PREFIX);
}
