import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectError, faultsOf } from './answers.js';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from './sender.js';

const KEY = { external_id: 'JIRA-1', source: 'jira' };

describe('status and assignee of a push', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  /** Pushes a change and returns the outcome with the status and assignee after it. */
  async function pushed(fields: object): Promise<unknown[]> {
    const { issue_id, records } = await sender.event({ ...KEY, ...fields });
    const { status, assignee } = await sender.issue(issue_id);
    return [records[0]?.outcome, status, assignee];
  }

  it('creates an issue with the status and the assignee of the first push', async () => {
    const push = { title: 'Disk full', status: 'Acknowledged', assignee: 'Ada' };
    expect(await pushed(push)).to.deep.equal(['created', 'acknowledged', 'Ada']);
  });

  it('keeps both if a later push contains neither, and changes each by itself', async () => {
    await pushed({ title: 'Disk full', status: 'acknowledged', assignee: 'Ada' });
    expect(await pushed({ title: 'Disk still full' })).to.deep.equal(['updated', 'acknowledged', 'Ada']);
    expect(await pushed({ assignee: 'Grace' })).to.deep.equal(['updated', 'acknowledged', 'Grace']);
    expect(await pushed({ status: 'resolved' })).to.deep.equal(['updated', 'resolved', 'Grace']);
    expect(await pushed({ status: null, assignee: null })).to.deep.equal(['updated', 'open', null]);
  });

  it('reopens a resolved issue by a changed push or by the status open', async () => {
    await pushed({ title: 'Disk full', status: 'resolved' });
    expect(await pushed({ title: 'Disk full' })).to.deep.equal(['unchanged', 'resolved', null]);
    expect(await pushed({ title: 'Disk full again' })).to.deep.equal(['updated', 'open', null]);
    await pushed({ status: 'acknowledged' });
    expect(await pushed({ status: 'open' })).to.deep.equal(['updated', 'open', null]);
  });

  it('ignores the status of a push that is older than the issue', async () => {
    await pushed({ title: 'a', status: 'resolved', source_updated_at: '2026-06-14T15:00:00Z' });
    const late = { status: 'acknowledged', assignee: 'Ada', source_updated_at: '2026-06-14T14:00:00Z' };
    expect(await pushed(late)).to.deep.equal(['stale', 'resolved', null]);
  });

  it('stores them with every record of a batch and through source pushes', async () => {
    const records = ['open', 'acknowledged', 'resolved', undefined].map((status, i) => ({
      external_id: `B-${i}`,
      source: 'jira',
      title: 't',
      status,
      assignee: status,
    }));
    const { issue_ids } = (await sender.post(BATCH, { records })).json();
    const stored = await Promise.all(issue_ids.map((id: string) => sender.issue(id)));
    expect(stored.map(({ status, assignee }) => [status, assignee])).to.deep.equal([
      ['open', 'open'],
      ['acknowledged', 'acknowledged'],
      ['resolved', 'resolved'],
      ['open', null],
    ]);
    const response = await sender.post('/v1/ingest/jira/issues', {
      external_id: 'B-3',
      title: 't',
      status: 'resolved',
    });
    expect((await sender.issue(response.json().issue_id)).status).to.equal('resolved');
  });

  it('rejects an unknown status and reports faults in the order of the fields', async () => {
    const sent = { ...KEY, title: 't', status: 'closed', severity: 'x', team: 5, assignee: 'x'.repeat(201) };
    const error = expectError(await sender.post(EVENTS, sent), 400, 'validation_error');
    expect(error.details.errors?.[1]?.message).to.equal(
      'status must be one of `open`, `acknowledged`, `resolved`',
    );
    expect(faultsOf(error)).to.deep.equal([
      'severity invalid_enum',
      'status invalid_enum',
      'team invalid_type',
      'assignee too_long',
    ]);
  });

  it('filters issues by the status acknowledged over GraphQL', async () => {
    await sender.batch([
      { ...KEY, title: 'one', status: 'acknowledged', assignee: 'Ada' },
      { ...KEY, external_id: 'JIRA-2', title: 'two' },
    ]);
    const query = '{ issues(filter: { status: [ACKNOWLEDGED] }) { nodes { title status assignee } } }';
    const response = await sender.post('/graphql', { query });
    expect(response.json().data.issues.nodes).to.deep.equal([
      { title: 'one', status: 'ACKNOWLEDGED', assignee: 'Ada' },
    ]);
  });
});
