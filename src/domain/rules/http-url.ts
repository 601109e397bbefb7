/** The scheme and no white space or control characters, which the URL parser would drop without a word. */
const HTTP = /^https?:\/\/[^\s\p{Cc}]+$/iu;

/** Whether a text is an absolute http or https URL as it stands. */
export function isHttpUrl(text: string): boolean {
  return HTTP.test(text) && URL.canParse(text);
}
