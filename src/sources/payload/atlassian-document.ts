import { isJsonObject } from '../../domain/rules/json-object.js';

/** Real documents have about a dozen levels; the limit protects the stack from malicious ones. */
const LEVELS_MAX = 100;

/** Nodes that start a new line. */
const BLOCKS: ReadonlySet<unknown> = new Set([
  'paragraph',
  'heading',
  'blockquote',
  'codeBlock',
  'listItem',
  'tableRow',
  'panel',
  'rule',
  'mediaSingle',
]);

/**
 * The plain text of an Atlassian document.
 * @param document any JSON object
 */
export function documentText(document: object): string {
  const parts: string[] = [];
  collect(document, parts, LEVELS_MAX);
  return parts
    .join('')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

function collect(node: unknown, parts: string[], levels: number): void {
  if (!isJsonObject(node) || levels === 0) return;
  if (node.type === 'hardBreak') parts.push('\n');
  if (typeof node.text === 'string') parts.push(node.text);
  else if (isJsonObject(node.attrs)) {
    // Mentions, emojis and cards have their text in an attribute.
    const { text, url, shortName } = node.attrs;
    const shown = [text, url, shortName].find((value) => typeof value === 'string');
    if (shown !== undefined) parts.push(shown as string);
  }
  if (Array.isArray(node.content)) for (const child of node.content) collect(child, parts, levels - 1);
  if (BLOCKS.has(node.type)) parts.push('\n');
}
