import { expect } from 'chai';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { type TestDatabaseUrl, testDatabaseUrl, testsRunOnSqlite } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { TraceCollector } from './trace-collector.js';

const TOKEN = 'a-token-of-the-operator';
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;
/** Prints the packages of the SDK that were loaded when the process ends. */
const PRINT_SDK = `--import=data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire(process.cwd() + '/');
  const packages = () => Object.keys(cache).flatMap((path) => /@opentelemetry.([a-z-]+)/.exec(path)?.[1] ?? []);
  process.on('exit', () => console.log('packages: ' + [...new Set(packages())].join(' ') + '.'));
`)}`;

describe('traces of the gateway process', function () {
  // Each test starts a program.
  this.timeout(120_000);
  let database: TestDatabaseUrl;
  let collector: TraceCollector;
  const processes: GatewayProcess[] = [];

  beforeEach(async () => {
    database = await testDatabaseUrl();
    collector = await TraceCollector.start();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((gateway) => gateway.kill()));
    await collector.close();
    await database.remove();
  });

  function start(env: NodeJS.ProcessEnv = {}): GatewayProcess {
    const gateway = new GatewayProcess({ DATABASE_URL: database.url, BOOTSTRAP_TOKEN: TOKEN, ...env });
    processes.push(gateway);
    return gateway;
  }
  /** Starts a gateway that sends its traces to the collector. */
  const startTraced = (env: NodeJS.ProcessEnv = {}): GatewayProcess =>
    start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...env });

  async function send(gateway: GatewayProcess, path: string, body: object, headers = {}) {
    return fetch(`${await gateway.serving}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Sends a request that stores a job, and returns the id of the job once it is settled. */
  async function settle(gateway: GatewayProcess, path: string, body: object, headers = {}): Promise<string> {
    const text = await (await send(gateway, path, body, headers)).text();
    const [id] = /ing_job_\w+/.exec(text) ?? [text];
    await until(async () => {
      const query = { query: `{ job(id: "${id}") { status } }` };
      return (await (await send(gateway, '/graphql', query)).text()).includes('SUCCEEDED');
    });
    return id as string;
  }

  /** Stops a gateway, which exports the spans that are left. */
  async function stop(gateway: GatewayProcess): Promise<void> {
    gateway.signal('SIGTERM');
    expect((await gateway.ended).code).to.equal(0);
  }

  it('lead from the request of a caller through both stages', async () => {
    const gateway = startTraced();
    const jobId = await settle(
      gateway,
      '/v1/ingest/events',
      { title: 'Disk full' },
      { traceparent: TRACEPARENT, 'x-request-id': 'request-1' },
    );
    await stop(gateway);
    const request = collector.span('POST /v1/ingest/events');
    const ingest = collector.span('ingest', jobId);
    const job = collector.span('process job', jobId);
    const set = collector.span('process set');
    expect([request, ingest, job].map(({ traceId }) => traceId)).to.deep.equal(Array(3).fill(CALLER.traceId));
    expect([request, ingest, job].map(({ parentSpanId }) => parentSpanId)).to.deep.equal([
      CALLER.spanId,
      request.spanId,
      ingest.spanId,
    ]);
    expect([job.links, set.links]).to.deep.equal([[set.spanId], [ingest.spanId]]);
    expect(request.service).to.equal('causeloop-gateway');
    expect(request.attributes).to.include({
      'http.request.method': 'POST',
      'http.route': '/v1/ingest/events',
      'http.response.status_code': 202,
      'causeloop.request_id': 'request-1',
      'causeloop.workspace_id': 1,
    });
    expect(ingest.attributes).to.include({ 'causeloop.records': 1, 'causeloop.rejected': 0 });
    expect(job.attributes['causeloop.wait_ms']).to.be.a('number');
  });

  it('include requests over GraphQL and large batches, under the configured name', async () => {
    const gateway = startTraced({ OTEL_SERVICE_NAME: 'gateway-eu' });
    const mutation = 'mutation { ingestEvent(input: { title: "Disk full" }) { job { id } } }';
    const ids = [await settle(gateway, '/graphql', { query: mutation }, { traceparent: TRACEPARENT })];
    const records = Array.from({ length: 100 }, (_, i) => ({
      external_id: `${i}`,
      source: 'custom_api',
      title: 'Disk full',
      body: 'x'.repeat(500),
    }));
    ids.push(await settle(gateway, '/v1/ingest/batch', { records }));
    await stop(gateway);
    for (const id of ids) {
      const ingest = collector.span('ingest', id);
      expect(collector.span('process job', id).parentSpanId).to.equal(ingest.spanId);
      const parent = collector.spans.find(({ spanId }) => spanId === ingest.parentSpanId);
      expect(parent?.name).to.be.oneOf(['POST /graphql', 'POST /v1/ingest/batch']);
    }
    expect(collector.span('ingest', ids[0]).traceId).to.equal(CALLER.traceId);
    expect(collector.span('ingest', ids[1]).attributes['causeloop.records']).to.equal(100);
    expect(new Set(collector.spans.map(({ service }) => service))).to.deep.equal(new Set(['gateway-eu']));
  });

  // SQLite has no workers.
  if (!testsRunOnSqlite)
    it('connect a gateway with the worker that processes the job', async () => {
      const gateway = startTraced({ ROLE: 'gateway' });
      const worker = startTraced({ ROLE: 'worker', OTEL_SERVICE_NAME: 'worker' });
      await Promise.all([gateway.serving, worker.serving]);
      const id = await settle(gateway, '/v1/ingest/events', { title: 'A' }, { traceparent: TRACEPARENT });
      await Promise.all([stop(gateway), stop(worker)]);
      const job = collector.span('process job', id);
      expect(job).to.include({ traceId: CALLER.traceId, service: 'worker' });
      expect(job.parentSpanId).to.equal(collector.span('ingest', id).spanId);
      expect(collector.span('process set').service).to.equal('worker');
    });

  it('mark refused requests without an error, and leave out probes', async () => {
    const gateway = startTraced();
    const url = await gateway.serving;
    for (const path of ['/health', '/ready', '/metrics', '/unknown']) await fetch(`${url}${path}`);
    await send(gateway, '/v1/ingest/events', {});
    await stop(gateway);
    const routes = collector.spans.map(({ name, attributes }) => [
      name,
      attributes['http.response.status_code'],
    ]);
    expect(routes.filter(([name]) => name !== 'ingest')).to.deep.equal([
      ['GET', 404],
      ['POST /v1/ingest/events', 400],
    ]);
    expect(collector.spans.filter(({ failed }) => failed)).to.deep.equal([]);
  });

  it('are named in the log lines of a request', async () => {
    const gateway = startTraced({ LOG_LEVEL: 'debug' });
    await send(gateway, '/v1/ingest/events', { title: 'Disk full' }, { traceparent: TRACEPARENT });
    await stop(gateway);
    const line = gateway.stdout.split('\n').find((text) => text.includes('"request completed"')) ?? '{}';
    expect(JSON.parse(line)).to.include({
      trace_id: CALLER.traceId,
      span_id: collector.span('POST /v1/ingest/events').spanId,
    });
  });

  it('are not recorded for a caller that does not sample', async () => {
    const gateway = startTraced();
    await settle(
      gateway,
      '/v1/ingest/events',
      { title: 'A' },
      { traceparent: `${TRACEPARENT.slice(0, -1)}0` },
    );
    await stop(gateway);
    expect(collector.spans.filter(({ traceId }) => traceId === CALLER.traceId)).to.deep.equal([]);
    expect(collector.spans.filter(({ name }) => name === 'process job')).to.deep.equal([]);
  });

  it('are sent as protobuf by default', async () => {
    const gateway = startTraced({ OTEL_EXPORTER_OTLP_PROTOCOL: '' });
    await send(gateway, '/v1/ingest/events', { title: 'Disk full' });
    await stop(gateway);
    for (const request of collector.requests)
      expect(request).to.include({ path: '/v1/traces', type: 'application/x-protobuf' });
    const bodies = Buffer.concat(collector.requests.map(({ body }) => body));
    expect(bodies.includes('POST /v1/ingest/events')).to.equal(true);
  });

  it('are off by default and with OTEL_SDK_DISABLED, without a package of the SDK in memory', async () => {
    for (const env of [{}, { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }]) {
      const gateway = start({ ...env, NODE_OPTIONS: PRINT_SDK });
      await settle(gateway, '/v1/ingest/events', { title: 'Disk full' }, { traceparent: TRACEPARENT });
      await stop(gateway);
      expect(/packages: .*/.exec(gateway.stdout)?.[0]).to.equal('packages: api.');
    }
    expect(collector.requests).to.deep.equal([]);
  });

  it('neither delay requests nor a stop when nothing receives them, and are reported as lost once by each thread', async () => {
    const gateway = startTraced({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_BSP_SCHEDULE_DELAY: '20',
    });
    const lost = (): number => gateway.stdout.split('traces cannot be exported').length - 1;
    await settle(gateway, '/v1/ingest/events', { title: 'Disk full' });
    await until(() => lost() > 0);
    await settle(gateway, '/v1/ingest/events', { title: 'Disk full' });
    await stop(gateway);
    expect(lost()).to.be.at.most(2);
  });
});
