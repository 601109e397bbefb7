import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import { LIMITS } from '../../src/domain/limits.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TEST_SECRETS_KEY } from '../support/connectors.js';
import { deliverTo, GITHUB_ISSUES, githubIssue, newConnector } from '../support/deliveries.js';
import { rowsOf } from '../support/rows.js';
import { signed } from '../support/webhooks.js';

const BODY = JSON.stringify(githubIssue('opened'));

/** The parts of a response that are the same for every request. */
function seen(answer: LightMyRequestResponse): unknown {
  const { date, 'x-request-id': id, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: answer.body.replaceAll(String(id), 'ID') };
}

/** An id that no connector has. Ids of the same moment are consecutive, so the changed digit is not at the end. */
function unknownLike(id: string): string {
  const at = id.length - 5;
  return `${id.slice(0, at)}${id[at] === '0' ? '1' : '0'}${id.slice(at + 1)}`;
}

describe('webhook deliveries that fail verification', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  it('returns the same response for every reason', async () => {
    const github = await newConnector(test, 'github');
    const slack = await newConnector(test, 'slack');
    const disabled = await newConnector(test, 'github');
    await test.app.connectors.disableConnector(disabled.id, undefined);
    const bare = await newConnector(test, 'github');
    await test.app.database.write((tx) =>
      tx.execute(
        'DELETE FROM connector_secret WHERE created_at > ? AND id = (SELECT MAX(s.id) FROM (SELECT id FROM connector_secret) s)',
        [0],
      ),
    );
    const stale = signed('slack', slack.secret, BODY, test.clock.now() - 300_001);
    const good = signed('github', github.secret, BODY, 0);
    const answers = [
      await deliverTo(test, github.id, BODY, GITHUB_ISSUES),
      await deliverTo(test, github.id, BODY, { ...GITHUB_ISSUES, 'x-hub-signature-256': 'sha256=00' }),
      await deliverTo(test, github.id, `${BODY} `, { ...GITHUB_ISSUES, ...good }),
      await deliverTo(test, slack.id, BODY, stale),
      await deliverTo(test, disabled.id, BODY, good),
      await deliverTo(test, bare.id, BODY, good),
      await deliverTo(test, unknownLike(github.id), BODY, good),
      await deliverTo(test, 'con_nothing', BODY, good),
      await deliverTo(test, "' OR 1=1 --", BODY, good),
      await deliverTo(test, '%00', BODY, good),
    ].map(seen);
    for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    expect(answers[0]).to.have.property('status', 401);
    for (const [connector, reasons] of [
      [github, ['bad_signature', 'bad_signature', 'no_signature']],
      [slack, ['stale_timestamp']],
      [disabled, ['disabled']],
      [bare, ['no_secret']],
    ] as const) {
      const log = await connector.log();
      expect(log.map(({ reason }) => reason)).to.deep.equal(reasons);
      for (const delivery of log)
        expect(delivery).to.include({ outcome: 'refused', event: null, replayable: false });
    }
  });

  it('does not parse the body before verification', async () => {
    const github = await newConnector(test, 'github');
    for (const body of ['{', '', '\xff', '[1]'])
      expect((await deliverTo(test, github.id, body)).statusCode).to.equal(401);
  });

  it("refuses another connector's secret, even in the same workspace", async () => {
    const one = await newConnector(test, 'github', { secret: 'the secret of one' });
    const two = await newConnector(test, 'github', { secret: 'the secret of two' });
    const signedForOne = signed('github', one.secret, BODY, 0);
    expect((await deliverTo(test, two.id, BODY, signedForOne)).statusCode).to.equal(401);
    const { workspaceId } = await test.newWorkspace('other');
    const foreign = await newConnector(test, 'github', { workspaceId, secret: 'the secret of another' });
    expect((await foreign.deliver(BODY, GITHUB_ISSUES)).statusCode).to.equal(202);
    expect(await test.app.issues.findByKey(1, 'github', 'acme/shop#12')).to.equal(null);
    expect(await foreign.issue('acme/shop#12')).to.include({ workspaceId, connectorId: foreign.id });
  });

  it('limits the number and size of log entries for refused deliveries', async () => {
    const github = await newConnector(test, 'github');
    const refused = async (times: number) => {
      for (let i = 0; i < times; i++)
        expect((await deliverTo(test, github.id, '{}')).statusCode).to.equal(401);
      await test.app.refusals.settled();
      return rowsOf(test.app.database, 'SELECT id FROM webhook_delivery', []);
    };
    expect(await refused(LIMITS.loggedRefusalsPerMinute + 5)).to.have.lengthOf(
      LIMITS.loggedRefusalsPerMinute,
    );
    for (let minute = 0; minute < 11; minute++) {
      test.clock.advance(60_000);
      await refused(LIMITS.loggedRefusalsPerMinute);
    }
    expect(await refused(0)).to.have.lengthOf(LIMITS.loggedRefusals);
  });

  it('counts a refused delivery against the client address for every reason, and never against a workspace', async () => {
    await test.close();
    test = await startTestApp({ config: { anonymousLimitPerMinute: 3, rateLimitPerMinute: 1 } });
    const github = await newConnector(test, 'github');
    for (const id of [github.id, 'con_x', github.id])
      expect((await deliverTo(test, id, '{}')).statusCode).to.equal(401);
    for (const id of [github.id, 'con_x']) {
      const answer = await deliverTo(test, id, '{}');
      expect([answer.statusCode, answer.headers['retry-after']]).to.deep.equal([429, '60']);
    }
    expect((await github.deliver(BODY, GITHUB_ISSUES)).statusCode).to.equal(202);
  });
});

