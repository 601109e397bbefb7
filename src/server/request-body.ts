import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { parseJsonText } from '../domain/rules/json-text.js';
import { endWaiting } from './unread-body.js';

const JSON_TYPE = /^application\/(?:json|[\w.!#$&^-]+\+json)$/i;
const UTF8 = /^"?utf-?8"?$/i;
const ENCODINGS = 'gzip, deflate, br';
/** Content codings applied to one body; more suggests an attack. */
const CODINGS_MAX = 3;
/** Limit for an encoded body: incompressible data grows a little. */
const CODED_BYTES = LIMITS.bodyBytes + 2 ** 16;

/**
 * Reads and parses a JSON body. Errors are found in this order: type and encoding, size, syntax.
 * @throws AppError unsupported_media_type, payload_too_large, validation_error
 */
export async function readJsonBody(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  return parseJsonText(await readJsonBytes(request, response));
}

/** Reads a JSON body without parsing it. Returns the decompressed bytes. */
export async function readJsonBytes(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
  requireJsonType(request.headers['content-type']);
  return (await readRawBody(request, response)).bytes;
}

/** A body of any type. */
export interface RawBody {
  /** The bytes as sent. */
  readonly sent: Buffer;
  /** The decompressed bytes; the same buffer as `sent` if there was no Content-Encoding. */
  readonly bytes: Buffer;
}

/**
 * Reads a body of any type without parsing it.
 * @throws AppError unsupported_media_type, payload_too_large, validation_error
 */
export async function readRawBody(request: IncomingMessage, response: ServerResponse): Promise<RawBody> {
  const decoders = decodersOf(request.headers['content-encoding']);
  const sent = await readBytes(request, response, decoders.length === 0 ? LIMITS.bodyBytes : CODED_BYTES);
  let bytes = sent;
  for (const [i, decode] of decoders.entries())
    bytes = await decoded(bytes, decode, i + 1 === decoders.length ? LIMITS.bodyBytes : CODED_BYTES);
  return { sent, bytes };
}

function requireJsonType(header: string | undefined): void {
  if (header === 'application/json') return;
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset\s*=/i.test(parameter))?.split('=')[1];
  if (JSON_TYPE.test(type) && (charset === undefined || UTF8.test(charset.trim()))) return;
  throw new AppError(
    'unsupported_media_type',
    'The body must be JSON: send it as `Content-Type: application/json`, in UTF-8.',
  );
}

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // RFC 9110 means the zlib format by deflate, some senders the raw one. The first byte tells them apart.
  deflate: (bytes, options) =>
    promisify(((bytes[0] ?? 0) & 0x0f) === 0x08 ? inflate : inflateRaw)(bytes, options),
};

/** Returns the decoders in the order of use: the coding that was applied last comes first. */
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
    `The Content-Encoding is not supported: use ${ENCODINGS}, or none.`,
    { details: { accept_encoding: ENCODINGS } },
  );
}

/** Stops at the first byte over the limit, so that a decompression bomb needs no more memory than a regular body. */
async function decoded(bytes: Buffer, decode: Decoder, maxOutputLength: number): Promise<Buffer> {
  try {
    return await decode(bytes, { maxOutputLength });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new AppError(
      'validation_error',
      'The body cannot be decompressed: it does not match its Content-Encoding.',
    );
  }
}

function tooLarge(): AppError {
  return new AppError(
    'payload_too_large',
    `The body is too large: send at most ${LIMITS.bodyBytes} bytes, measured after decompression.`,
  );
}

/** Reads at most `max` bytes, after asking for them if the client waits for that. What is left unread is up to the response. */
function readBytes(request: IncomingMessage, response: ServerResponse, max: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > max) return Promise.reject(tooLarge());
  // The connection was lost before this call.
  if (request.destroyed) return Promise.reject(incomplete());
  if (endWaiting(request)) response.writeContinue();
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
      request.off('data', collect).pause();
      reject(tooLarge());
    };
    request.on('data', collect);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', () => reject(incomplete()));
    request.on('close', () => {
      if (!request.complete) reject(incomplete());
    });
  });
}

function incomplete(): AppError {
  return new AppError(
    'validation_error',
    'The connection was lost before the body was complete: send the request again.',
  );
}
