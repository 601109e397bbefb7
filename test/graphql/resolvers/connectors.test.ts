import { expect } from 'chai';
import type { Scope } from '../../../src/access/scopes.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { deliverTo, GITHUB_ISSUES, githubIssue } from '../../support/deliveries.js';
import { askGraphql } from '../../support/graphql.js';
import { signed } from '../../support/webhooks.js';

const CREATE = `mutation ($input: CreateConnectorInput!) {
  createConnector(input: $input) { secret connector { id source name settings disabledAt secrets { createdAt expiresAt } } }
}`;
const DELIVERIES = `query ($id: ID!, $first: Int, $after: String, $outcome: DeliveryOutcome) {
  connector(id: $id) {
    deliveries(first: $first, after: $after, outcome: $outcome) {
      nodes { id connectorId outcome reason event sourceDeliveryId bodyBytes jobId attempts replayable receivedAt decidedAt issue { externalId } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

describe('connectors over GraphQL', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());

  const ask = (query: string, variables: Record<string, unknown> = {}, token?: string) =>
    askGraphql(app, query, variables, token === undefined ? {} : { authorization: `Bearer ${token}` });

  async function create(input: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
    const { data, errors } = await ask(CREATE, { input: { source: 'GITHUB', ...input } });
    expect(errors).to.deep.equal([]);
    return { id: data.createConnector.connector.id, secret: data.createConnector.secret };
  }

  const send = (id: string, secret: string, body: object = githubIssue('opened')) =>
    deliverTo(app, id, body, { ...GITHUB_ISSUES, ...signed('github', secret, JSON.stringify(body), 0) });

  it('returns the secret of a new connector once and accepts deliveries that it signs', async () => {
    const { data } = await ask(CREATE, {
      input: { source: 'GITHUB', name: 'shop', settings: { team: 'ops' } },
    });
    const { connector, secret } = data.createConnector;
    expect(connector).to.deep.include({ source: 'GITHUB', name: 'shop', disabledAt: null });
    expect(connector.settings).to.include({ team: 'ops', secretInUrl: false });
    expect(connector.secrets).to.deep.equal([{ createdAt: '2026-06-14T15:00:00.000Z', expiresAt: null }]);
    expect((await send(connector.id, secret)).statusCode).to.equal(202);
    const read = await ask('{ connectors { nodes { id name settings secrets { createdAt } } } }');
    expect(read.data.connectors.nodes).to.have.lengthOf(1);
    expect(JSON.stringify(read.data)).to.not.contain(secret);
  });

  it('uses a secret that the source has generated', async () => {
    const { id, secret } = await create({ secret: 'the secret of GitHub' });
    expect(secret).to.equal('the secret of GitHub');
    expect((await send(id, secret)).statusCode).to.equal(202);
  });

  it('accepts the previous secret until its overlap ends', async () => {
    const { id, secret } = await create();
    const rotate = `mutation ($hours: Int) { rotateConnectorSecret(id: "${id}", overlapHours: $hours) { secret connector { secrets { expiresAt } } } }`;
    const { data } = await ask(rotate, { hours: 1 });
    const { secret: second, connector } = data.rotateConnectorSecret;
    expect(connector.secrets).to.deep.equal([{ expiresAt: null }, { expiresAt: '2026-06-14T16:00:00.000Z' }]);
    expect((await send(id, secret)).statusCode).to.equal(202);
    app.clock.advance(3_600_000);
    expect((await send(id, secret)).statusCode).to.equal(401);
    expect((await send(id, second)).json().outcome).to.equal('duplicate');
    for (const hours of [-1, 8_761])
      expect((await ask(rotate, { hours })).codes).to.deep.equal(['VALIDATION_ERROR']);
  });

  it('updates, disables and enables a connector', async () => {
    const { id, secret } = await create({ name: 'shop' });
    const update =
      'mutation ($id: ID!, $input: UpdateConnectorInput!) { updateConnector(id: $id, input: $input) { name settings } }';
    const changed = await ask(update, { id, input: { settings: { severities: { vip: 'p1' } } } });
    expect(changed.data.updateConnector).to.deep.include({ name: 'shop' });
    expect(changed.data.updateConnector.settings.severities).to.deep.equal({ vip: 'p1' });
    expect((await ask(update, { id, input: { name: null } })).data.updateConnector.name).to.equal(null);
    const wrong = await ask(update, { id, input: { settings: { team: 7 } } });
    expect(wrong.codes).to.deep.equal(['VALIDATION_ERROR']);
    await ask(`mutation { disableConnector(id: "${id}") { disabledAt } }`);
    expect((await send(id, secret)).statusCode).to.equal(401);
    await ask(`mutation { enableConnector(id: "${id}") { disabledAt } }`);
    expect((await send(id, secret)).statusCode).to.equal(202);
  });

  it('lists deliveries with their outcomes, newest first and in pages', async () => {
    const { id, secret } = await create();
    await send(id, secret);
    await send(id, secret);
    await send(id, secret, githubIssue('pinned'));
    await send(id, 'another secret');
    await app.app.refusals.settled();
    const { data } = await ask(DELIVERIES, { id });
    const { nodes } = data.connector.deliveries;
    expect(nodes.map(({ outcome, reason }: Record<string, unknown>) => [outcome, reason])).to.deep.equal([
      ['REFUSED', 'bad_signature'],
      ['IGNORED', 'action_not_supported'],
      ['DUPLICATE', null],
      ['ACCEPTED', null],
    ]);
    expect(nodes[3]).to.include({
      connectorId: id,
      event: 'issues.opened',
      sourceDeliveryId: 'a-guid',
      attempts: 1,
      replayable: false,
      receivedAt: '2026-06-14T15:00:00.000Z',
    });
    expect(nodes[3].issue).to.deep.equal({ externalId: 'acme/shop#12' });
    expect(nodes[2].jobId).to.equal(nodes[3].jobId);
    const first = await ask(DELIVERIES, { id, first: 3 });
    const { endCursor, hasNextPage } = first.data.connector.deliveries.pageInfo;
    expect(hasNextPage).to.equal(true);
    const second = await ask(DELIVERIES, { id, first: 3, after: endCursor });
    expect(second.data.connector.deliveries.nodes.map(({ id: each }: { id: string }) => each)).to.deep.equal([
      nodes[3].id,
    ]);
    const ignored = await ask(DELIVERIES, { id, outcome: 'IGNORED' });
    expect(ignored.data.connector.deliveries.nodes).to.have.lengthOf(1);
  });

  it('replays a failed delivery', async () => {
    const { id, secret } = await create();
    const rename = (from: string, to: string) =>
      app.app.database.write((tx) => tx.execute(`ALTER TABLE ${from} RENAME TO ${to}`, []));
    await rename('ingest_job', 'hidden_job');
    expect((await send(id, secret)).statusCode).to.equal(503);
    await rename('hidden_job', 'ingest_job');
    const { data } = await ask(DELIVERIES, { id, outcome: 'FAILED' });
    const [failed] = data.connector.deliveries.nodes;
    expect(failed).to.include({ outcome: 'FAILED', replayable: true });
    const replay = `mutation { replayDelivery(id: "${failed.id}") { id outcome attempts jobId issue { title } } }`;
    const replayed = await ask(replay);
    expect(replayed.data.replayDelivery).to.deep.include({
      id: failed.id,
      outcome: 'ACCEPTED',
      attempts: 2,
      issue: { title: 'Checkout answers 503' },
    });
    expect((await ask(replay)).codes).to.deep.equal(['NOT_FOUND']);
  });

  it('hides connectors and deliveries from other workspaces', async () => {
    const { id, secret } = await create();
    await send(id, secret);
    const other = await app.newWorkspace('other');
    const token = await other.token();
    expect((await ask(`{ connector(id: "${id}") { id } }`, {}, token)).data).to.deep.equal({
      connector: null,
    });
    expect((await ask('{ connectors { nodes { id } } }', {}, token)).data.connectors.nodes).to.deep.equal([]);
    const { data } = await ask(DELIVERIES, { id });
    const deliveryId = data.connector.deliveries.nodes[0].id;
    for (const field of [
      `rotateConnectorSecret(id: "${id}") { secret }`,
      `updateConnector(id: "${id}", input: {}) { id }`,
      `disableConnector(id: "${id}") { id }`,
      `enableConnector(id: "${id}") { id }`,
      `replayDelivery(id: "${deliveryId}") { id }`,
    ])
      expect((await ask(`mutation { ${field} }`, {}, token)).codes, field).to.deep.equal(['NOT_FOUND']);
  });

  it('requires connectors:write, and issues:read for the issue of a delivery', async () => {
    const { id, secret } = await create();
    await send(id, secret);
    const workspace = await app.app.access.getWorkspace('default');
    const tokenWith = async (...scopes: Scope[]) =>
      (await app.app.access.createToken({ workspaceId: workspace.id, scopes })).token;
    const everythingElse = await tokenWith('ingest:write', 'ingest:read', 'issues:read', 'patterns:read');
    for (const query of [
      `{ connector(id: "${id}") { id } }`,
      '{ connectors { nodes { id } } }',
      'mutation { createConnector(input: { source: JIRA }) { secret } }',
      `mutation { rotateConnectorSecret(id: "${id}") { secret } }`,
      `mutation { updateConnector(id: "${id}", input: {}) { id } }`,
      `mutation { disableConnector(id: "${id}") { id } }`,
      `mutation { enableConnector(id: "${id}") { id } }`,
      'mutation { replayDelivery(id: "whd_x") { id } }',
    ])
      expect((await ask(query, {}, everythingElse)).codes, query).to.deep.equal(['FORBIDDEN']);
    const only = await tokenWith('connectors:write');
    const read = await ask(DELIVERIES, { id }, only);
    expect(read.codes).to.deep.equal(['FORBIDDEN']);
    expect(read.data.connector.deliveries.nodes[0]).to.include({ outcome: 'ACCEPTED', issue: null });
    const written = await ask(
      `mutation { disableConnector(id: "${id}") { deliveries { nodes { issue { title } } } } }`,
      {},
      only,
    );
    expect(written.codes).to.deep.equal(['FORBIDDEN']);
  });
});
