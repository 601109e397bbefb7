/* Patterns of values. All of them run in linear time: none can backtrack into a long run. */

export const URL = /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s"'<>`{}|\\^]*/y;
/** A mailbox or `user@host`, but not an object reference such as `Session@1f2e3d`. */
export const EMAIL = /[\w.+-]+@(?![0-9A-Fa-f]{4,16}(?![\w.-]))(?=[A-Za-z0-9.-]*[A-Za-z])[A-Za-z0-9][\w.-]*/y;
/** MAC and IPv6 addresses. */
export const COLON_HEX = /(?:[0-9A-Fa-f]{0,4}:){2,}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z_])/y;
export const WINDOWS_PATH = /(?:[A-Za-z]:\\|\\\\\w)[^\s"'<>|?*,;()[\]{}]*/y;
/** `HKLM\Software\…`, `DOMAIN\user`. */
export const BACKSLASHED = /[^\s"'<>|,;()[\]{}]+/y;
export const UNIX_PATH = /\/[^\s"'<>|,;:()[\]{}]*/y;
export const RELATIVE_PATH = /(?:\.{1,2}|~)\/[^\s"'<>|,;:()[\]{}]*/y;
/** Segments joined by slashes: a relative path, a URL without a scheme, an app component. */
export const SEGMENTS = /[\w.@~+%$-]+(?:\/[\w.@~+%:$=-]*)+/y;
/** Pairs such as `read/write` and `feature/login`, which are one word. */
export const SLASHED = /^[A-Za-z_-]+\/[A-Za-z_-]+$/;
/** Names whose `:NUMBER` suffix is a port (after a host) or a line number (after a source file). */
export const LOCATION =
  /\.(?:com|org|net|edu|gov|mil|info|local|internal|lan|[a-z]{2}|java|scala|cpp|hpp|jsx|tsx|php|swift|c|h|m)$/;
export const HEX_RUN = /^[0-9A-Fa-f]{8,}$/;
/** Names that contain one digit: S3, EC2, IPv6, K8s. */
export const NAME_WITH_DIGIT = /^[A-Z][A-Za-z]*[0-9][A-Za-z]*$/;
/** Text after a `key=` without a value: the next key, or the end of the list. */
export const NO_VALUE = /\s+[\w.-]+=|\s*(?:$|[,;)\]}])/y;
/** Punctuation that belongs to the sentence, not to the address. */
export const TRAILING = /[.,;:!?)\]}]$/;

/** Words that are part of the preceding value: units and parts of a time of day. */
const UNITS =
  'ns us ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days week weeks ' +
  'B b KB kB MB GB TB PB KiB MiB GiB TiB K M G T byte bytes Bytes bit bits kb mb gb Kb Mb Gb Kbps Mbps Gbps bps kbps ' +
  'Hz kHz MHz GHz percent AM PM am pm UTC GMT Z CET CEST EST EDT CST CDT MST MDT PST PDT BST IST JST';
/** Words that are part of the preceding or following value. */
const CALENDAR_WORDS =
  'Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec January February March April June July August ' +
  'September October November December Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday';

export const CALENDAR: ReadonlySet<string> = new Set(CALENDAR_WORDS.split(' '));
export const AFTER_VALUE: ReadonlySet<string> = new Set([...UNITS.split(' '), ...CALENDAR]);

/** Signs that are part of the value that immediately follows. */
export const SIGNS: ReadonlySet<string> = new Set(['-', '+', '#', '<', '>', '~']);
/** Marks that join two values into one. `=` and `+` do not, because they separate a key or term from its value. */
export const JOINTS: ReadonlySet<string> = new Set([',', ':', '/', '-']);
