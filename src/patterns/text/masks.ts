/** What one word or one run of characters must look like to be a value. All patterns are linear: none can backtrack into a long run. */

export const URL = /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s"'<>`{}|\\^]*/y;
/** A mailbox or a user at a host; not the address of an object (`Session@1f2e3d`). */
export const EMAIL = /[\w.+-]+@(?![0-9A-Fa-f]{4,16}(?![\w.-]))(?=[A-Za-z0-9.-]*[A-Za-z])[A-Za-z0-9][\w.-]*/y;
/** MAC and IPv6 addresses. */
export const COLON_HEX = /(?:[0-9A-Fa-f]{0,4}:){2,}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z_])/y;
export const WINDOWS_PATH = /(?:[A-Za-z]:\\|\\\\\w)[^\s"'<>|?*,;()[\]{}]*/y;
/** `HKLM\Software\…`, `DOMAIN\user`. */
export const BACKSLASHED = /[^\s"'<>|,;()[\]{}]+/y;
export const UNIX_PATH = /\/[^\s"'<>|,;:()[\]{}]*/y;
export const RELATIVE_PATH = /(?:\.{1,2}|~)\/[^\s"'<>|,;:()[\]{}]*/y;
/** Segments joined by slashes: a relative path, an address without its scheme, a component of an app. */
export const SEGMENTS = /[\w.@~+%$-]+(?:\/[\w.@~+%:$=-]*)+/y;
/** `read/write`, `feature/login`: one word. */
export const SLASHED = /^[A-Za-z_-]+\/[A-Za-z_-]+$/;
/** The names before a number that make it a port (a host) or a line (a file of code). */
export const LOCATION =
  /\.(?:com|org|net|edu|gov|mil|info|local|internal|lan|[a-z]{2}|java|scala|cpp|hpp|jsx|tsx|php|swift|c|h|m)$/;
export const HEX_RUN = /^[0-9A-Fa-f]{8,}$/;
/** S3, EC2, IPv6, K8s: a name that happens to hold one digit. */
export const NAME_WITH_DIGIT = /^[A-Z][A-Za-z]*[0-9][A-Za-z]*$/;
/** What follows a `key=` that has no value: the next key, or the end of the list. */
export const NO_VALUE = /\s+[\w.-]+=|\s*(?:$|[,;)\]}])/y;
/** Punctuation that ends a sentence, not an address. */
export const TRAILING = /[.,;:!?)\]}]$/;

/** Words that belong to the value before them: units and parts of a time of day. */
const UNITS =
  'ns us ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days week weeks ' +
  'B b KB kB MB GB TB PB KiB MiB GiB TiB K M G T byte bytes Bytes bit bits kb mb gb Kb Mb Gb Kbps Mbps Gbps bps kbps ' +
  'Hz kHz MHz GHz percent AM PM am pm UTC GMT Z CET CEST EST EDT CST CDT MST MDT PST PDT BST IST JST';
/** Words that belong to the value before or after them. */
const CALENDAR_WORDS =
  'Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec January February March April June July August ' +
  'September October November December Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday';

export const CALENDAR: ReadonlySet<string> = new Set(CALENDAR_WORDS.split(' '));
export const AFTER_VALUE: ReadonlySet<string> = new Set([...UNITS.split(' '), ...CALENDAR]);

/** Belongs to the value that it touches on its left side. */
export const SIGNS: ReadonlySet<string> = new Set(['-', '+', '#', '<', '>', '~']);
/** What may stand between two values that are one. Never `=` and `+`: those say what a value is. */
export const JOINTS: ReadonlySet<string> = new Set([',', ':', '/', '-']);
