import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { expectAccepted } from '../rest/answers.js';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** The folder of JSONTestSuite, for a longer run than the table below. */
const CORPORA = process.env.CORPORA_DIR;
const PATHS = [EVENTS, BATCH, '/v1/ingest/jira/issues'];

/** Unusual but valid JSON, and the stored form of values that are objects. */
const VALUES = [
  '{}',
  '{"a":{}}',
  '{"a":[[[[[[[[[[1]]]]]]]]]]}',
  '{"":0}',
  '{"a\\u0000b":1}',
  '{"a":"\\ud83d\\ude00\\ud800"}',
  '{"a":-0.0e-0}',
  '{"a":123123123123123123123123123123}',
  '{"a":0.00000000000000000000000000000001}',
  '{"__proto__":null,"constructor":{"prototype":{}}}',
  '{"\\u0061":1}',
  '{"toJSON":1,"then":2}',
  '{"a":"\u2028\u2029\ufeff"}',
  '{"length":-1,"0":1}',
  '[]',
  '[null,1,"",{}]',
  '"\\ud800"',
  '1e-400',
  'null',
];

const NO_JSON = [
  '[',
  '[1,]',
  '{"a":}',
  '{a:1}',
  '{"a":1 "b":2}',
  '{"a":"\\u12"}',
  '{"a":"\\u{41}"}',
  '{"a":+1}',
  '{"a":1.}',
  '{"a":.1}',
  '{"a":0x1}',
  '{"a":1e}',
  '{"a":\u00a01}',
  '{"a":True}',
  '{"a":undefined}',
  '\u2060{}',
  '{}}',
  '{"a":"\t"}',
  '/**/{}',
];

describe('hostile JSON', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  /** Sends a body to every route and checks that no response is a server error. */
  async function sendEverywhere(body: Buffer | string): Promise<number[]> {
    const statuses: number[] = [];
    for (const path of PATHS) {
      const response = await sender.post(path, body);
      expect(response.statusCode, response.body.slice(0, 300)).to.be.oneOf([202, 400]);
      statuses.push(response.statusCode);
    }
    return statuses;
  }

  async function sendAsMetadata(text: string): Promise<void> {
    const response = await sender.post(EVENTS, `{"title":"Disk full","metadata":${text}}`);
    const value = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject && value !== null) return expectStatus(response.statusCode, 400, text);
    const { issue_id } = expectAccepted(response);
    const stored = value === null ? null : JSON.stringify(value);
    expect((await sender.issue(issue_id)).metadata).to.equal(stored);
  }

  function expectStatus(status: number, wanted: number, text: string): void {
    expect(status, text).to.equal(wanted);
  }

  for (const text of VALUES)
    it(`treats ${text} as data in a body, in metadata and in every field`, async () => {
      await sendEverywhere(text);
      await sendAsMetadata(text);
      for (const field of [
        'external_id',
        'source',
        'title',
        'severity',
        'team',
        'external_url',
        'connector_id',
        'source_created_at',
      ])
        await sendEverywhere(`{"external_id":"a","title":"b","${field}":${text}}`);
    });

  for (const text of NO_JSON)
    it(`refuses ${JSON.stringify(text)} with a validation error`, async () => {
      expect(await sendEverywhere(text)).to.deep.equal([400, 400, 400]);
      expect(await sendEverywhere(`{"title":"a","metadata":${text}}`)).to.deep.equal([400, 400, 400]);
    });

  const whenThere = CORPORA === undefined ? [] : ['JSONTestSuite'];
  for (const name of whenThere)
    it(`answers every file of ${name} with 202 or a validation error`, async function () {
      this.timeout(120_000);
      const root = join(CORPORA ?? '', 'json-test-suite');
      for (const folder of ['test_parsing', 'test_transform'])
        for (const name of readdirSync(join(root, folder))) {
          const bytes = readFileSync(join(root, folder, name));
          const statuses = await sendEverywhere(bytes);
          if (name.startsWith('n_')) expect(statuses, name).to.deep.equal([400, 400, 400]);
          const open = Buffer.from('{"title":"Disk full","metadata":{"value":');
          const response = await sender.post(EVENTS, Buffer.concat([open, bytes, Buffer.from('}}')]));
          if (name.startsWith('n_')) expect(response.statusCode, name).to.equal(400);
          else if (name.startsWith('y_')) expect(response.statusCode, name).to.equal(202);
          else expect(response.statusCode, name).to.be.oneOf([202, 400]);
          if (response.statusCode !== 202) continue;
          const stored = (await sender.issue(response.json().issue_id)).metadata;
          expect(stored, name).to.equal(JSON.stringify({ value: JSON.parse(bytes.toString('utf8')) }));
        }
    });
});
