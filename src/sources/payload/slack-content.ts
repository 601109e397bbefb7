import { type JsonObject, listOf, objectOf, textOf } from './payload-readers.js';
import { slackText } from './slack-text.js';

/** Real blocks have about six levels; the limit protects the stack from malicious ones. */
const LEVELS_MAX = 12;
/** Slack allows 50 blocks and 100 attachments. */
const LINES_MAX = 1_000;

/** What a reader of a Slack message sees. */
export interface SlackContent {
  /** The first line, without markup. */
  readonly title: string | undefined;
  /** `text` as sent, followed by the lines of blocks and attachments that it does not contain. */
  readonly body: string | undefined;
  /** The address behind the title of an attachment. */
  readonly link: string | undefined;
}

/** Reads the text, the blocks and the attachments of a message. */
export function slackContent(message: JsonObject): SlackContent {
  const attachments = listOf(message.attachments).map(objectOf).filter(isPartOfMessage);
  const text = textOf(message.text);
  const blockLines = text !== undefined && isTyped(message.blocks) ? [] : linesOfBlocks(message.blocks);
  const attached = attachments.flatMap(linesOfAttachment);
  const titles = attachments.map(({ title }) => textOf(title));
  const candidates = text === undefined ? [...blockLines, ...titles, ...attached] : [text];
  return {
    title: firstLine(candidates),
    body: bodyOf(text, [...blockLines, ...attached].slice(0, LINES_MAX)),
    link: attachments.map(({ title_link }) => textOf(title_link)).find((link) => link !== undefined),
  };
}

/** What a person typed comes as rich text too, and `text` says all of it. */
function isTyped(blocks: unknown): boolean {
  return listOf(blocks).every((block) => objectOf(block).type === 'rich_text');
}

/** Slack attaches a preview of each page or message that a text links to. */
function isPartOfMessage(attachment: JsonObject): boolean {
  return attachment.original_url === undefined && attachment.is_msg_unfurl !== true;
}

/** A text usually repeats what the blocks say, for clients that cannot show blocks. */
function bodyOf(text: string | undefined, lines: readonly string[]): string | undefined {
  const said = text === undefined ? '' : wordsOf(text);
  const further = lines.filter((line) => text === undefined || !said.includes(wordsOf(line)));
  const below = further.join('\n');
  return [text, below].filter((part) => part !== undefined && part !== '').join('\n\n') || undefined;
}

/** For comparison: without markup and with single blanks. */
function wordsOf(text: string): string {
  return slackText(text).replace(/\s+/g, ' ').trim();
}

function firstLine(texts: readonly (string | undefined)[]): string | undefined {
  return texts
    .flatMap((text) => (text === undefined ? [] : slackText(text).split('\n')))
    .map((line) => line.trim())
    .find((line) => line !== '');
}

function linesOfAttachment(attachment: JsonObject): string[] {
  const { pretext, author_name, title, title_link: link, text, fields, blocks, fallback } = attachment;
  const linked = [textOf(title), linkText(link)].filter((part) => part !== undefined).join(' ');
  const lines = [
    ...[textOf(pretext), textOf(author_name), textOf(linked), textOf(text)],
    ...listOf(fields).map((field) => labelled(objectOf(field))),
    ...linesOfBlocks(blocks),
  ].filter((line) => line !== undefined);
  return lines.length > 0 ? lines : [textOf(fallback)].filter((line) => line !== undefined);
}

function linkText(link: unknown): string | undefined {
  const address = textOf(link);
  return address === undefined ? undefined : `(${address})`;
}

function labelled({ title, value }: JsonObject): string | undefined {
  return [textOf(title), textOf(value)].filter((part) => part !== undefined).join(': ') || undefined;
}

/** The visible lines of Block Kit blocks. Buttons and inputs are left out. */
function linesOfBlocks(blocks: unknown): string[] {
  return listOf(blocks).flatMap((block) => linesOfBlock(objectOf(block), LEVELS_MAX));
}

function linesOfBlock(block: JsonObject, levels: number): string[] {
  if (levels === 0) return [];
  const { type, text, fields, elements, title, alt_text, rows } = block;
  const nested = (list: unknown) => listOf(list).flatMap((item) => linesOfBlock(objectOf(item), levels - 1));
  const texts = (...sent: unknown[]) => sent.map(plainOf).filter((line) => line !== undefined);
  switch (type) {
    case 'header':
    case 'section':
      return texts(text, ...listOf(fields));
    case 'markdown':
      return texts(text);
    case 'image':
    case 'video':
      return texts(title ?? alt_text);
    case 'context':
      return [texts(...listOf(elements)).join(' ')].filter((line) => line !== '');
    case 'table':
      return listOf(rows).map((row) => nested(row).join(' | '));
    case 'raw_text':
      return texts(text);
    case 'rich_text':
    case 'rich_text_list':
      return nested(elements);
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return [listOf(elements).map(inlineText).join('')].flatMap((line) => line.split('\n'));
    default:
      return [];
  }
}

/** A text object, or a text. Images in a context show nothing that can be read. */
function plainOf(value: unknown): string | undefined {
  return textOf(value) ?? textOf(objectOf(value).text);
}

/** The text of one element within a line of rich text. */
function inlineText(element: unknown): string {
  const { type, text, url, name, user_id, channel_id, usergroup_id, range, fallback } = objectOf(element);
  switch (type) {
    case 'link':
      return textOf(text) ?? textOf(url) ?? '';
    case 'user':
      return `@${textOf(user_id) ?? ''}`;
    case 'usergroup':
      return `@${textOf(usergroup_id) ?? ''}`;
    case 'broadcast':
      return `@${textOf(range) ?? ''}`;
    case 'channel':
      return `#${textOf(channel_id) ?? ''}`;
    case 'emoji':
      return `:${textOf(name) ?? ''}:`;
    default:
      // Blank texts separate words.
      return typeof text === 'string' ? text : (textOf(fallback) ?? '');
  }
}
