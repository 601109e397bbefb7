import { isUtf8 } from 'node:buffer';
import { AppError } from '../errors.js';

const BOM = 0xfeff;

/**
 * What a body of JSON says. A byte order mark is passed over.
 * @throws AppError validation_error, without a word of what was sent
 */
export function parseJsonText(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new AppError('validation_error', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw new AppError('validation_error', 'The body is not valid UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === BOM ? text.slice(1) : text);
  } catch {
    // The parser's message repeats what was sent.
    throw new AppError('validation_error', 'The body is not valid JSON.');
  }
}
