import { isJsonObject } from '../../domain/rules/json-object.js';
import { listOf, objectOf, textOf, timestampFromMs } from './payload-readers.js';

/** Real documents have about a dozen levels; the limit protects the stack from malicious ones. */
const LEVELS_MAX = 100;

/** Nodes that end with a new line. */
const BLOCKS: ReadonlySet<unknown> = new Set([
  'paragraph',
  'heading',
  'blockquote',
  'codeBlock',
  'listItem',
  'taskItem',
  'blockTaskItem',
  'decisionItem',
  'tableRow',
  'panel',
  'rule',
  'media',
  'mediaSingle',
  'blockCard',
  'embedCard',
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
  if (typeof node.text === 'string') parts.push(node.text, linkTarget(node.text, node.marks));
  else if (isJsonObject(node.attrs)) parts.push(shownAttribute(node.type, node.attrs));
  if (Array.isArray(node.content)) for (const child of node.content) collect(child, parts, levels - 1);
  if (BLOCKS.has(node.type)) parts.push('\n');
}

/** The address of a link, unless it is the text itself. */
function linkTarget(text: string, marks: unknown): string {
  const found = listOf(marks).find((mark) => objectOf(mark).type === 'link');
  const href = textOf(objectOf(objectOf(found).attrs).href);
  return href === undefined || href === text ? '' : ` (${href})`;
}

/** Dates, tasks and images, mentions, emojis and cards have what they show in an attribute. */
function shownAttribute(type: unknown, attrs: Readonly<Record<string, unknown>>): string {
  const { text, url, shortName, title, alt, timestamp, state } = attrs;
  switch (type) {
    case 'date':
      return timestampFromMs(Number(timestamp))?.slice(0, DATE_CHARS) ?? '';
    case 'taskItem':
    case 'blockTaskItem':
      return state === 'DONE' ? '[x] ' : '[ ] ';
    case 'expand':
    case 'nestedExpand':
      return typeof title === 'string' ? `${title}\n` : '';
    default:
      return [text, url, shortName, alt].find((value): value is string => typeof value === 'string') ?? '';
  }
}

/** `2026-06-14`. */
const DATE_CHARS = 10;
