import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Sealing } from '../../src/connectors/sealing.js';
import { SecretStore } from '../../src/connectors/secret-store.js';
import { LIMITS } from '../../src/domain/limits.js';
import { connectorsOn, TEST_SECRETS_KEY } from '../support/connectors.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from '../support/rows.js';
import { SNS_CERTIFICATE } from '../support/sns.js';

describe('Sealing', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)];
  const plain = Buffer.from('a secret, ü');

  it('opens a value with any key and seals with the first', () => {
    const old = new Sealing([key]).seal('purpose', plain);
    const both = new Sealing([other, key]);
    expect(both.open('purpose', old)).to.deep.equal(plain);
    expect([both.isCurrent(old), both.isCurrent(both.seal('purpose', plain))]).to.deep.equal([false, true]);
    expect(() => new Sealing([key]).open('purpose', both.seal('purpose', plain)))
      .to.throw()
      .with.property('code', 'unavailable');
  });

  it('produces a different ciphertext each time', () => {
    const sealing = new Sealing([key]);
    const [one, two] = [sealing.seal('p', plain), sealing.seal('p', plain)];
    expect(one.equals(two)).to.equal(false);
    expect(one.includes(plain)).to.equal(false);
  });

  it('refuses a value if any bit or its purpose differs', () => {
    const sealing = new Sealing([key]);
    const sealed = sealing.seal('purpose', plain);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => sealing.open('purpose', changed), `${at}`)
        .to.throw()
        .with.property('code', 'unavailable');
    }
    for (const cut of [Buffer.alloc(0), sealed.subarray(0, 20), sealed.subarray(0, -1)])
      expect(() => sealing.open('purpose', cut))
        .to.throw()
        .with.property('code', 'unavailable');
    expect(() => sealing.open('another', sealed))
      .to.throw()
      .with.property('code', 'unavailable');
  });

  it('requires a key to seal', () => {
    expect(() => new Sealing([]).seal('p', plain))
      .to.throw(/CONNECTOR_SECRETS_KEY/)
      .with.property('code', 'unavailable');
  });
});

describe('ConnectorStore secrets', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.close());

  const make = (secret?: string) =>
    connectorsOn(test).createConnector({ workspaceId: 1, source: 'jira', secret });
  const active = async (id: string) => (await connectorsOn(test).findForDelivery(id))?.secrets;

  it('stores secrets only in encrypted form', async () => {
    await make('a secret that nobody may read');
    for (const table of ['connector', 'connector_secret']) {
      const rows = await rowsOf(test.database, `SELECT * FROM ${table}`, []);
      for (const value of rows.flatMap((row) => Object.values(row)))
        expect(String(value)).to.not.contain('nobody may read');
    }
  });

  it('cannot decrypt a secret that was copied to another connector', async () => {
    const one = await make();
    test.clock.advance(1);
    const two = await make();
    await test.database.write((tx) =>
      tx.execute(
        'UPDATE connector_secret SET sealed = (SELECT s.sealed FROM (SELECT sealed, id FROM connector_secret) s ORDER BY s.id LIMIT 1)',
        [],
      ),
    );
    expect(await active(one.connector.id)).to.deep.equal([one.secret]);
    expect(await active(two.connector.id).catch((error: { code: string }) => error.code)).to.equal(
      'unavailable',
    );
  });

  it('uses only the newest active secrets', async () => {
    const { connector } = await make();
    const secrets: string[] = [];
    for (let i = 0; i < LIMITS.activeSecrets + 2; i++) {
      test.clock.advance(1);
      secrets.unshift((await connectorsOn(test).rotateSecret(connector.id, 1)).secret);
    }
    expect(await active(connector.id)).to.deep.equal(secrets.slice(0, LIMITS.activeSecrets));
  });

  it('lets only the own workspace rotate, update and disable a connector', async () => {
    const { connector } = await make();
    const store = connectorsOn(test);
    for (const work of [
      () => store.rotateSecret(connector.id, 2),
      () => store.updateConnector(connector.id, 2, { name: 'x' }),
      () => store.disableConnector(connector.id, 2),
      () => store.enableConnector(connector.id, 2),
    ])
      expect(
        await work().then(
          () => 'done',
          (error: { code: string }) => error.code,
        ),
      ).to.equal('not_found');
    expect(await store.findConnector(connector.id, 2)).to.equal(null);
    expect(await store.listConnectors(2)).to.deep.equal([]);
  });

  it('applies a rotation or expiry in other processes within a quarter of a second', async () => {
    const { connector, secret } = await make();
    const server = connectorsOn(test);
    expect((await server.findForDelivery(connector.id))?.secrets).to.deep.equal([secret]);
    await connectorsOn(test).disableConnector(connector.id, 1);
    test.clock.advance(LIMITS.tokenCacheMs);
    expect((await server.findForDelivery(connector.id))?.secrets).to.deep.equal([]);
  });

  it('re-encrypts secrets if the first key changed, and leaves them unchanged if no key matches', async () => {
    const { connector, secret } = await make();
    const fresh = randomBytes(32).toString('base64');
    const storeWith = (...keys: string[]) =>
      new SecretStore(test.database, test.clock, new Sealing(keys.map((key) => Buffer.from(key, 'base64'))));
    expect(await storeWith(fresh).reseal()).to.deep.equal({ resealed: 0, unreadable: 1 });
    expect(await storeWith(fresh, TEST_SECRETS_KEY).reseal()).to.deep.equal({ resealed: 1, unreadable: 0 });
    expect(await storeWith(fresh).reseal()).to.deep.equal({ resealed: 0, unreadable: 0 });
    expect((await connectorsOn(test, [fresh]).findForDelivery(connector.id))?.secrets).to.deep.equal([
      secret,
    ]);
  });

  it('refuses secrets that are short, public or malformed', async () => {
    for (const secret of [
      '',
      'short',
      'x'.repeat(513),
      ' a secret with blanks ',
      'two\nlines of it',
      'whsec_abc',
      'whpk_abc',
      'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==',
    ])
      expect(
        await make(secret).then(
          () => 'done',
          (error: { code: string }) => error.code,
        ),
        secret,
      ).to.equal('validation_error');
  });
});

