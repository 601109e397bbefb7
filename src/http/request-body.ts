import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

/** A request's body after decompression, and what its text says. */
export interface JsonBody {
  readonly bytes: Buffer;
  readonly value: unknown;
}

const JSON_TYPE = /^application\/(?:json|[\w.!#$&^-]+\+json)$/i;
const UTF8 = /^"?utf-?8"?$/i;
const ENCODINGS = 'gzip, deflate, br';
/** Content codings on top of each other; more is an attack. */
const CODINGS_MAX = 3;
const BOM = 0xfeff;
/** What a coded body may have: a coding makes what it cannot compress a little larger. */
const CODED_BYTES = LIMITS.bodyBytes + 2 ** 16;

/**
 * Reads a body of JSON, judging in this order: type and encoding, size, syntax.
 * @throws AppError unsupported_media_type, payload_too_large, validation_error
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  requireJsonType(request.headers['content-type']);
  const decoders = decodersOf(request.headers['content-encoding']);
  let bytes = await readBytes(request, decoders.length === 0 ? LIMITS.bodyBytes : CODED_BYTES);
  for (const [i, decode] of decoders.entries())
    bytes = await decoded(bytes, decode, i + 1 === decoders.length ? LIMITS.bodyBytes : CODED_BYTES);
  return { bytes, value: parseJson(bytes) };
}

function requireJsonType(header: string | undefined): void {
  if (header === 'application/json') return;
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset\s*=/i.test(parameter))?.split('=')[1];
  if (JSON_TYPE.test(type) && (charset === undefined || UTF8.test(charset.trim()))) return;
  throw new AppError('unsupported_media_type', 'Send the body as Content-Type: application/json, in UTF-8.');
}

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // RFC 9110 calls the zlib format deflate; some senders mean the bare one. The first byte tells.
  deflate: (bytes, options) =>
    promisify(((bytes[0] ?? 0) & 0x0f) === 0x08 ? inflate : inflateRaw)(bytes, options),
};

/** In the order in which they are undone: the one applied last comes first. */
function decodersOf(header: string | undefined): Decoder[] {
  if (header === undefined) return [];
  const codings = header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const decoders = codings.flatMap((coding) => (Object.hasOwn(DECODERS, coding) ? [DECODERS[coding]] : []));
  if (decoders.length === codings.length && codings.length <= CODINGS_MAX)
    return (decoders as Decoder[]).reverse();
  throw new AppError(
    'unsupported_media_type',
    `This Content-Encoding is not understood: send one of ${ENCODINGS}, or none.`,
    { details: { accept_encoding: ENCODINGS } },
  );
}

/** Stops at the first byte too many, so a compressed bomb takes no more memory than an honest body. */
async function decoded(bytes: Buffer, decode: Decoder, maxOutputLength: number): Promise<Buffer> {
  try {
    return await decode(bytes, { maxOutputLength });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new AppError('validation_error', 'The body is not what its Content-Encoding says.');
  }
}

function tooLarge(): AppError {
  return new AppError(
    'payload_too_large',
    `The body has more than ${LIMITS.bodyBytes} bytes after decompression: send it in smaller parts.`,
  );
}

/** Keeps no more than the limit; what still arrives beyond it is thrown away. */
function readBytes(request: IncomingMessage, max: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > max) return Promise.reject(tooLarge());
  // It was gone before anybody listened.
  if (request.destroyed) return Promise.reject(brokenOff());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const collect = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= max) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      request.removeListener('data', collect);
      request.resume();
      reject(tooLarge());
    };
    request.on('data', collect);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', () => reject(brokenOff()));
    request.on('close', () => {
      if (!request.complete) reject(brokenOff());
    });
  });
}

function brokenOff(): AppError {
  return new AppError('validation_error', 'The request broke off before its body was complete.');
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new AppError('validation_error', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw new AppError('validation_error', 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === BOM ? text.slice(1) : text);
  } catch {
    // The parser's message repeats what was sent.
    throw new AppError('validation_error', 'The body is not valid JSON.');
  }
}
