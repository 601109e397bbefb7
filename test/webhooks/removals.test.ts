import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { GITHUB_ISSUES, githubIssue, newConnector, type TestConnector } from '../support/deliveries.js';

const HOUR_MS = 3_600_000;

describe('webhook deliveries that remove an issue', () => {
  let test: TestApp;
  let github: TestConnector;

  beforeEach(async () => {
    test = await startTestApp();
    github = await newConnector(test, 'github');
  });
  afterEach(() => test.close());

  const send = (action: string, issue: object = {}) =>
    github.deliver(githubIssue(action, { ...issue }), GITHUB_ISSUES);
  const statusOf = async () => (await github.issue('acme/shop#12'))?.status;

  it('resolve it, and older changes that arrive later do not reopen it', async () => {
    for (const action of ['deleted', 'transferred']) {
      const issue = { number: action === 'deleted' ? 1 : 2 };
      const externalId = `acme/shop#${issue.number}`;
      await send('opened', issue);
      await send(action, issue);
      expect((await github.issue(externalId))?.status).to.equal('resolved');
      await send('edited', { ...issue, title: 'Older', updatedAt: '2026-06-14T14:45:00Z' });
      expect(await github.issue(externalId), action).to.include({
        status: 'resolved',
        title: 'Checkout answers 503',
      });
    }
  });

  it('are remembered for a day if the issue is not known yet, so that its creation does not open it', async () => {
    expect((await send('deleted')).json()).to.include({ outcome: 'ignored', reason: 'unknown_issue' });
    expect(await github.issue('acme/shop#12')).to.equal(null);
    test.clock.advance(23 * HOUR_MS);
    expect((await send('opened')).json().outcome).to.equal('accepted');
    expect(await statusOf()).to.equal('resolved');
    await send('edited', { title: 'Older', updatedAt: '2026-06-14T14:45:00Z' });
    expect(await statusOf()).to.equal('resolved');
  });

  it('are forgotten after a day', async () => {
    await send('deleted');
    test.clock.advance(24 * HOUR_MS);
    await test.app.retention.prune();
    await send('opened');
    expect(await statusOf()).to.equal('open');
  });

  it('do not end an issue that was changed after them', async () => {
    await send('transferred');
    await send('opened', { updatedAt: '2026-06-14T15:30:00Z' });
    expect(await statusOf()).to.equal('open');
  });

  it('concern only the workspace and the source of their connector', async () => {
    await send('deleted');
    const { workspaceId } = await test.newWorkspace('other');
    const other = await newConnector(test, 'github', { workspaceId });
    await other.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect((await other.issue('acme/shop#12'))?.status).to.equal('open');
    await test.post('/v1/ingest/events', { external_id: 'acme/shop#12', title: 'Other source' });
    expect((await test.app.issues.findByKey(1, 'custom_api', 'acme/shop#12'))?.status).to.equal('open');
  });

  it('end the former key of a moved Jira issue and the former identifier of a Linear issue', async () => {
    const jira = await newConnector(test, 'jira');
    const change = (key: string, updated: string, more: object = {}) => ({
      webhookEvent: 'jira:issue_updated',
      timestamp: Date.UTC(2026, 5, 14, 14, 50),
      issue: { key, fields: { summary: 'Login fails', updated, resolution: null } },
      ...more,
    });
    await jira.deliver(change('OLD-1', '2026-06-14T14:00:00.000+0000'));
    const moved = { changelog: { items: [{ field: 'Key', fromString: 'OLD-1', toString: 'OPS-7' }] } };
    await jira.deliver(change('OPS-7', '2026-06-14T14:50:00.000+0000', moved));
    await jira.deliver(change('OLD-1', '2026-06-14T14:30:00.000+0000'));
    expect((await jira.issue('OLD-1'))?.status).to.equal('resolved');
    expect((await jira.issue('OPS-7'))?.status).to.equal('open');

    const linear = await newConnector(test, 'linear');
    const update = (identifier: string, time: string, data: object = {}) => ({
      type: 'Issue',
      action: 'update',
      webhookTimestamp: test.clock.now(),
      createdAt: time,
      data: { identifier, title: 'Menu', updatedAt: time, state: { type: 'started' }, ...data },
    });
    const former = { previousIdentifiers: ['OLD-2'] };
    await linear.deliver(update('ENG-9', '2026-06-14T14:50:00Z', former));
    await linear.deliver(update('OLD-2', '2026-06-14T14:30:00Z'));
    expect((await linear.issue('OLD-2'))?.status).to.equal('resolved');
    expect((await linear.issue('ENG-9'))?.status).to.equal('open');
  });
});
