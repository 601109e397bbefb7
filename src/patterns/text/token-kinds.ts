/*
 * Kinds of tokens, as bits, that decide where a title has fields: states, environments, lists of labels. The lists name states
 * and nouns of monitoring in general, never a tool; `fields.ts` decides by the position of a word whether it is a field.
 */

/** A state that tools also write without punctuation around it. */
export const STATE = 1;
/** A word that is a state only in brackets or at the start: `[High]`, `New: …`. */
export const WEAK_STATE = 1 << 1;
/** A state in capital letters, for which punctuation on one side is sufficient. */
export const CAPITAL_STATE = 1 << 2;
/** A participle that is also a state before a preposition: `NodeDown firing on web-1`. */
export const PARTICIPLE = 1 << 3;
/** The name of an environment. */
export const ENVIRONMENT = 1 << 4;
/** The name of an environment or branch that is also an ordinary word; a field only if it is alone. */
export const WEAK_NAME = 1 << 5;
/** A noun after which a name follows: `in namespace checkout`. */
export const NAME_NOUN = 1 << 6;
/** A noun that also follows its name: `in monitoring namespace`. */
export const TRAILING_NOUN = 1 << 7;
/** A word of the grammar of sentences. Text in brackets that contains one is not a list of labels. */
export const GRAMMAR = 1 << 8;
export const PREPOSITION = 1 << 9;
/** A word before a state: `Disk is CRITICAL`, `from OK to CRITICAL`. */
export const COPULA = 1 << 10;
/** A word between a state and its duration: `Resolved in 5m`. */
export const DURATION = 1 << 11;
/** A noun before or after a state: `Incident resolved`, `DOWN alert`. */
export const ALERT_NOUN = 1 << 26;
/** A noun after a state: `Critical priority`, `Failed pipeline`. */
export const STATE_NOUN = 1 << 12;
/** A word in the titles of most alerts, whatever happened. */
export const BOILERPLATE = 1 << 13;
/** Punctuation that separates a field from the rest of a title. */
export const SEPARATOR = 1 << 14;
/** A separator that is not used inside sentences. */
export const STRONG_SEPARATOR = 1 << 15;
export const OPEN = 1 << 16;
export const CLOSE = 1 << 17;
export const QUOTE = 1 << 18;
/** Punctuation that ends a sentence. */
export const STOP = 1 << 19;
/** An emoji: 🔥, ✅. Tools use them as states. */
export const PICTOGRAPH = 1 << 20;
export const PUNCTUATION = 1 << 21;
/** A unit, or a part of a date or time of day: part of the value before it. */
export const UNIT = 1 << 22;
/** A month or weekday: part of the value before or after it. */
export const CALENDAR = 1 << 23;
/** A sign that is part of the value that immediately follows. */
export const SIGN = 1 << 24;
/** A mark that joins two values into one. `=` and `+` do not, because they separate a key or term from its value. */
export const JOINT = 1 << 25;

export const ANY_STATE = STATE | WEAK_STATE | CAPITAL_STATE | PARTICIPLE;
/** A title without any of these has no fields. */
export const FIELD_SIGNS = ANY_STATE | ENVIRONMENT | WEAK_NAME | NAME_NOUN | CLOSE | OPEN | PICTOGRAPH;

const PARTICIPLES = 'firing alerting triggered retriggered re-triggered recovered resolved';
const STATES =
  'fired pending alert problem recovery warning warn critical crit unknown ok down up alarm nodata no-data ' +
  'insufficient_data flapping acknowledged acknowledgement ack unacknowledged closed opened reopened activated ' +
  'deactivated cleared downtime';
const WEAK_STATES =
  'open new active inactive suppressed snoozed normal healthy unhealthy unreachable degraded failed failing failure error ' +
  'errored success successful succeeded passed passing fixed broken major minor info information informational notice ' +
  'fatal emergency disaster average high medium moderate low urgent severe blocker escalated started ended ongoing no data ' +
  'insufficient';
const SEVERITIES = 'P0 P1 P2 P3 P4 P5 SEV0 SEV1 SEV2 SEV3 SEV4 SEV5 Sev0 Sev1 Sev2 Sev3 Sev4 Sev5';
const ENVIRONMENTS = 'prod production staging preprod preproduction nonprod uat qa dev';
const WEAK_NAMES = 'development main master develop trunk';
const NAME_NOUNS =
  'container pod node host service instance job queue topic database user server volume drive device deployment ' +
  'application app tenant project zone branch pipeline repository bucket partition';
const TRAILING_NOUNS = 'namespace cluster environment region';
const PREPOSITIONS = 'in on for from at of to by';
const GRAMMAR_WORDS =
  'an a the this that it its is are was were be been has have had do does did not no with as than then last more less over ' +
  'under above below after before since until during and or but if when while per left only all any every will can cannot ' +
  'must should';
const COPULAS = 'is are now went became state status to from was still changed';
const ALERT_NOUNS = 'alert alarm problem issue incident';
const STATE_NOUNS = 'priority severity level state status pipeline build job run deployment check workflow';
const BOILERPLATE_WORDS =
  'alert alarm monitor monitoring issue problem incident check notification priority severity host service event message error';
