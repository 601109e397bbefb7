import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { expect } from 'chai';
import { expectAccepted, expectError } from '../rest/answers.js';
import { EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';

const LIMIT_BYTES = 5_242_880;
const BODY = Buffer.from(JSON.stringify({ title: 'Disk full', body: 'Ω '.repeat(500) }));
const BOMB_BYTES = 2 ** 30;
const MEGABYTE = 2 ** 20;

const CODERS = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: quickBrotli,
} as const;
type Coding = keyof typeof CODERS;
const CODINGS = Object.keys(CODERS) as Coding[];

/** The default quality would take half a minute for these bodies. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

function quickBrotli(body: Buffer): Buffer {
  return brotliCompressSync(body, QUICK);
}

/** JSON of the given number of bytes that hardly compresses. */
function incompressible(bytes: number): Buffer {
  const start = '{"title":"Disk full","ignored":"';
  const text = randomBytes(bytes)
    .toString('base64')
    .slice(0, bytes - start.length - 2);
  return Buffer.from(`${start}${text}"}`);
}

/** A gigabyte of zeros, compressed piece by piece to a megabyte or less. */
async function bomb(coding: Coding): Promise<Buffer> {
  const piece = Buffer.alloc(16 * MEGABYTE);
  const coder = { gzip: createGzip, deflate: createDeflate, br: createBrotliCompress }[coding];
  const options = coding === 'br' ? QUICK : { level: 1 };
  const pieces = Readable.from(Array(BOMB_BYTES / piece.length).fill(piece));
  return buffer(pieces.pipe(coder(options)));
}