describe('verified webhook deliveries', () => {
  it('counts a delivery for its workspace, and refuses and logs it beyond the rate limit', async () => {
    const test = await startTestApp({ config: { rateLimitPerMinute: 2 } });
    const github = await newConnector(test, 'github');
    const first = await github.deliver(BODY, GITHUB_ISSUES);
    expect([first.statusCode, first.headers['x-ratelimit-remaining']]).to.deep.equal([202, '1']);
    expect((await github.deliver(BODY, GITHUB_ISSUES)).json().outcome).to.equal('duplicate');
    const third = await github.deliver(BODY, GITHUB_ISSUES);
    expect([third.statusCode, third.headers['retry-after']]).to.deep.equal([429, '60']);
    expect((await github.log()).map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([
      ['refused', 'rate_limited'],
      ['duplicate', null],
      ['accepted', null],
    ]);
    await test.close();
  });

  it('accepts the secret in the URL only if the connector allows it', async () => {
    const test = await startTestApp();
    const off = await newConnector(test, 'opsgenie');
    const on = await newConnector(test, 'opsgenie', { settings: { secretInUrl: true } });
    const send = (id: string, secret: string) =>
      test.post(`/v1/webhooks/inbound/${id}?secret=${encodeURIComponent(secret)}`, '{"action":"AddNote"}', {
        authorization: undefined,
      });
    expect((await send(off.id, off.secret)).statusCode).to.equal(401);
    expect((await send(on.id, on.secret)).statusCode).to.equal(200);
    expect((await send(on.id, 'wrong')).statusCode).to.equal(401);
    const signing = await newConnector(test, 'github', { settings: { secretInUrl: true } });
    expect((await send(signing.id, signing.secret)).statusCode).to.equal(401);
    await test.close();
  });
});

describe('connectors whose secrets cannot be decrypted', () => {
  it('returns 503 with instructions in the log, and works again with the key', async () => {
    const first = await startTestApp();
    const github = await newConnector(first, 'github');
    const { databaseUrl } = first;
    const other = await startTestApp({
      config: { databaseUrl, connectorSecretsKeys: [Buffer.alloc(32, 'o')] },
    });
    const answer = await deliverTo(other, github.id, BODY, signed('github', github.secret, BODY, 0));
    expect([answer.statusCode, answer.headers['retry-after']]).to.deep.equal([503, '30']);
    await other.close();
    const none = await startTestApp({ config: { databaseUrl, connectorSecretsKeys: [] } });
    expect((await deliverTo(none, github.id, BODY)).statusCode).to.equal(503);
    await none.close();
    const keys = [Buffer.alloc(32, 'o'), Buffer.from(TEST_SECRETS_KEY, 'base64')];
    const both = await startTestApp({ config: { databaseUrl, connectorSecretsKeys: keys } });
    const headers = { ...GITHUB_ISSUES, ...signed('github', github.secret, BODY, 0) };
    expect((await deliverTo(both, github.id, BODY, headers)).statusCode).to.equal(202);
    // The start re-encrypted the secret with the first key, so the second one can be removed.
    await both.listen();
    await both.close();
    const rotated = await startTestApp({ config: { databaseUrl, connectorSecretsKeys: keys.slice(0, 1) } });
    expect((await deliverTo(rotated, github.id, BODY, headers)).json().outcome).to.equal('duplicate');
    await rotated.close();
    await first.close();
  });
});
