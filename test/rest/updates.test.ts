import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { newSender, type Sender, UNLIMITED } from './sender.js';

const KEY = { external_id: 'JIRA-1', source: 'jira' };
const FULL = {
  ...KEY,
  title: 'Disk full',
  body: 'Since noon',
  severity: 'p1',
  team: 'platform',
  external_url: 'https://jira.example.com/browse/JIRA-1',
  metadata: { region: 'eu' },
  source_created_at: '2026-06-14T14:35:00Z',
  source_updated_at: '2026-06-14T14:40:00Z',
};
const CLEARED = {
  body: null,
  severity: null,
  team: null,
  external_url: null,
  metadata: null,
  source_created_at: null,
  source_updated_at: null,
};

describe('a repeated push of the same key', () => {
  let test: TestApp;
  let sender: Sender;
  let issueId: string;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
    issueId = (await sender.event(FULL)).issue_id;
  });
  after(() => test?.close());

  async function push(fields: object): Promise<string | undefined> {
    test.clock.advance(1000);
    const { issue_id, records } = await sender.event({ ...KEY, ...fields });
    expect(issue_id).to.equal(issueId);
    return records[0]?.outcome;
  }

  it('keeps the stored value of every omitted field, including the title', async () => {
    const before = await sender.issue(issueId);
    expect(await push({ team: 'storage' })).to.equal('updated');
    expect(await sender.issue(issueId)).to.deep.equal({
      ...before,
      team: 'storage',
      occurrenceCount: 2,
      lastSeenAt: test.clock.now(),
      updatedAt: test.clock.now(),
    });
  });

  it('changes only the counters if it contains nothing new', async () => {
    const before = await sender.issue(issueId);
    const { external_id: _, source: __, ...same } = FULL;
    expect(await push(same)).to.equal('unchanged');
    expect(await push({})).to.equal('unchanged');
    expect(
      await push({ ...same, severity: ' P1 ', source_created_at: '2026-06-14T16:35:00.000+02:00' }),
    ).to.equal('unchanged');
    expect(await sender.issue(issueId)).to.deep.equal({
      ...before,
      occurrenceCount: 4,
      lastSeenAt: test.clock.now(),
    });
  });

  it('clears optional fields with null and resets severity to p3', async () => {
    expect(await push(CLEARED)).to.equal('updated');
    expect(await sender.issue(issueId)).to.include({
      title: 'Disk full',
      body: null,
      severity: 'p3',
      team: null,
      externalUrl: null,
      metadata: null,
      sourceCreatedAt: null,
      sourceUpdatedAt: null,
    });
  });

  it('treats a null title as absent', async () => {
    expect(await push({ title: null })).to.equal('unchanged');
    expect((await sender.issue(issueId)).title).to.equal('Disk full');
  });

  it('treats blank strings as absent, except for the body', async () => {
    const blank = { title: ' ', severity: '', team: '\u3000', external_url: '\t', source_created_at: '' };
    expect(await push(blank)).to.equal('unchanged');
    expect(await push({ body: ' ' })).to.equal('updated');
    expect((await sender.issue(issueId)).body).to.equal(' ');
    expect(await push({ body: '' })).to.equal('updated');
    expect((await sender.issue(issueId)).body).to.equal('');
  });

  it('is stale and only counted if its source_updated_at is older', async () => {
    const before = await sender.issue(issueId);
    const older = { source_updated_at: '2026-06-14T14:39:59.999Z', title: 'Older', severity: 'p4' };
    expect(await push(older)).to.equal('stale');
    expect(await sender.issue(issueId)).to.deep.equal({
      ...before,
      occurrenceCount: 2,
      lastSeenAt: test.clock.now(),
    });
  });

  it('applies in order of arrival if source_updated_at is equal or absent', async () => {
    expect(await push({ source_updated_at: FULL.source_updated_at, title: 'Equal' })).to.equal('updated');
    expect(await push({ title: 'Absent' })).to.equal('updated');
    expect(await sender.issue(issueId)).to.include({
      title: 'Absent',
      sourceUpdatedAt: Date.UTC(2026, 5, 14, 14, 40),
    });
  });

  it('updates the same issue whatever the route and the case of the source', async () => {
    const response = await sender.post('/v1/ingest/jira/issues', {
      external_id: KEY.external_id,
      title: 'By path',
    });
    expect(response.json().issue_id).to.equal(issueId);
    const { issue_ids } = await sender.batch([{ ...KEY, source: ' Jira', title: 'By batch' }]);
    expect(issue_ids).to.deep.equal([issueId]);
  });

  it('replaces metadata as a whole and notices another key order', async () => {
    expect(await push({ metadata: { region: 'eu', zone: 1 } })).to.equal('updated');
    expect(await push({ metadata: { zone: 1, region: 'eu' } })).to.equal('updated');
    expect((await sender.issue(issueId)).metadata).to.equal('{"zone":1,"region":"eu"}');
  });

  it('keeps the newest original name of a coerced source', async () => {
    const first = await sender.event({ external_id: 'a', source: 'grafana' });
    await sender.event({ external_id: 'a', source: 'nagios' });
    expect(await sender.issue(first.issue_id)).to.include({ source: 'custom_api', sourceRaw: 'nagios' });
  });
});
