/** Markup in angle brackets: `<@U1|name>`, `<#C1|name>`, `<!here>`, `<https://x|label>`. */
const BRACKETS = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;
const FENCES = /```/g;
/** Marks around words, but not within them: `*bold*` and `**bold**`, but not `2*3*4`. */
const MARKS = /(?<![\w*_~`])(\*\*?|__?|~~?|`)(?=\S)((?:(?!\1)[^\n])+?)(?<=\S)\1(?![\w*_~`])/g;
/** Marks can enclose each other: `~_*text*_~`. */
const NESTED_MARKS = 4;
/** A quoted line. */
const QUOTE = /^(?:&gt;)+ ?/gm;
/** Sufficient for a title; limits the time for very long messages. */
const CHARS_MAX = 20_000;

/** The text of a Slack message without its markup. */
export function slackText(text: string): string {
  const unmarked = withoutMarks(text.slice(0, CHARS_MAX).replace(BRACKETS, shownText).replace(FENCES, ''));
  return unmarked.replace(QUOTE, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function shownText(_: string, kind: string, target: string, label: string | undefined): string {
  if (kind === '@') return `@${label ?? target}`;
  if (kind === '#') return `#${label ?? target}`;
  if (kind === '!') return label ?? `@${target}`;
  return label === undefined || label === '' ? target : label;
}

function withoutMarks(text: string): string {
  let unmarked = text;
  for (let level = 0; level < NESTED_MARKS; level++) unmarked = unmarked.replace(MARKS, '$2');
  return unmarked;
}
