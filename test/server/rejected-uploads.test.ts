import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { EVENTS, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { findProgram } from '../support/program.js';
import { requireProgram } from '../support/requirement.js';
import { RawConnection } from './raw-connection.js';

const MEBIBYTE = 1_048_576;
/** Larger than the limit for a body, smaller than what is discarded. */
const TOO_LARGE = Buffer.alloc(7 * MEBIBYTE, ' ');

interface Refused {
  readonly status: number;
  readonly code: string;
}

type Upload = (url: string, headers: Record<string, string>) => Promise<Refused>;

function* parts(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536);
}

/** Writes the whole body before it reads the response, as axios does. */
function nodeUpload(withLength: boolean): Upload {
  return async (url, headers) => {
    const length = withLength ? { 'content-length': String(TOO_LARGE.length) } : {};
    const upload = httpRequest(url, { method: 'POST', headers: { ...headers, ...length } });
    const responded = once(upload, 'response') as Promise<[IncomingMessage]>;
    Readable.from(parts(TOO_LARGE)).pipe(upload);
    const [response] = await responded;
    return { status: response.statusCode ?? 0, code: codeOf(await text(response)) };
  };
}

const fetchUpload: Upload = async (url, headers) => {
  const response = await fetch(url, { method: 'POST', headers, body: TOO_LARGE });
  return { status: response.status, code: codeOf(await response.text()) };
};

function codeOf(body: string): string {
  return JSON.parse(body).error.code;
}

function curlUpload(...options: readonly string[]): Upload {
  return async (url, headers) => {
    const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const output = ['--silent', '--show-error', '--write-out', '\n%{http_code}'];
    const curl = execFile('curl', [...output, '--data-binary', '@-', ...options, ...fields, url]);
    curl.stdin?.end(TOO_LARGE);
    const [body = '', status] = (await text(curl.stdout as Readable)).split('\n');
    return { status: Number(status), code: codeOf(body) };
  };
}

describe('a rejected upload', () => {
  let test: TestApp;
  let url: string;
  before(async function () {
    requireProgram(this, 'curl', findProgram('curl') !== null);
    test = await startTestApp({ config: UNLIMITED });
    url = await test.listen();
  });
  after(() => test?.close());

  const clients: Readonly<Record<string, Upload>> = {
    'node:http with a length': nodeUpload(true),
    'node:http without a length': nodeUpload(false),
    fetch: fetchUpload,
    curl: curlUpload(),
    'curl without Expect': curlUpload('-H', 'Expect:'),
    'curl in chunks': curlUpload('-H', 'Transfer-Encoding: chunked'),
  };
  const authorized = () => ({ authorization: `Bearer ${test.token}`, 'content-type': 'application/json' });

  for (const [name, client] of Object.entries(clients)) {
    it(`gives ${name} a 413 for a body over the limit, every time`, async () => {
      for (let i = 0; i < 5; i++)
        expect(await client(`${url}${EVENTS}`, authorized())).to.deep.equal({
          status: 413,
          code: 'payload_too_large',
        });
    });

    it(`gives ${name} a 401, 404 or 415 while the body is still being sent`, async () => {
      for (const [path, headers, status, code] of [
        [EVENTS, { 'content-type': 'application/json' }, 401, 'unauthorized'],
        ['/nowhere', {}, 404, 'not_found'],
        ['/v1/%zz', {}, 404, 'not_found'],
        [EVENTS, { ...authorized(), 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
      ] as const)
        expect(await client(`${url}${path}`, headers)).to.deep.equal({ status, code });
    });
  }

  describe('on a raw socket', () => {
    const head = (...fields: readonly string[]): string =>
      [`POST ${EVENTS} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', ...fields, '', ''].join(
        '\r\n',
      );
    const bearer = () => `Authorization: Bearer ${test.token}`;

    for (const [name, fields, encode] of [
      ['with a length', ['Content-Length: 400000000'], (chunk: Buffer) => [chunk]],
      [
        'in chunks',
        ['Transfer-Encoding: chunked'],
        (chunk: Buffer) => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n'],
      ],
    ] as const)
      it(`is answered at once and read only up to a limit, ${name}`, async () => {
        const { connection, accepted } = await RawConnection.openBoth(url, test.app.server.server);
        connection.write(head(...fields));
        const answer = await connection.answer();
        expect(answer?.status).to.equal(401);
        expect(answer?.headers.connection).to.equal('close');
        await connection.pour(encode(Buffer.alloc(65_536, ' ')));
        expect(accepted.bytesRead).to.be.within(8 * MEBIBYTE, 10 * MEBIBYTE);
      });

    it('never gets 100 Continue, while an accepted one does', async () => {
      for (const [fields, status] of [
        [['Content-Length: 100'], 401],
        [[bearer(), 'Content-Length: 9000000'], 413],
        [[bearer(), 'Content-Length: 100', 'Content-Encoding: zip'], 415],
        [[bearer(), 'Content-Length: 100'], 100],
      ] as const) {
        const connection = await RawConnection.open(url);
        connection.write(head(...fields, 'Expect: 100-continue'));
        expect((await connection.answer(status === 100 ? 'withoutBody' : undefined))?.status).to.equal(
          status,
        );
        connection.reset();
      }
    });

    it('keeps the connection if its body was short', async () => {
      const connection = await RawConnection.open(url);
      for (let i = 0; i < 3; i++) {
        connection.write(head('Content-Length: 30000'));
        expect((await connection.answer())?.status).to.equal(401);
        connection.write(Buffer.alloc(30_000, ' '));
      }
      connection.reset();
    });
  });
});
