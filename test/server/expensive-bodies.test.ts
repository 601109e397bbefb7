import { expect } from 'chai';
import { judgeJsonObject } from '../../src/domain/rules/json-object.js';
import { expectAccepted, expectError } from '../rest/answers.js';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { newConnector } from '../support/deliveries.js';

const VALUES_MAX = 100_000;

/** An object with that many different keys. */
function wide(keys: number): string {
  return `{${Array.from({ length: keys }, (_, i) => `"k${i}":1`).join(',')}}`;
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  'a wide object': wide(300_000),
  'a long list': `{"list":[${'1,'.repeat(2_000_000)}1]}`,
  'a list of empty objects': `{"list":[${'{},'.repeat(1_000_000)}{}]}`,
  'one key many times': `{${'"k":1,'.repeat(500_000)}"k":1}`,
  'a deep list': `{"list":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`,
  'a deep object': `${'{"k":'.repeat(700_000)}1${'}'.repeat(700_000)}`,
  'many escaped quotes before many values': `{"text":"${'\\"'.repeat(500_000)}","list":[${'1,'.repeat(200_000)}1]}`,
};

describe('an expensive body', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  for (const [name, document] of Object.entries(DOCUMENTS))
    it(`is refused before it is parsed if it is ${name}, on REST, GraphQL and webhooks`, async () => {
      for (const [path, body] of [
        [EVENTS, `{"title":"a","metadata":${document}}`],
        [BATCH, `{"records":[{"title":"a","external_id":"a","source":"jira","metadata":${document}}]}`],
        ['/v1/ingest/jira/issues', document],
      ] as const)
        expect(expectError(await sender.post(path, body), 400, 'validation_error').message).to.match(
          /too many values/,
        );
      const variables = `{"input":{"title":"a","metadata":${document}}}`;
      const query = 'mutation($input: IngestEventInput!) { ingestEvent(input: $input) { accepted } }';
      const answer = await sender.post(
        '/graphql',
        `{"query":${JSON.stringify(query)},"variables":${variables}}`,
      );
      expect(answer.statusCode).to.equal(400);
      expect(answer.json().errors[0].message).to.match(/too many values/);
      for (const source of ['github', 'custom_api'] as const) {
        const connector = await newConnector(test, source);
        const delivered = await connector.deliver(document, { 'content-type': 'application/json' });
        expect(delivered.json().error?.message ?? delivered.json().reason).to.match(/too many values/);
      }
    });

  it('is refused if it is a form with too many fields', async () => {
    const connector = await newConnector(test, 'slack');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const delivered = await connector.deliver('a=1&'.repeat(1_000_000), headers);
    expect(delivered.json().error?.message ?? delivered.json().reason).to.match(/too many fields/);
  });

  it('is refused by GraphQL with the first errors of its variables, if an input has many unknown keys', async () => {
    const query = 'mutation($input: IngestEventInput!) { ingestEvent(input: $input) { accepted } }';
    const answer = await sender.post(
      '/graphql',
      `{"query":"${query}","variables":{"input":${wide(90_000)}}}`,
    );
    expect(answer.statusCode).to.equal(400);
    const { errors } = answer.json();
    expect(errors).to.have.length(20);
    expect(errors[0].message).to.equal(
      'Variable "$input" got invalid value; Field "k0" is not defined by type "IngestEventInput".',
    );
  });

  it('is accepted with as many values as the limit allows', async () => {
    const others = VALUES_MAX - 3;
    expectAccepted(await sender.post(EVENTS, `{"title":"a","unknown":[${'1,'.repeat(others - 1)}1]}`));
    expectError(
      await sender.post(EVENTS, `{"title":"a","unknown":[${'1,'.repeat(others)}1]}`),
      400,
      'validation_error',
    );
  });

  it('may contain as many commas and brackets in texts as fit', async () => {
    expectAccepted(await sender.post(EVENTS, JSON.stringify({ title: 'a', body: ',[{'.repeat(300_000) })));
  });

  it('has metadata refused by its size before all of it is visited', () => {
    const list: unknown[] = Array.from({ length: 90_000 }, () => 'a');
    Object.defineProperty(list, 80_000, {
      get: () => {
        throw new Error('visited');
      },
    });
    expect(judgeJsonObject({ list }, 65_536, 20).fault).to.equal('bytes');
    expect(judgeJsonObject({ a: 'é'.repeat(32_000) }, 65_536, 20).fault).to.equal(null);
    expect(judgeJsonObject(JSON.parse(wide(6_000)), 65_536, 20).fault).to.equal(null);
  });
});
