/** Excludes white space and control characters, which the URL parser would silently drop. */
const HTTP = /^https?:\/\/[^\s\p{Cc}]+$/iu;

/** Whether a text is an absolute http or https URL without further normalisation. */
export function isHttpUrl(text: string): boolean {
  return HTTP.test(text) && URL.canParse(text);
}
