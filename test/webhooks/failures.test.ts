import { expect } from 'chai';
import { LIMITS } from '../../src/domain/limits.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  GITHUB_ISSUES,
  githubIssue,
  newConnector,
  type TestConnector,
  WORKSPACE,
} from '../support/deliveries.js';
import { recordLogs } from '../support/logs.js';
import { rowsOf } from '../support/rows.js';

describe('failed webhook deliveries', () => {
  let test: TestApp;
  let github: TestConnector;

  beforeEach(async () => {
    test = await startTestApp();
    github = await newConnector(test, 'github');
  });
  afterEach(() => test.close());

  /** Simulates a bug or a broken table. */
  async function whileBroken(work: () => Promise<unknown>): Promise<void> {
    const rename = (from: string, to: string) =>
      test.app.database.write((tx) => tx.execute(`ALTER TABLE ${from} RENAME TO ${to}`, []));
    await rename('ingest_job', 'hidden_job');
    await work();
    await rename('hidden_job', 'ingest_job');
  }

  const fail = (body: unknown = githubIssue('opened')) =>
    whileBroken(() => github.deliver(body, GITHUB_ISSUES));
  const replay = (id: string, workspaceId = WORKSPACE) => test.app.webhooks.replay(workspaceId, id);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('keeps a failed delivery, which can be replayed and then counts as accepted', async () => {
    await fail();
    const [failed] = await github.log();
    expect(failed).to.include({ outcome: 'failed', event: 'issues.opened', attempts: 1, replayable: true });
    const reception = await replay(failed?.id ?? '');
    expect(reception).to.include({ outcome: 'accepted', deliveryId: failed?.id });
    expect(await github.issue('acme/shop#12')).to.include({ id: reception.issueIds[0], severity: 'p1' });
    const log = await github.log();
    expect(log).to.have.lengthOf(1);
    expect(log[0]).to.include({
      outcome: 'accepted',
      attempts: 2,
      jobId: reception.jobId,
      replayable: false,
      sourceDeliveryId: 'a-guid',
    });
    expect((await github.deliver(githubIssue('opened'), GITHUB_ISSUES)).json().outcome).to.equal('duplicate');
    expect(await codeOf(replay(failed?.id ?? ''))).to.equal('not_found');
  });

  it('keeps a delivery that fails again during the replay', async () => {
    await fail();
    const [failed] = await github.log();
    await whileBroken(() => replay(failed?.id ?? ''));
    expect((await github.log())[0]).to.include({
      id: failed?.id,
      outcome: 'failed',
      attempts: 2,
      replayable: true,
    });
    expect((await replay(failed?.id ?? '')).outcome).to.equal('accepted');
  });

  it('marks a replay as a duplicate if the source has sent the delivery again', async () => {
    await fail();
    const [failed] = await github.log();
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect((await replay(failed?.id ?? '')).outcome).to.equal('duplicate');
    expect((await github.issue('acme/shop#12'))?.occurrenceCount).to.equal(1);
  });

  it('processes a failed delivery once under concurrent replays', async () => {
    await fail();
    const [failed] = await github.log();
    const results = await Promise.all([1, 2, 3].map(() => codeOf(replay(failed?.id ?? ''))));
    expect(results.filter((result) => result === 'done')).to.have.lengthOf(1);
    expect(results.filter((result) => result === 'conflict' || result === 'not_found')).to.have.lengthOf(2);
    expect((await github.issue('acme/shop#12'))?.occurrenceCount).to.equal(1);
  });

  it("does not replay another workspace's delivery", async () => {
    await fail();
    const [failed] = await github.log();
    const { workspaceId } = await test.newWorkspace('other');
    expect(await codeOf(replay(failed?.id ?? '', workspaceId))).to.equal('not_found');
    expect(await codeOf(replay('whd_nothing'))).to.equal('not_found');
  });

  it('stores the body encrypted and without secret headers, and logs the error without the payload', async () => {
    await test.close();
    const logs = recordLogs();
    test = await startTestApp({ logger: logs.logger });
    github = await newConnector(test, 'github');
    await whileBroken(() =>
      github.deliver(githubIssue('opened', { title: 'A_PRIVATE_TITLE' }), {
        ...GITHUB_ISSUES,
        authorization: 'Bearer A_PRIVATE_TOKEN',
      }),
    );
    const rows = await rowsOf(test.app.database, 'SELECT * FROM webhook_delivery', []);
    const stored = rows.map((row) => Object.values(row).map(String).join()).join();
    expect(stored).to.not.contain('A_PRIVATE').and.not.contain('acme/shop');
    expect(logs.lines.join('')).to.contain('a delivery could not be processed');
    expect(logs.lines.join('')).to.not.contain('A_PRIVATE').and.not.contain(github.secret);
  });

  it('drops the oldest bodies when the space for failed deliveries is used up', async () => {
    const body = (n: number) => ({ ...githubIssue('opened', { number: n }), pad: 'x'.repeat(5_000_000) });
    const fits = Math.floor(LIMITS.keptFailureBytes / 5_000_500);
    await whileBroken(async () => {
      for (let n = 0; n <= fits; n++) await github.deliver(body(n), GITHUB_ISSUES);
    });
    const log = await github.log();
    expect(log.map(({ replayable }) => replayable)).to.deep.equal([...Array(fits).fill(true), false]);
  });
});

describe('webhook delivery log', () => {
  it('keeps deliveries for seven days', async () => {
    const test = await startTestApp();
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    await github.deliver(githubIssue('pinned'), GITHUB_ISSUES);
    test.clock.advance(7 * 86_400_000);
    await test.app.retention.prune();
    expect(await github.log()).to.have.lengthOf(2);
    test.clock.advance(1);
    await test.app.retention.prune();
    expect(await github.log()).to.deep.equal([]);
    await test.close();
  });

  it('counts deliveries in the metrics without naming a connector', async () => {
    const test = await startTestApp();
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    await test.post('/v1/webhooks/inbound/con_x', '{}');
    const { body } = await test.get('/metrics');
    for (const line of [
      'outcome="accepted",source="github"} 1',
      'outcome="duplicate",source="github"} 1',
      'outcome="refused",source="unknown"} 1',
    ])
      expect(body).to.contain(`causeloop_webhook_deliveries_total{${line}`);
    expect(body).to.not.contain(github.id);
    await test.close();
  });
});
