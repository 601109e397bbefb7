import { isUtf8 } from 'node:buffer';
import { AppError } from '../errors.js';

const BOM = 0xfeff;

/**
 * Parses a JSON body. A byte order mark is ignored.
 * @throws AppError validation_error, with a message that repeats at most one character of the body
 */
export function parseJsonText(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new AppError('validation_error', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw new AppError('validation_error', 'The body is not valid UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === BOM ? text.slice(1) : text);
  } catch (error) {
    const reason = syntaxProblem((error as Error).message);
    throw new AppError('validation_error', `The body is not valid JSON${reason}.`);
  }
}

/** The part of a parser's message that does not quote the body: `Unexpected token '}', "{"a":}" is not valid JSON`. */
function syntaxProblem(message: string): string {
  const token = /^Unexpected token '(.)'/su.exec(message)?.[1];
  if (token !== undefined) return `: unexpected token \`${token}\``;
  if (message.startsWith('Unexpected end')) return ': unexpected end of the body';
  const position = / in JSON at position (\d+)/.exec(message)?.[1];
  return position === undefined ? '' : `: syntax error at position ${position}`;
}
