/** Markup in angle brackets: `<@U1|name>`, `<#C1|name>`, `<!here>`, `<https://x|label>`. */
const BRACKETS = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;
const FENCES = /```/g;
/** Marks around words, but not within them: `*bold*` but not `2*3*4`. */
const MARKS = /(?<![\w*_~`])([*_~`])(?=\S)([^*_~`\n]+?)(?<=\S)\1(?![\w*_~`])/g;
/** Sufficient for a title; limits the time for very long messages. */
const CHARS_MAX = 20_000;

/** The text of a Slack message without its markup. */
export function slackText(text: string): string {
  return text
    .slice(0, CHARS_MAX)
    .replace(BRACKETS, (_, kind: string, target: string, label: string | undefined) => {
      if (kind === '@') return `@${label ?? target}`;
      if (kind === '#') return `#${label ?? target}`;
      if (kind === '!') return label ?? `@${target}`;
      return label === undefined || label === '' ? target : label;
    })
    .replace(FENCES, '')
    .replace(MARKS, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