const UNITS =
  'ns us ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days week weeks ' +
  'B b KB kB MB GB TB PB KiB MiB GiB TiB K M G T byte bytes Bytes bit bits kb mb gb Kb Mb Gb Kbps Mbps Gbps bps kbps ' +
  'Hz kHz MHz GHz percent AM PM am pm UTC GMT Z CET CEST EST EDT CST CDT MST MDT PST PDT BST IST JST';
const CALENDAR_WORDS =
  'Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec January February March April June July August ' +
  'September October November December Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday';

/** `re-triggered`, `Re-triggered`, `Re-Triggered` */
function spellings(word: string): string[] {
  const capital = word.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return [...new Set([word, capital, capital.replace(/-[a-z]/, (letter) => letter.toUpperCase())])];
}

function wordKinds(): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  const add = (kind: number, words: readonly string[]): void => {
    for (const word of words) kinds.set(word, (kinds.get(word) ?? 0) | kind);
  };
  const list = (words: string): string[] => words.split(' ');
  const spelled = (words: string): string[] => list(words).flatMap(spellings);
  const capitals = (words: string): string[] => list(words.toUpperCase());
  add(PARTICIPLE, spelled(PARTICIPLES));
  add(STATE, spelled(STATES));
  add(WEAK_STATE, [...spelled(WEAK_STATES), ...capitals(WEAK_STATES)]);
  add(CAPITAL_STATE, [...capitals(PARTICIPLES), ...capitals(STATES), ...list(SEVERITIES)]);
  add(ENVIRONMENT, [...spelled(ENVIRONMENTS), ...capitals(ENVIRONMENTS)]);
  add(WEAK_NAME, spelled(WEAK_NAMES));
  add(NAME_NOUN, list(`${NAME_NOUNS} ${TRAILING_NOUNS}`));
  add(TRAILING_NOUN, list(TRAILING_NOUNS));
  add(PREPOSITION | GRAMMAR, list(PREPOSITIONS));
  add(GRAMMAR, list(GRAMMAR_WORDS));
  add(COPULA, list(COPULAS));
  add(DURATION, list('in for after since'));
  add(STATE_NOUN, spelled(`${STATE_NOUNS} ${ALERT_NOUNS}`));
  add(ALERT_NOUN, spelled(ALERT_NOUNS));
  add(BOILERPLATE, spelled(BOILERPLATE_WORDS));
  add(UNIT, list(`${UNITS} ${CALENDAR_WORDS}`));
  add(CALENDAR, list(CALENDAR_WORDS));
  return kinds;
}

function markKinds(): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  const add = (kind: number, marks: string): void => {
    for (const mark of marks) kinds.set(mark, (kinds.get(mark) ?? PUNCTUATION) | kind);
  };
  add(SEPARATOR, '|:;,-–—·•>→*#!()[]{}"/=');
  add(STRONG_SEPARATOR, '|·•()[]');
  add(OPEN, '([{');
  add(CLOSE, ')]}');
  add(QUOTE, '"\'`');
  add(STOP, '.?!');
  add(SIGN, '-+#<>~');
  add(JOINT, ',:/-');
  return kinds;
}

const WORD_KINDS = wordKinds();
const MARK_KINDS = markKinds();
const ASCII_MARKS = Array.from(
  { length: 128 },
  (_, code) => MARK_KINDS.get(String.fromCharCode(code)) ?? PUNCTUATION,
);
const EMOJI = /^\p{Extended_Pictographic}/u;

/** For each first character, the lengths of the words with a kind, as bits: most other words need no look-up. */
const LENGTHS = new Int32Array(128);
for (const word of WORD_KINDS.keys()) {
  const first = word.charCodeAt(0);
  LENGTHS[first] = (LENGTHS[first] as number) | (1 << word.length);
}

export function kindOfWord(word: string): number {
  const first = word.charCodeAt(0);
  if (first > 127 || word.length > 31 || (((LENGTHS[first] as number) >> word.length) & 1) === 0) return 0;
  return WORD_KINDS.get(word) ?? 0;
}

export function kindOfMark(mark: string): number {
  const kind = mark.length === 1 ? ASCII_MARKS[mark.charCodeAt(0)] : MARK_KINDS.get(mark);
  if (kind !== undefined) return kind;
  return mark.charCodeAt(0) >= 0x2000 && EMOJI.test(mark) ? PUNCTUATION | PICTOGRAPH : PUNCTUATION;
}

/** Whether a word tells what happened: it is not a state, not grammar, and not in the titles of most alerts. */
export function isMessageWord(word: string): boolean {
  return (kindOfWord(word) & (ANY_STATE | GRAMMAR | BOILERPLATE)) === 0;
}

/**
 * How much a word contributes to the message, 0 to 1: nothing if it is a state or in the titles of most alerts, half if it is
 * grammar.
 */
export function messageWeight(word: string): number {
  const kind = kindOfWord(word);
  if ((kind & (BOILERPLATE | STATE | CAPITAL_STATE | PARTICIPLE)) !== 0) return 0;
  return (kind & GRAMMAR) === 0 ? 1 : 0.5;
}
