import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { GITHUB_ISSUES, githubIssue, newConnector, type TestConnector } from '../support/deliveries.js';

describe('webhook deliveries for issues whose external id changed', () => {
  let test: TestApp;
  let github: TestConnector;

  beforeEach(async () => {
    test = await startTestApp();
    github = await newConnector(test, 'github');
  });
  afterEach(() => test.close());

  const send = (action: string, name: string, minute: number, repository = 7) => {
    const issue = githubIssue(action, { updatedAt: `2026-06-14T14:${minute}:00Z` });
    return github.deliver({ ...issue, repository: { id: repository, full_name: name } }, GITHUB_ISSUES);
  };

  it('continue the issue of a renamed GitHub repository under its new name', async () => {
    const { issue_ids } = (await send('opened', 'acme/shop', 10)).json();
    const answer = await send('closed', 'acme/store', 20);
    expect(answer.json().issue_ids).to.deep.equal(issue_ids);
    expect(await github.issue('acme/store#12')).to.include({ status: 'resolved', occurrenceCount: 2 });
    expect(await github.issue('acme/shop#12')).to.equal(null);
  });

  it('do not undo a renaming when they arrive late', async () => {
    await send('opened', 'acme/shop', 10);
    await send('edited', 'acme/store', 30);
    await send('edited', 'acme/shop', 20);
    expect((await github.issue('acme/store#12'))?.occurrenceCount).to.equal(3);
    expect(await github.issue('acme/shop#12')).to.equal(null);
  });

  it('tell the issues of another repository with the former name apart', async () => {
    await send('opened', 'acme/shop', 10);
    await send('edited', 'acme/store', 20);
    await send('opened', 'acme/shop', 30, 8);
    expect((await github.issue('acme/store#12'))?.occurrenceCount).to.equal(2);
    expect((await github.issue('acme/shop#12'))?.occurrenceCount).to.equal(1);
  });

  it('rename all issues of the repository, except one whose new name is taken', async () => {
    for (const number of [12, 13, 14])
      await github.deliver(
        { ...githubIssue('opened', { number }), repository: { id: 7, full_name: 'acme/shop' } },
        GITHUB_ISSUES,
      );
    await test.post('/v1/ingest/events', { external_id: 'acme/store#13', source: 'github', title: 'Taken' });
    await send('closed', 'acme/store', 50);
    expect((await github.issue('acme/store#12'))?.status).to.equal('resolved');
    expect((await github.issue('acme/store#14'))?.status).to.equal('open');
    expect((await github.issue('acme/store#13'))?.title).to.equal('Taken');
    expect((await github.issue('acme/shop#13'))?.status).to.equal('open');
  });

  it('remove an issue of a renamed repository', async () => {
    await send('opened', 'acme/shop', 10);
    await send('deleted', 'acme/store', 20);
    expect((await github.issue('acme/store#12'))?.status).to.equal('resolved');
  });

  it('continue the issues of a Jira project whose key changed', async () => {
    const jira = await newConnector(test, 'jira');
    const change = (key: string, updated: string, resolution: object | null, site = 'acme') =>
      jira.deliver({
        webhookEvent: 'jira:issue_updated',
        issue: {
          id: '10400',
          key,
          self: `https://${site}.example/rest/api/2/issue/10400`,
          fields: { summary: 'Login fails', updated, resolution, project: { id: '7' } },
        },
      });
    await change('OPS-7', '2026-06-14T14:00:00.000+0000', null);
    await change('PLAT-7', '2026-06-14T14:10:00.000+0000', { name: 'Fixed' });
    expect((await jira.issue('PLAT-7'))?.status).to.equal('resolved');
    expect(await jira.issue('OPS-7')).to.equal(null);
    await change('OPS-7', '2026-06-14T14:20:00.000+0000', null, 'another');
    expect((await jira.issue('OPS-7'))?.status).to.equal('open');
  });
});
