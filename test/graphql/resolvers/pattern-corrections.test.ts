import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../../support/detection.js';
import { askGraphql } from '../../support/graphql.js';

describe('pattern mutations', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(async () => {
    await expectConsistentPatterns(test.app);
    await test.close();
  });

  async function push(...titles: readonly [string, string][]): Promise<Record<string, string>> {
    const records = titles.map(([external_id, title]) => ({ source: 'custom_api', external_id, title }));
    const answer = await test.post('/v1/ingest/batch', { records });
    await test.app.runner.runUntilEmpty();
    return Object.fromEntries(titles.map(([id], i) => [id, answer.json().issue_ids[i] as string]));
  }

  async function patternOf(issueId: string | undefined): Promise<string | undefined> {
    const { data } = await askGraphql(test, `{ issue(id: "${issueId}") { pattern { id } } }`);
    return data.issue.pattern?.id;
  }

  const DISK: [string, string][] = [
    ['a', 'Disk full on node 1'],
    ['b', 'Disk full on node 2'],
  ];
  const LOGIN: [string, string][] = [
    ['c', 'Login refused for user 7'],
    ['d', 'Login refused for user 8'],
  ];

  it('linkIssue moves an issue and every issue with the same wording, present and future', async () => {
    const ids = await push(...DISK, ...LOGIN);
    const disk = await patternOf(ids.a);
    const { data } = await askGraphql(
      test,
      `mutation { linkIssue(issueId: "${ids.c}", patternId: "${disk}") { id issueCount } }`,
    );
    expect(data.linkIssue).to.deep.equal({ id: disk, issueCount: 4 });
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b', 'c', 'd']]);
    await push(['e', 'Login refused for user 9'], ['f', 'Disk full on node 3']);
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b', 'c', 'd', 'e', 'f']]);
    const link = await askGraphql(test, `{ issue(id: "${ids.d}") { patternLink { step } } }`);
    expect(link.data.issue.patternLink).to.deep.equal({ step: 'CORRECTED' });
  });

  it('unlinkIssue removes one issue whose title differs only in values and lowers the confidence', async () => {
    const ids = await push(...DISK, ['c', 'Disk full on node 3']);
    const disk = await patternOf(ids.a);
    const before = await askGraphql(test, `{ pattern(id: "${disk}") { confidence } }`);
    const { data } = await askGraphql(
      test,
      `mutation { unlinkIssue(issueId: "${ids.c}") { id issueCount confidence } }`,
    );
    expect(data.unlinkIssue).to.include({ id: disk, issueCount: 2 });
    expect(data.unlinkIssue.confidence).to.be.below(before.data.pattern.confidence);
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
    await push(['d', 'Disk full on node 3'], ['e', 'Disk full on node 4']);
    expect(await groupsOf(test.app, 1)).to.deep.equal([
      ['a', 'b', 'e'],
      ['c', 'd'],
    ]);
  });

  it('unlinkIssue removes a whole wording from a learned pattern', async () => {
    const names = ['payment', 'cart', 'search', 'auth', 'mailer', 'billing'];
    const titles = names.map((name, i): [string, string] => [
      `d${i}`,
      `Deployment failed on ${name}-service after rollout`,
    ]);
    const ids = await push(...titles);
    const learned = await patternOf(ids.d0);
    await askGraphql(test, `mutation { unlinkIssue(issueId: "${ids.d2}") { id } }`);
    expect(await patternOf(ids.d2)).not.to.equal(learned);
    await push(['again', 'Deployment failed on search-service after rollout']);
    const groups = await groupsOf(test.app, 1);
    expect(groups).to.deep.include(['again', 'd2']);
    expect(groups).to.deep.include(['d0', 'd1', 'd3', 'd4', 'd5']);
  });

  it('mergePatterns combines two patterns, and both ids return the result', async () => {
    const ids = await push(...DISK, ...LOGIN);
    const [disk, login] = [await patternOf(ids.a), await patternOf(ids.c)];
    const { data } = await askGraphql(
      test,
      `mutation { mergePatterns(from: "${login}", into: "${disk}") { id issueCount } }`,
    );
    expect(data.mergePatterns).to.deep.equal({ id: disk, issueCount: 4 });
    await push(['e', 'Login refused for user 9']);
    const read = await askGraphql(
      test,
      `{ old: pattern(id: "${login}") { id } patterns { nodes { id issueCount } } }`,
    );
    expect(read.data).to.deep.equal({
      old: { id: disk },
      patterns: { nodes: [{ id: disk, issueCount: 5 }] },
    });
    // Merging again by the old id has no effect.
    const again = await askGraphql(
      test,
      `mutation { mergePatterns(from: "${disk}", into: "${login}") { id issueCount } }`,
    );
    expect(again.data.mergePatterns).to.deep.equal({ id: disk, issueCount: 5 });
  });

  it('renamePattern keeps the name when the template changes later', async () => {
    const ids = await push(...DISK);
    const disk = await patternOf(ids.a);
    const rename = (name: string) =>
      askGraphql(
        test,
        `mutation ($name: String!) { renamePattern(id: "${disk}", name: $name) { name template } }`,
        {
          name,
        },
      );
    expect((await rename('Full disks')).data.renamePattern).to.deep.equal({
      name: 'Full disks',
      template: 'Disk full on node <*>',
    });
    await push(['c', 'Disk full on node 3']);
    const read = await askGraphql(test, `{ pattern(id: "${disk}") { name issueCount } }`);
    expect(read.data.pattern).to.deep.equal({ name: 'Full disks', issueCount: 3 });
    for (const name of ['', ' ', 'x'.repeat(301), 'a\0b'])
      expect((await rename(name)).codes).to.deep.equal(['VALIDATION_ERROR']);
  });

  it('returns NOT_FOUND for issues and patterns of another workspace and changes nothing', async () => {
    const ids = await push(...DISK, ['c', 'Cart leaks memory']);
    const disk = await patternOf(ids.a);
    const other = await test.newWorkspace('other');
    const authorization = `Bearer ${await other.token()}`;
    const foreign = [
      `linkIssue(issueId: "${ids.c}", patternId: "${disk}") { id }`,
      `unlinkIssue(issueId: "${ids.a}") { id }`,
      `mergePatterns(from: "${disk}", into: "${disk}") { id }`,
      `renamePattern(id: "${disk}", name: "x") { id }`,
    ];
    for (const field of foreign) {
      const { codes } = await askGraphql(test, `mutation { ${field} }`, undefined, { authorization });
      expect(codes, field).to.deep.equal(['NOT_FOUND']);
    }
    const unknown = await askGraphql(test, `mutation { unlinkIssue(issueId: "iss_x") { id } }`);
    expect(unknown.codes).to.deep.equal(['NOT_FOUND']);
    expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('keeps a correction after a restart and in other processes', async () => {
    const ids = await push(...DISK, ...LOGIN);
    const disk = await patternOf(ids.a);
    await askGraphql(test, `mutation { linkIssue(issueId: "${ids.c}", patternId: "${disk}") { id } }`);
    const again = await startTestApp({ config: { databaseUrl: test.databaseUrl }, clock: test.clock });
    try {
      const records = [{ source: 'custom_api', external_id: 'e', title: 'Login refused for user 9' }];
      await again.post('/v1/ingest/batch', { records });
      await again.app.runner.runUntilEmpty();
      // The first process notices that its state in memory is out of date.
      await push(['f', 'Disk full on node 5']);
      expect(await groupsOf(test.app, 1)).to.deep.equal([['a', 'b', 'c', 'd', 'e', 'f']]);
    } finally {
      await again.close();
    }
  });

  it('announces each change to subscribers', async () => {
    const ids = await push(...DISK);
    const disk = (await patternOf(ids.a)) as string;
    const changes = await test.app.patternEvents.subscribe(1, disk);
    expect((await changes.next()).value).to.include({ id: disk, name: 'Disk full on node <*>' });
    await askGraphql(test, `mutation { renamePattern(id: "${disk}", name: "Full disks") { id } }`);
    expect((await changes.next()).value).to.include({ id: disk, name: 'Full disks' });
    await push(['c', 'Disk full on node 3']);
    expect((await changes.next()).value).to.include({ id: disk, issueCount: 3 });
    await changes.return?.();
  });
});