describe('Content-Encoding', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  const send = (body: Buffer, encoding: string) =>
    sender.post(EVENTS, body, { 'content-encoding': encoding });

  for (const coding of CODINGS)
    it(`accepts a body compressed with ${coding}`, async () => {
      const { issue_id } = expectAccepted(await send(CODERS[coding](BODY), coding));
      expect((await sender.issue(issue_id)).body).to.equal('Ω '.repeat(500));
    });

  it('accepts raw deflate without the zlib format', async () => {
    for (let level = 0; level <= 9; level++)
      expectAccepted(await send(deflateRawSync(BODY, { level }), 'deflate'));
  });

  it('accepts the zlib format of every level and window size', async () => {
    for (const windowBits of [9, 12, 15])
      for (const level of [0, 1, 6, 9])
        expectAccepted(await send(deflateSync(BODY, { level, windowBits }), 'deflate'));
  });

  it('accepts coding names in any case, x-gzip, and identity', async () => {
    for (const encoding of ['GZIP', 'x-gzip', ' gzip ', 'identity, gzip', 'gzip, identity', 'X-GZip'])
      expectAccepted(await send(gzipSync(BODY), encoding));
    for (const encoding of ['identity', '', 'Identity']) expectAccepted(await send(BODY, encoding));
  });

  it('accepts a gzip body of several members', async () => {
    const halves = [BODY.subarray(0, 40), BODY.subarray(40)].map((half) => gzipSync(half));
    expectAccepted(await send(Buffer.concat(halves), 'gzip'));
  });

  it('accepts a body with two codings, in the order of the header', async () => {
    expectAccepted(await send(brotliCompressSync(gzipSync(BODY)), 'gzip, br'));
    expectAccepted(await send(gzipSync(gzipSync(BODY)), 'gzip,gzip'));
    expectError(await send(brotliCompressSync(gzipSync(BODY)), 'br, gzip'), 400, 'validation_error');
  });

  it('refuses a body with more than three codings with 415', async () => {
    const encoding = Array(50).fill('gzip').join(', ');
    expectError(await send(gzipSync(BODY), encoding), 415, 'unsupported_media_type');
  });

  for (const encoding of [
    'zstd',
    'compress',
    'x-compress',
    'gzip;q=1',
    'utf-8',
    '*',
    'gzip, zstd',
    'constructor',
  ])
    it(`refuses the Content-Encoding ${encoding} with 415`, async () => {
      const { message } = expectError(await send(gzipSync(BODY), encoding), 415, 'unsupported_media_type');
      expect(message).to.contain('gzip').and.to.contain('deflate').and.to.contain('br');
    });

  for (const coding of CODINGS) {
    const whole = CODERS[coding](BODY);

    it(`refuses a truncated ${coding} body, wherever it ends`, async () => {
      for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / 25))
        expectError(await send(whole.subarray(0, length), coding), 400, 'validation_error');
      expectError(await send(whole.subarray(0, -1), coding), 400, 'validation_error');
    });

    it(`refuses a body that is not ${coding} but claims to be`, async () => {
      for (const body of [
        BODY,
        Buffer.alloc(0),
        Buffer.alloc(100),
        Buffer.alloc(100, 0xff),
        randomBytes(1000),
      ])
        expectError(await send(body, coding), 400, 'validation_error');
    });

    it(`accepts a ${coding} body of exactly 5 MiB after decompression, and refuses one more byte`, async () => {
      for (const make of [
        incompressible,
        (bytes: number) => Buffer.from(`{"title":"a"}${' '.repeat(bytes - 13)}`),
      ]) {
        expectAccepted(await send(CODERS[coding](make(LIMIT_BYTES)), coding));
        expectError(await send(CODERS[coding](make(LIMIT_BYTES + 1)), coding), 413, 'payload_too_large');
      }
    });
  }

  it('refuses a gzip body with a wrong checksum', async () => {
    for (const coding of ['gzip', 'deflate'] as const) {
      const body = CODERS[coding](BODY);
      const at = body.length - (coding === 'gzip' ? 8 : 4);
      body.writeUInt8((body.readUInt8(at) + 1) & 0xff, at);
      expectError(await send(body, coding), 400, 'validation_error');
    }
  });

  it('measures the decompressed body even if the coding makes it larger', async () => {
    const body = incompressible(LIMIT_BYTES);
    for (const stored of [gzipSync(body, { level: 0 }), deflateRawSync(body, { level: 0 })]) {
      expect(stored.length).to.be.greaterThan(LIMIT_BYTES);
      expectAccepted(await send(stored, stored[0] === 0x1f ? 'gzip' : 'deflate'));
    }
    expectAccepted(await send(gzipSync(gzipSync(body, { level: 0 }), { level: 0 }), 'gzip, gzip'));
    const more = gzipSync(incompressible(LIMIT_BYTES + 1), { level: 0 });
    expectError(await send(more, 'gzip'), 413, 'payload_too_large');
  });

  it('compares decompressed bytes for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'coded' };
    const first = expectAccepted(await sender.post(EVENTS, BODY, headers));
    for (const coding of CODINGS) {
      const again = await sender.post(EVENTS, CODERS[coding](BODY), {
        ...headers,
        'content-encoding': coding,
      });
      expect(expectAccepted(again).job_id).to.equal(first.job_id);
      expect(again.headers['idempotency-replayed']).to.equal('true');
    }
  });

  it('refuses a decompression bomb of a gigabyte without allocating it', async () => {
    const bombs: { coding: string; body: Buffer }[] = [];
    for (const coding of CODINGS) bombs.push({ coding, body: await bomb(coding) });
    bombs.push({ coding: 'br, gzip', body: gzipSync(bombs.at(-1)?.body as Buffer) });
    for (const { coding, body } of bombs) expectError(await send(body, coding), 413, 'payload_too_large');
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(bombs.map(({ coding, body }) => send(body, coding)));
      for (const answer of answers) expectError(answer, 413, 'payload_too_large');
    }
    // Decompressing one of them would take a thousand megabytes.
    expect(process.memoryUsage.rss() - before).to.be.lessThan(200 * MEGABYTE);
  });
});
