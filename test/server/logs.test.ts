import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { recordLogs } from '../support/logs.js';

/** A secret that is sent in every part of a request. */
const SECRET = 'zebra-crossing-4711';

describe('log lines', () => {
  let test: TestApp;
  let sender: Sender;
  let lines: readonly string[];
  beforeEach(async () => {
    const logs = recordLogs();
    lines = logs.lines;
    test = await startTestApp({ config: UNLIMITED, logger: logs.logger });
    sender = await newSender(test);
  });
  afterEach(() => test?.close());

  const fields = {
    external_id: SECRET,
    source: SECRET,
    title: SECRET,
    body: SECRET,
    team: SECRET,
    external_url: `https://user:${SECRET}@example.com/${SECRET}`,
    metadata: { [SECRET]: SECRET },
  };

  async function sendAll(): Promise<number[]> {
    const headers = { 'idempotency-key': SECRET, 'user-agent': SECRET, cookie: `a=${SECRET}` };
    const bad = {
      ...fields,
      severity: SECRET,
      source_created_at: SECRET,
      connector_id: SECRET,
      title: `${SECRET}\0`,
    };
    const answers = [
      await sender.post(EVENTS, fields, headers),
      await sender.post(EVENTS, fields, headers),
      await sender.post(EVENTS, { ...fields, title: 'another' }, headers),
      await sender.post(BATCH, { records: [fields, bad, SECRET] }),
      await sender.post(EVENTS, bad),
      await sender.post(EVENTS, `{"title":"${SECRET}`),
      await sender.post(EVENTS, SECRET, { 'content-type': `text/${SECRET}` }),
      await sender.post(EVENTS, SECRET, { 'content-encoding': SECRET }),
      await sender.post(EVENTS, gzipSync(SECRET).subarray(0, 20), { 'content-encoding': 'gzip' }),
      await sender.post(`${EVENTS}?token=${SECRET}`, fields),
      await sender.post(`/v1/ingest/${SECRET}/issues`, fields),
      await sender.get(`/v1/ingest/status/${SECRET}?include=${SECRET}`),
      await sender.get(`/${SECRET}`),
      await sender.post(EVENTS, fields, { authorization: `Bearer ${SECRET}` }),
      await sender.post(EVENTS, fields, { authorization: `Basic ${SECRET}` }),
    ];
    return answers.map(({ statusCode }) => statusCode);
  }

  function expectDiscreet(): void {
    const text = lines.join('\n');
    expect(text).not.to.contain(SECRET);
    expect(text).not.to.contain(sender.token);
    expect(text).not.to.contain(test.token);
    expect(text).not.to.contain(Buffer.from(SECRET).toString('base64').slice(0, 12));
    expect(text.toLowerCase()).not.to.contain('authorization');
  }

  it('has one line per response at level debug, without any sent value', async () => {
    const before = lines.length;
    const statuses = await sendAll();
    await test.app.runner.runUntilEmpty();
    const answered = lines
      .slice(before)
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'request completed');
    expect(answered.map(({ status }) => status)).to.deep.equal(statuses);
    for (const line of answered) {
      expect(line.traceId).to.be.a('string');
      expect(line.durationMs).to.be.a('number');
      expect(line.level).to.equal('debug');
    }
    expectDiscreet();
  });

  it('has no line above level debug for errors of clients', async () => {
    const before = lines.length;
    await sendAll();
    expect(
      lines.slice(before).filter((line) => !['trace', 'debug'].includes(JSON.parse(line).level)),
    ).to.deep.equal([]);
  });

  it('contains no sent value when the database refuses statements', async () => {
    await test.app.database.write((tx) => tx.execute('DROP TABLE ingest_job', []));
    expect(await sendAll()).to.include(500);
    expect(lines.some((line) => JSON.parse(line).level === 'error')).to.equal(true);
    expectDiscreet();
  });

  it('contains no sent value when processing a job fails', async () => {
    const logs = recordLogs();
    const failing = await startTestApp({
      logger: logs.logger,
      beforeSet: async () => {
        throw Object.assign(new Error('the set failed'), { parameters: [SECRET], sql: SECRET });
      },
    });
    try {
      await failing.post(EVENTS, fields);
      await failing.app.runner.runUntilEmpty();
      expect(logs.lines.join()).to.contain('the set failed').and.not.contain(SECRET);
    } finally {
      await failing.close();
    }
  });
});
