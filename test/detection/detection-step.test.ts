import { expect } from 'chai';
import fc from 'fast-check';
import { PatternStore } from '../../src/patterns/pattern-store.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../support/detection.js';

interface Pushed {
  readonly external_id: string;
  readonly title: string;
  readonly body?: string;
  readonly metadata?: object;
}

describe('stage 2', () => {
  let test: TestApp;
  let patterns: PatternStore;

  beforeEach(async () => {
    test = await startTestApp();
    patterns = new PatternStore(test.app.database, test.clock);
  });
  afterEach(() => test.close());

  async function push(...records: Pushed[]): Promise<string[]> {
    const body = { records: records.map((record) => ({ source: 'custom_api', ...record })) };
    const answer = await test.post('/v1/ingest/batch', body);
    expect(answer.statusCode).to.equal(202);
    await test.app.runner.runUntilEmpty();
    const status = await test.get(answer.headers.location as string);
    expect(status.json()).to.include({ status: 'succeeded', progress: 1 });
    return answer.json().issue_ids;
  }

  const list = async () => {
    const { ids } = await patterns.listIds(1, {}, { before: null, limit: 100 });
    const found = await patterns.findPatterns(1, ids);
    return ids.map((id) => found.get(id)).filter((pattern) => pattern !== undefined);
  };

  it('shows a pattern from the second issue on and links the first one too', async () => {
    const [first = ''] = await push({ external_id: 'a', title: 'Deployment failed: payment-service v2.3.1' });
    expect(await list()).to.deep.equal([]);
    expect(await patterns.findLinks(1, [first])).to.deep.equal(new Map());
    test.clock.advance(60_000);
    const [second = ''] = await push({
      external_id: 'b',
      title: 'Deployment failed: payment-service v2.3.2',
    });
    const [pattern] = await list();
    expect(pattern).to.include({
      name: 'Deployment failed: payment-service v<*>',
      template: 'Deployment failed: payment-service v<*>',
      status: 'watching',
      issueCount: 2,
      firstSeenAt: test.clock.now() - 60_000,
      lastSeenAt: test.clock.now(),
    });
    expect(pattern?.confidence).to.be.closeTo(0.6, 0.02);
    const links = await patterns.findLinks(1, [first, second]);
    expect(links.get(first)).to.deep.include({ step: 'new', slotValues: ['v2.3.1'] });
    expect(links.get(second)).to.deep.include({ step: 'known', slotValues: ['v2.3.2'] });
    expect(links.get(first)?.pattern.id).to.equal(pattern?.id);
    await expectConsistentPatterns(test.app);
  });

  it('merges candidates that turn out to be one message, under the oldest id', async () => {
    const names = ['payment', 'cart', 'search', 'auth', 'mailer', 'billing'];
    for (const [i, name] of names.entries())
      await push({ external_id: `d${i}`, title: `Deployment failed on ${name}-service after rollout` });
    const [pattern, ...others] = await list();
    expect(others).to.deep.equal([]);
    expect(pattern).to.include({ issueCount: 6, status: 'active' });
    expect(pattern?.template).to.match(/^Deployment failed on <\*>(-service)? after rollout$/);
    await expectConsistentPatterns(test.app);
  });

  it('keeps what happened apart', async () => {
    const titles = ['VM cart Started', 'VM cart Paused', 'VM web Started', 'VM web Paused'];
    await push(...titles.map((title, i) => ({ external_id: `v${i}`, title })));
    for (const group of await groupsOf(test.app, 1)) {
      const states = new Set(group.map((id) => titles[Number(id.slice(1))]?.split(' ')[2]));
      expect(states.size).to.equal(1);
    }
  });

  it('moves an issue whose title changed and takes its share back', async () => {
    await push(
      { external_id: 'a', title: 'Disk full on node 1' },
      { external_id: 'b', title: 'Disk full on node 2' },
      { external_id: 'c', title: 'Disk full on node 3' },
    );
    await push({ external_id: 'c', title: 'Login refused for user 7' });
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
    expect((await list()).map(({ issueCount }) => issueCount)).to.deep.equal([2]);
    await expectConsistentPatterns(test.app);
  });

  it('changes nothing when everything is posted again', async () => {
    const records = ['Job 1 timed out', 'Job 2 timed out', 'Cart leaks memory'].map((title, i) => ({
      external_id: `r${i}`,
      title,
    }));
    await push(...records);
    const before = await list();
    await push(...records);
    expect(await list()).to.deep.equal(before);
    await expectConsistentPatterns(test.app);
  });

  it("follows the sender's fingerprint, whatever the titles say", async () => {
    await push(
      { external_id: 'a', title: 'One thing', metadata: { fingerprint: 'same' } },
      { external_id: 'b', title: 'Something else entirely', metadata: { fingerprint: 'same' } },
      { external_id: 'c', title: 'One thing', metadata: { fingerprint: 'other' } },
    );
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('reads the error line of the body when the title says nothing', async () => {
    await push(
      { external_id: 'a', title: 'Alert', body: 'at 10:00\nError: connection to db-1 refused\nbye' },
      { external_id: 'b', title: 'Alert', body: 'at 11:00\nError: connection to db-2 refused' },
      { external_id: 'c', title: 'Alert', body: 'OutOfMemoryError: heap space' },
    );
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('keeps workspaces apart', async () => {
    const other = await test.newWorkspace('other');
    const authorization = `Bearer ${await other.token()}`;
    await push({ external_id: 'a', title: 'Disk full on node 1' });
    await test.post(
      '/v1/ingest/events',
      { external_id: 'b', title: 'Disk full on node 2' },
      { authorization },
    );
    await test.app.runner.runUntilEmpty();
    expect(await list()).to.deep.equal([]);
    expect(await groupsOf(test.app, other.workspaceId)).to.deep.equal([['b']]);
  });

  it('calls a pattern resolved after thirty days without a match, until one comes', async () => {
    await push(
      { external_id: 'a', title: 'Disk full on node 1' },
      { external_id: 'b', title: 'Disk full on node 2' },
    );
    test.clock.advance(30 * 86_400_000 + 1);
    expect((await list()).map(({ status }) => status)).to.deep.equal(['resolved']);
    const only = async (status: 'watching' | 'resolved') =>
      (await patterns.listIds(1, { status: [status] }, { before: null, limit: 10 })).ids.length;
    expect([await only('watching'), await only('resolved')]).to.deep.equal([0, 1]);
    await push({ external_id: 'c', title: 'Disk full on node 3' });
    expect((await list()).map(({ status }) => status)).to.deep.equal(['watching']);
    expect([await only('watching'), await only('resolved')]).to.deep.equal([1, 0]);
  });

  it('gives the same groups whatever the batches, restarts and repeats', async () => {
    const words = fc.constantFrom('cart', 'web', 'auth', 'mail', 'pay', 'db');
    const title = fc.oneof(
      fc.tuple(words, fc.nat({ max: 9 })).map(([w, n]) => `Deployment of ${w} failed after ${n} s`),
      fc.tuple(words, words).map(([a, b]) => `Host ${a}-1 lost its connection to ${b}`),
      words.map((w) => `Certificate of ${w}.example.com has expired`),
    );
    const history = fc.array(fc.tuple(fc.nat({ max: 30 }), title), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.nat({ max: 5 }), { maxLength: 8 }), async (pushes, cuts) => {
        const records = pushes.map(([id, text]) => ({
          source: 'custom_api',
          external_id: `i${id}`,
          title: text,
        }));
        const once = await test.newWorkspace(`once-${Math.random()}`);
        const often = await test.newWorkspace(`often-${Math.random()}`);
        for (const record of records) await submit(once, [record]);
        const rest = records.slice();
        for (const cut of cuts) await submit(often, rest.splice(0, cut));
        await submit(often, rest);
        // Within a batch only the last title of an issue is seen, so histories agree on issues pushed once.
        const once1 = await groupsOf(test.app, once.workspaceId);
        await expectConsistentPatterns(test.app);
        if (new Set(pushes.map(([id]) => id)).size === pushes.length)
          expect(await groupsOf(test.app, often.workspaceId)).to.deep.equal(once1);
      }),
      { numRuns: 8 },
    );
  });

  async function submit(workspace: { token(): Promise<string> }, records: readonly object[]): Promise<void> {
    if (records.length === 0) return;
    const authorization = `Bearer ${await workspace.token()}`;
    await test.post('/v1/ingest/batch', { records }, { authorization });
    await test.app.runner.runUntilEmpty();
  }
});
