import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { WholeResponse } from '../../src/server/whole-response.js';

describe('a response that leaves in one write', () => {
  let server: Server;
  /** Whether several texts were put together for one write. */
  let gathered: boolean;
  let answer: (response: ServerResponse) => void;
  beforeEach(async () => {
    server = createServer({ ServerResponse: WholeResponse }, (_request, response) => answer(response));
    gathered = false;
    server.on('connection', (socket) => {
      const writev = socket._writev as NonNullable<typeof socket._writev>;
      socket._writev = (...args) => {
        gathered = true;
        writev.apply(socket, args);
      };
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  /** What the server answers to these requests, one after the other on one connection. */
  async function received(...methods: string[]): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    const heads = methods.map((method, i) => {
      const last = i + 1 === methods.length ? 'Connection: close\r\n' : '';
      return `${method} / HTTP/1.1\r\nHost: a\r\n${last}\r\n`;
    });
    socket.write(heads.join(''));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString('utf8');
  }

  function sent(body: string | Buffer): (response: ServerResponse) => void {
    return (response) => response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
  }

  it('has head and body in it', async () => {
    answer = sent('{"a":1}');
    expect(await received('GET')).to.match(
      /^HTTP\/1\.1 200 OK\r\n[^{]*\r\ncontent-length: 7\r\n[^{]*\r\n\r\n{"a":1}$/,
    );
    expect(gathered).to.equal(false);
  });

  it('is all there however long it is', async () => {
    const body = 'x'.repeat(5_000_000);
    answer = sent(body);
    expect((await received('GET')).endsWith(`\r\n\r\n${body}`)).to.equal(true);
  });

  for (const [what, body] of [
    ['text outside ASCII', '{"a":"grün ✓"}'],
    ['text in Latin-1', 'grün'],
    ['bytes', Buffer.from('grün ✓')],
    ['nothing', ''],
  ] as const)
    it(`takes ${what} as Node does`, async () => {
      answer = sent(body);
      expect((await received('GET')).endsWith(`\r\n\r\n${body}`)).to.equal(true);
    });

  it('leaves out the body of an answer to HEAD', async () => {
    answer = sent('{"a":1}');
    expect(await received('HEAD')).to.match(/content-length: 7\r\n[^{]*\r\n\r\n$/);
  });

  it('keeps the order of requests that came together', async () => {
    let number = 0;
    answer = (response) => {
      number += 1;
      setTimeout(sent(`answer ${number}`), 10 - number, response);
    };
    const text = await received('GET', 'GET', 'GET');
    expect(text.match(/answer \d/g)).to.deep.equal(['answer 1', 'answer 2', 'answer 3']);
  });

  it('goes on after a part that was sent before', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': 10 }).write('12345');
      response.end('67890');
    };
    expect((await received('GET')).endsWith('\r\n\r\n1234567890')).to.equal(true);
  });

  it('is cut into chunks when its length is not given', async () => {
    answer = (response) => response.writeHead(200).end('abc');
    expect(await received('GET')).to.match(/transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/i);
  });

  it('reads its body in another encoding when told', async () => {
    answer = (response) => response.writeHead(200, { 'content-length': 3 }).end('616263', 'hex');
    expect((await received('GET')).endsWith('\r\n\r\nabc')).to.equal(true);
  });

  for (const [how, write] of [
    [
      'given together',
      (response: ServerResponse) =>
        response.writeHead(200, {
          'x-frame-options': 'DENY',
          'set-cookie': ['a=1', 'b=2'],
          'cache-control': 'no-store',
          'content-length': 2,
          connection: 'close',
          'x-request-id': 'r-1',
        }),
    ],
    [
      'set one by one',
      (response: ServerResponse) =>
        response
          .setHeader('X-Frame-Options', 'DENY')
          .setHeader('Set-Cookie', ['a=1', 'b=2'])
          .setHeader('Content-Length', 2)
          .setHeader('X-Request-Id', 'r-1'),
    ],
    [
      'given together after others were set',
      (response: ServerResponse) =>
        response
          .setHeader('x-frame-options', 'SAMEORIGIN')
          .setHeader('content-length', 2)
          .writeHead(200, { 'x-frame-options': 'DENY', 'x-request-id': 'r-1' }),
    ],
    [
      'given as a list',
      (response: ServerResponse) =>
        response.writeHead(200, ['x-frame-options', 'DENY', 'content-length', '2', 'x-request-id', 'r-1']),
    ],
  ] as const)
    it(`says the same as Node's own of headers ${how}, and the security headers that they do not name`, async () => {
      answer = (response) => write(response).end('ok');
      const own = await received('GET');
      const plain = createServer((_request, response) => void write(response).end('ok'));
      plain.listen(0, '127.0.0.1');
      await once(plain, 'listening');
      server.close();
      server = plain;
      const lines = (text: string): string[] => text.replace(/\r\nDate: [^\r]*/, '').split('\r\n');
      const plainly = lines(await received('GET'));
      const names = plainly.map((line) => line.split(':')[0]?.toLowerCase());
      const added = Object.entries(SECURITY_HEADERS).filter(([name]) => !names.includes(name));
      const expected = [...plainly, ...added.map(([name, value]) => `${name}: ${value}`)];
      expect(lines(own).sort()).to.deep.equal(expected.sort());
    });

  it('refuses what no header may have', async () => {
    answer = (response) => {
      expect(() => response.writeHead(200, { location: 'a\r\nx: y' })).to.throw('Invalid character');
      response.writeHead(200, { 'content-length': 2 }).end('ok');
    };
    expect((await received('GET')).endsWith('\r\n\r\nok')).to.equal(true);
  });

  it('tells when it is finished', async () => {
    const finished = new Promise<void>((resolve) => {
      answer = (response) => void response.writeHead(200, { 'content-length': 3 }).end('abc', resolve);
    });
    await received('GET');
    await finished;
  });
});
