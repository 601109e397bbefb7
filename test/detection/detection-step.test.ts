import { expect } from 'chai';
import fc from 'fast-check';
import { PatternListStore } from '../../src/patterns/pattern-list-store.js';
import { PatternStore } from '../../src/patterns/pattern-store.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../support/detection.js';

interface Pushed {
  readonly external_id: string;
  readonly title: string;
  readonly body?: string;
  readonly metadata?: object;
}

describe('pattern detection of ingested issues', () => {
  let test: TestApp;
  let patterns: PatternStore;
  let lists: PatternListStore;

  beforeEach(async () => {
    test = await startTestApp();
    patterns = new PatternStore(test.app.database, test.clock);
    lists = new PatternListStore(test.app.database, test.clock);
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
    const { ids } = await lists.listIds(1, {}, { before: null, limit: 100 });
    const found = await patterns.findPatterns(1, ids);
    return ids.map((id) => found.get(id)).filter((pattern) => pattern !== undefined);
  };

  it('shows a pattern from its second issue on and links the first issue too', async () => {
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

  it('merges candidates that turn out to be one message and keeps the oldest id', async () => {
    const names = ['payment', 'cart', 'search', 'auth', 'mailer', 'billing'];
    for (const [i, name] of names.entries())
      await push({ external_id: `d${i}`, title: `Deployment failed on ${name}-service after rollout` });
    const [pattern, ...others] = await list();
    expect(others).to.deep.equal([]);
    expect(pattern).to.include({ issueCount: 6, status: 'active' });
    expect(pattern?.template).to.match(/^Deployment failed on <\*>(-service)? after rollout$/);
    await expectConsistentPatterns(test.app);
  });

  it('never groups titles that report different events', async () => {
    const titles = ['VM cart Started', 'VM cart Paused', 'VM web Started', 'VM web Paused'];
    await push(...titles.map((title, i) => ({ external_id: `v${i}`, title })));
    for (const group of await groupsOf(test.app, 1)) {
      const states = new Set(group.map((id) => titles[Number(id.slice(1))]?.split(' ')[2]));
      expect(states.size).to.equal(1);
    }
  });

  it('moves an issue whose title changed to another pattern', async () => {
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

  it('changes nothing when the same records are ingested again', async () => {
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

  it('groups issues by their fingerprint even if their titles differ', async () => {
    await push(
      { external_id: 'a', title: 'One thing', metadata: { fingerprint: 'same' } },
      { external_id: 'b', title: 'Something else entirely', metadata: { fingerprint: 'same' } },
      { external_id: 'c', title: 'One thing', metadata: { fingerprint: 'other' } },
    );
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('reads the error line of the body when the title is generic', async () => {
    await push(
      { external_id: 'a', title: 'Alert', body: 'at 10:00\nError: connection to db-1 refused\nbye' },
      { external_id: 'b', title: 'Alert', body: 'at 11:00\nError: connection to db-2 refused' },
      { external_id: 'c', title: 'Alert', body: 'OutOfMemoryError: heap space' },
    );
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('does not group issues of different workspaces', async () => {
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

  it('shows a pattern as resolved after 30 days without a match and reopens it with the next one', async () => {
    await push(
      { external_id: 'a', title: 'Disk full on node 1' },
      { external_id: 'b', title: 'Disk full on node 2' },
    );
    test.clock.advance(30 * 86_400_000 + 1);
    expect((await list()).map(({ status }) => status)).to.deep.equal(['resolved']);
    const only = async (status: 'watching' | 'resolved') =>
      (await lists.listIds(1, { status: [status] }, { before: null, limit: 10 })).ids.length;
    expect([await only('watching'), await only('resolved')]).to.deep.equal([0, 1]);
    await push({ external_id: 'c', title: 'Disk full on node 3' });
    expect((await list()).map(({ status }) => status)).to.deep.equal(['watching']);
    expect([await only('watching'), await only('resolved')]).to.deep.equal([1, 0]);
  });

  describe('with any history of issues', () => {
    const words = fc.constantFrom('cart', 'web', 'auth', 'mail', 'pay', 'db');
    const title = fc.oneof(
      fc.tuple(words, fc.nat({ max: 9 })).map(([w, n]) => `Deployment of ${w} failed after ${n} s`),
      fc.tuple(words, words).map(([a, b]) => `Host ${a}-1 lost its connection to ${b}`),
      words.map((w) => `Certificate of ${w}.example.com has expired`),
    );
    const issue = fc.tuple(fc.nat({ max: 30 }), title).map(([id, text]) => ({
      source: 'custom_api',
      external_id: `i${id}`,
      title: text,
    }));
    const cuts = fc.array(fc.nat({ max: 5 }), { maxLength: 8 });
    let workspaces = 0;

    /** Groups in a new workspace after these batches. */
    async function groupsAfter(...batches: (readonly object[])[]): Promise<string[][]> {
      const workspace = await test.newWorkspace(`history-${++workspaces}`);
      for (const batch of batches) await submit(workspace, batch);
      return groupsOf(test.app, workspace.workspaceId);
    }

    function split<T>(items: readonly T[], sizes: readonly number[]): T[][] {
      const rest = items.slice();
      return [...sizes.map((size) => rest.splice(0, size)), rest];
    }

    // Of an issue that is in a batch twice, only the last title is matched, so each issue is ingested once here.
    it('groups issues in the same way however they are split into batches', async () => {
      const history = fc.uniqueArray(issue, { minLength: 2, selector: (record) => record.external_id });
      await fc.assert(
        fc.asyncProperty(history, cuts, async (records, sizes) => {
          const oneByOne = await groupsAfter(...records.map((record) => [record]));
          expect(await groupsAfter(...split(records, sizes))).to.deep.equal(oneByOne);
        }),
        { numRuns: 5 },
      );
      await expectConsistentPatterns(test.app);
    });

    it('keeps its tables consistent when titles of issues change', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(issue, { minLength: 1, maxLength: 40 }), cuts, async (records, sizes) => {
          await groupsAfter(...split(records, sizes));
          await expectConsistentPatterns(test.app);
        }),
        { numRuns: 5 },
      );
    });
  });

  async function submit(workspace: { token(): Promise<string> }, records: readonly object[]): Promise<void> {
    if (records.length === 0) return;
    const authorization = `Bearer ${await workspace.token()}`;
    await test.post('/v1/ingest/batch', { records }, { authorization });
    await test.app.runner.runUntilEmpty();
  }
});
