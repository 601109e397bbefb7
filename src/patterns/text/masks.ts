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
/** A host and the first word of a text: `web-1/High` in `web-1/High CPU usage`. */
export const HOST_AND_TEXT = /^[\w.-]*\d[\w.-]*\/[A-Z][A-Za-z]*$/;
/** Pairs such as `read/write` and `feature/login`, which are one word. */
export const SLASHED = /^[A-Za-z_-]+\/[A-Za-z_-]+$/;
/** Names whose `:NUMBER` suffix is a port (after a host) or a line number (after a source file). */
export const LOCATION =
  /\.(?:com|org|net|edu|gov|mil|info|local|internal|lan|[a-z]{2}|java|scala|cpp|hpp|jsx|tsx|php|swift|c|h|m)$/;
export const HEX_RUN = /^[0-9A-Fa-f]{8,}$/;
/** Names that contain one digit: S3, EC2, IPv6, K8s. */
export const NAME_WITH_DIGIT = /^[A-Z][A-Za-z]*[0-9][A-Za-z]*$/;
/** Metric names that contain digits: percentiles and classes of status codes, also in `http-5xx-rate`. */
export const METRIC_NAME = /(?<![A-Za-z0-9])(?:p50|p75|p9\d{1,2}|[1-5]xx)(?![A-Za-z0-9])/g;
/** Text after a `key=` without a value: the next key, or the end of the list. */
export const NO_VALUE = /\s+[\w.-]+=|\s*(?:$|[,;)\]}])/y;
/** Punctuation that belongs to the sentence, not to the address. */
export const TRAILING = /[.,;:!?)\]}]$/;
