import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { Nginx } from '../support/nginx.js';
import { requireProgram } from '../support/requirement.js';
import { TestSocket } from '../support/sockets.js';

const MIB = 1024 ** 2;

interface Backend {
  readonly port: number;
  close(): void;
}

async function startBackend(listener: RequestListener, port = 0): Promise<Backend> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Returns the status of a request from another loopback address, which counts as another client. */
function statusFrom(localAddress: string, url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { localAddress, headers }, (response: IncomingMessage) => {
      response.resume().once('end', () => resolve(response.statusCode as number));
    });
    request.once('error', reject).end();
  });
}

describe('deploy/nginx.conf before a gateway', () => {
  const json = { 'content-type': 'application/json' };
  let gateway: TestApp;
  let nginx: Nginx;
  let headers: Record<string, string>;
  before(async function () {
    requireProgram(this, 'nginx', Nginx.isInstalled());
    gateway = await startTestApp({ config: { trustedProxies: ['127.0.0.1'], anonymousLimitPerMinute: 3 } });
    headers = { ...json, authorization: `Bearer ${gateway.token}` };
    const port = Number(new URL(await gateway.listen()).port);
    nginx = await Nginx.start([{ port }, { port: await freePort(), isDown: true }]);
  });
  after(async () => {
    await nginx?.stop();
    await gateway?.close();
  });

  const push = (body: string): Promise<Response> =>
    fetch(`${nginx.url}/v1/ingest/batch`, { method: 'POST', headers, body });

  it('accepts a body of 5 MiB and refuses a larger one with the error of the API', async () => {
    const records = JSON.stringify({
      records: [{ source: 'jira', external_id: 'OPS-1', title: 'Disk full' }],
    });
    expect((await push(records.padEnd(5 * MIB))).status).to.equal(202);
    const refused = await push(records.padEnd(5 * MIB + 1));
    expect(refused.status).to.equal(413);
    const { error } = (await refused.json()) as { error: { code: string; trace_id: string } };
    expect(error).to.include.keys('code', 'message', 'trace_id', 'details');
    expect(error.code).to.equal('payload_too_large');
  });

  it('connects WebSockets', async () => {
    const socket = await TestSocket.open(nginx.url, gateway.token);
    socket.webSocket.close();
    expect((await socket.closed).code).to.equal(1005);
  });

  it('passes an event on while its stream is open', async () => {
    const event = { source: 'jira', external_id: 'OPS-2', title: 'Disk full' };
    const sent = await fetch(`${nginx.url}/v1/ingest/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    });
    const { job_id: id } = (await sent.json()) as { job_id: string };
    const stream = await fetch(`${nginx.url}/graphql/stream`, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: JSON.stringify({ query: `subscription { jobUpdated(id: "${id}") { status } }` }),
    });
    const reader = (stream.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let received = '';
    while (!received.includes('PENDING')) received += (await reader.read()).value ?? '';
    await reader.cancel();
  });

  it('tells the gateway the address of a client, whatever the client claims', async () => {
    const url = `${nginx.url}/v1/ingest/status/ing_job_none`;
    for (const claimed of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      expect(await statusFrom('127.0.0.2', url, { 'x-forwarded-for': claimed })).to.equal(401);
    expect(await statusFrom('127.0.0.2', url, { 'x-forwarded-for': '192.0.2.4' })).to.equal(429);
    expect(await statusFrom('127.0.0.3', url, {})).to.equal(401);
  });

  it('does not publish the metrics', async () => {
    expect((await fetch(`${nginx.url}/metrics`)).status).to.equal(404);
    expect((await fetch(`${nginx.url}/health`)).status).to.equal(200);
  });
});

describe('deploy/nginx.conf before two backends', () => {
  const backends: Backend[] = [];
  let nginx: Nginx | undefined;
  before(function () {
    requireProgram(this, 'nginx', Nginx.isInstalled());
  });
  afterEach(async () => {
    await nginx?.stop();
    for (const backend of backends.splice(0)) backend.close();
  });

  /** Starts nginx before two backends that break the connection of a request they have read; returns what they read. */
  const startBreaking = async (): Promise<string[]> => {
    const read: string[] = [];
    const listener: RequestListener = (request) => {
      request.resume().once('end', () => {
        read.push(request.method as string);
        request.socket.destroy();
      });
    };
    const [first, second] = [await startBackend(listener), await startBackend(listener)];
    backends.push(first, second);
    nginx = await Nginx.start([first, second]);
    return read;
  };

  it('never repeats a POST that a backend may have processed', async () => {
    const read = await startBreaking();
    const response = await fetch(`${nginx?.url}/v1/ingest/events`, { method: 'POST', body: '{}' });
    expect(response.status).to.equal(503);
    expect(response.headers.get('retry-after')).to.equal('1');
    expect(((await response.json()) as { error: { code: string } }).error.code).to.equal('unavailable');
    expect(read).to.deep.equal(['POST']);
  });

  it('repeats a GET on the other backend', async () => {
    const read = await startBreaking();
    expect((await fetch(`${nginx?.url}/v1/ingest/status/x`)).status).to.equal(503);
    expect(read).to.deep.equal(['GET', 'GET']);
  });

  it('sends every POST to a backend that accepts connections while each restarts in turn', async () => {
    const ports = [await freePort(), await freePort()] as const;
    nginx = await Nginx.start([{ port: ports[0] }, { port: ports[1] }]);
    for (const port of [...ports, ...ports]) {
      const only = await startBackend((_, response) => void response.writeHead(202).end(), port);
      backends.push(only);
      for (let count = 0; count < 20; count++) {
        const { status } = await fetch(`${nginx.url}/v1/ingest/events`, { method: 'POST', body: '{}' });
        expect(status).to.equal(202);
      }
      only.close();
    }
  });
});
