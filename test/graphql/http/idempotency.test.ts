import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql } from '../../support/graphql.js';

const INGEST = `mutation ($title: String!) {
  ingestEvent(input: { title: $title }) { accepted issue { id } job { id } rejected { message } }
}`;
const KEY = { 'idempotency-key': 'deploy-42' };

describe('Idempotency-Key over GraphQL', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  it('stores an operation with one ingest field once and returns the same ids again', async () => {
    const first = await askGraphql(test, INGEST, { title: 'a' }, KEY);
    const second = await askGraphql(test, INGEST, { title: 'a' }, KEY);
    expect(first.data.ingestEvent.accepted).to.equal(1);
    expect(second.data).to.deep.equal(first.data);
    expect(first.headers).to.not.have.property('idempotency-replayed');
    expect(second.headers['idempotency-replayed']).to.equal('true');
    const { data } = await askGraphql(test, '{ issues { nodes { id } } }');
    expect(data.issues.nodes).to.have.lengthOf(1);
  });

  it('refuses the key with another body', async () => {
    await askGraphql(test, INGEST, { title: 'a' }, KEY);
    const { codes, data } = await askGraphql(test, INGEST, { title: 'b' }, KEY);
    expect(codes).to.deep.equal(['IDEMPOTENCY_KEY_REUSE']);
    expect(data.ingestEvent).to.equal(null);
  });

  it('does not use the key up for an invalid event', async () => {
    const invalid = await askGraphql(test, INGEST, { title: '' }, KEY);
    expect(invalid.data.ingestEvent.accepted).to.equal(0);
    const valid = await askGraphql(test, INGEST, { title: 'a' }, KEY);
    expect(valid.data.ingestEvent.accepted).to.equal(1);
  });

  it('refuses a key for several ingest fields and an invalid key, and ignores one for a query', async () => {
    const two =
      'mutation { a: ingestEvent(input: {title: "a"}) { accepted } b: ingestEvent(input: {title: "b"}) { accepted } }';
    for (const [query, key] of [
      [two, 'k'],
      ['mutation { ingestEvent(input: {title: "a"}) { accepted } }', 'k'.repeat(256)],
    ] as const) {
      const { status, codes } = await askGraphql(test, query, {}, { 'idempotency-key': key });
      expect([status, codes]).to.deep.equal([400, ['VALIDATION_ERROR']]);
    }
    expect((await askGraphql(test, '{ issues { nodes { id } } }', {}, KEY)).data.issues.nodes).to.deep.equal(
      [],
    );
  });
});
