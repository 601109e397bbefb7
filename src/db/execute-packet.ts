import { type Parameter, ParameterRun } from './engine.js';

/*
 * COM_STMT_EXECUTE of the client/server protocol, written in one pass. The driver makes an object for each parameter
 * before it writes any; a batch has thousands, and they are about two fifths of what it costs to send one.
 */
const COMMAND = 0x17;
const HEADER_BYTES = 4;
/** Header, command, statement, cursor flags, number of iterations. */
const FIXED_BYTES = HEADER_BYTES + 10;

/** Types of parameters. Every number goes as a double, which holds each integer that a program in JavaScript has. */
const DOUBLE = 0x05;
const NULL = 0x06;
const BLOB = 0xfc;
const VAR_STRING = 0xfd;

/** Longest text or blob whose length is one byte. */
const SHORT_BYTES = 250;
const LENGTH_2 = 0xfc;
const LENGTH_3 = 0xfd;
const LENGTH_8 = 0xfe;
export const LENGTH_BYTES_MAX = 9;

/** UTF-16 units up to which room for the longest UTF-8 is taken instead of measuring it. */
const UNMEASURED_UNITS = 1024;
export const UTF8_BYTES_MAX = 3;
/** Room that is kept for the next packet. */
const KEPT_BYTES_MAX = 2 ** 21;

/** A packet as the driver sends it. */
export interface Packet {
  /** The header's four bytes included. */
  readonly buffer: Buffer;
  length(): number;
  /** @param sequenceId of packets in one exchange */
  writeHeader(sequenceId: number): void;
}

/** Writes the packets of one connection, each into the same memory: the next one is written after the answer to the last. */
export class ExecutePackets {
  private kept: Buffer = Buffer.alloc(0);

  /** @throws TypeError for what is no parameter */
  write(statementId: number, params: readonly Parameter[]): Packet {
    const count = countOf(params);
    const buffer = this.room(mostBytes(params, count));
    const end = writePayload(buffer, statementId, params, count);
    return {
      buffer: buffer.subarray(0, end),
      length: () => end,
      writeHeader: (sequenceId) => {
        buffer.writeUIntLE(end - HEADER_BYTES, 0, 3);
        buffer[3] = sequenceId;
      },
    };
  }

  private room(bytes: number): Buffer {
    if (bytes > KEPT_BYTES_MAX) return Buffer.allocUnsafe(bytes);
    if (bytes > this.kept.length) this.kept = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)));
    return this.kept;
  }
}

/** The types of as many parameters, each a text or a number, whether or not it is null. */
export function parameterTypes(kinds: readonly ('text' | 'number')[]): Uint8Array {
  return Uint8Array.from(kinds.flatMap((kind) => [kind === 'text' ? VAR_STRING : DOUBLE, 0]));
}

function countOf(params: readonly Parameter[]): number {
  let count = params.length;
  for (const value of params) if (value instanceof ParameterRun) count += value.types.length / 2 - 1;
  return count;
}

function mostBytes(params: readonly Parameter[], count: number): number {
  let bytes = FIXED_BYTES + 1 + ((count + 7) >> 3) + 2 * count;
  for (const value of params) {
    if (typeof value === 'string') {
      bytes += LENGTH_BYTES_MAX;
      bytes += value.length > UNMEASURED_UNITS ? Buffer.byteLength(value) : value.length * UTF8_BYTES_MAX;
    } else if (typeof value === 'number') bytes += 8;
    else if (value instanceof Uint8Array) bytes += LENGTH_BYTES_MAX + value.length;
    else if (value instanceof ParameterRun) bytes += value.maxBytes;
  }
  return bytes;
}

/** Answers where it ends. */
function writePayload(
  buffer: Buffer,
  statementId: number,
  params: readonly Parameter[],
  count: number,
): number {
  buffer[HEADER_BYTES] = COMMAND;
  buffer.writeUInt32LE(statementId, HEADER_BYTES + 1);
  buffer[HEADER_BYTES + 5] = 0;
  buffer.writeUInt32LE(1, HEADER_BYTES + 6);
  if (count === 0) return FIXED_BYTES;
  const nulls = FIXED_BYTES;
  const bound = nulls + ((count + 7) >> 3);
  buffer.fill(0, nulls, bound);
  buffer[bound] = 1;
  const types = bound + 1;
  let place = 0;
  let at = types + count * 2;
  for (const value of params) {
    const type = types + place * 2;
    if (typeof value === 'string') {
      buffer[type] = VAR_STRING;
      at = writeText(buffer, value, at);
    } else if (typeof value === 'number') {
      buffer[type] = DOUBLE;
      at = buffer.writeDoubleLE(value, at);
    } else if (value === null) {
      buffer[type] = NULL;
      setNull(buffer, nulls, place);
    } else if (value instanceof Uint8Array) {
      buffer[type] = BLOB;
      at = writeLength(buffer, value.length, at);
      buffer.set(value, at);
      at += value.length;
    } else if (value instanceof ParameterRun) {
      for (let i = 0; i < value.types.length; i++) buffer[type + i] = value.types[i] as number;
      for (let bits = value.nulls, i = place; bits !== 0; bits >>>= 1, i++)
        if ((bits & 1) === 1) setNull(buffer, nulls, i);
      at = value.writeTo(buffer, at);
      place += value.types.length / 2;
      continue;
    } else throw new TypeError(`a parameter is neither text, number, bytes nor null but ${typeof value}`);
    buffer[type + 1] = 0;
    place += 1;
  }
  return at;
}

function setNull(buffer: Buffer, nulls: number, place: number): void {
  const byte = nulls + (place >> 3);
  buffer[byte] = (buffer[byte] as number) | (1 << (place & 7));
}

/** Its length stands before it, but how many bytes it takes is known only afterwards: as many as it has units, if ASCII. */
export function writeText(buffer: Buffer, text: string, at: number): number {
  const expected = at + lengthBytes(text.length);
  const bytes = buffer.write(text, expected);
  const begin = at + lengthBytes(bytes);
  if (begin !== expected) buffer.copyWithin(begin, expected, expected + bytes);
  writeLength(buffer, bytes, at);
  return begin + bytes;
}

/** Bytes that a length takes. */
function lengthBytes(length: number): number {
  if (length <= SHORT_BYTES) return 1;
  if (length < 2 ** 16) return 3;
  return length < 2 ** 24 ? 4 : LENGTH_BYTES_MAX;
}

/** Answers where it ends. */
export function writeLength(buffer: Buffer, length: number, at: number): number {
  if (length <= SHORT_BYTES) {
    buffer[at] = length;
    return at + 1;
  }
  if (length < 2 ** 16) {
    buffer[at] = LENGTH_2;
    return buffer.writeUInt16LE(length, at + 1);
  }
  if (length < 2 ** 24) {
    buffer[at] = LENGTH_3;
    return buffer.writeUIntLE(length, at + 1, 3);
  }
  buffer[at] = LENGTH_8;
  return buffer.writeBigUInt64LE(BigInt(length), at + 1);
}