describe('ConnectorStore settings', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.close());

  const make = (settings: unknown) =>
    connectorsOn(test).createConnector({ workspaceId: 1, source: 'jira', settings });

  it('stores settings as given and adds defaults', async () => {
    const settings = {
      severities: { ' Showstopper ': 'p1', __proto__x: 'p4' },
      statuses: { ' In Progress ': 'acknowledged' },
      fieldAliases: { externalId: 'a.b.0' },
      team: 'ops',
      teamField: 'issue.fields.components.0.name',
      accountUrl: 'https://acme.atlassian.net/jira/',
      items: 'data.alerts',
      timezone: 'Europe/Berlin',
      secretInUrl: true,
      sharedToken: true,
      secretHeader: 'X-Gitlab-Token',
      snsTopicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
      snsCertificate: SNS_CERTIFICATE.trim(),
    };
    const { connector } = await make(settings);
    const stored = await connectorsOn(test).findConnector(connector.id, 1);
    expect(stored?.settings).to.deep.equal({
      ...settings,
      severities: { showstopper: 'p1', __proto__x: 'p4' },
      statuses: { 'in progress': 'acknowledged' },
      accountUrl: 'https://acme.atlassian.net/jira',
      secretHeader: 'x-gitlab-token',
    });
    expect((await make({})).connector.settings).to.deep.include({
      severities: {},
      team: null,
      secretInUrl: false,
    });
  });

  it('refuses invalid settings with the reason', async () => {
    for (const [settings, expected] of [
      [[], 'JSON object'],
      ['x', 'JSON object'],
      [{ nope: 1 }, 'unknown setting "nope"'],
      [{ severities: [] }, 'severities'],
      [{ severities: { a: 'P1' } }, 'p1, p2'],
      [
        { severities: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`s${i}`, 'p1'])) },
        'at most 100',
      ],
      [{ statuses: { parked: 'closed' } }, 'open, acknowledged, resolved'],
      [{ fieldAliases: { metadata: 'a' } }, 'fieldAliases can contain'],
      [{ fieldAliases: { title: '' } }, 'fieldAliases.title'],
      [{ team: 7 }, 'team'],
      [{ accountUrl: 'acme.zendesk.com' }, 'accountUrl'],
      [{ accountUrl: 'https://acme.zendesk.com/?a=b' }, 'accountUrl'],
      [{ timezone: 'CEST?' }, 'Europe/Berlin'],
      [{ secretHeader: 'not a header' }, 'X-Gitlab-Token'],
      [{ snsTopicArn: 'arn:aws:sqs:eu-central-1:1:x' }, 'arn:aws:sns:'],
      [{ snsTopicArn: 'arn:aws:sns:evil.example/:111111111111:alarms' }, 'arn:aws:sns:'],
      [{ snsCertificate: 'x' }, 'PEM'],
      [{ secretInUrl: 'yes' }, 'secretInUrl'],
    ] as const) {
      const error = await make(settings).then(
        () => null,
        (thrown: Error & { code: string }) => thrown,
      );
      expect(error?.code, JSON.stringify(settings)).to.equal('validation_error');
      expect(error?.message).to.contain(expected);
    }
  });
});
