import { expect } from 'chai';
import { parsePayload } from '../../src/sources/payload/parse-payload.js';
import { onlyIssue, reasonIgnored } from '../support/webhooks.js';

const EVENT = { 'x-github-event': 'issues' };

function issues(action: string, issue: object = {}, more: object = {}): Record<string, unknown> {
  return {
    action,
    issue: {
      id: 44,
      node_id: 'I_44',
      number: 12,
      title: 'Checkout answers 503',
      body: 'Since the deploy.',
      state: 'open',
      labels: [],
      assignee: { login: 'grace' },
      assignees: [{ login: 'grace' }, { login: 'ada' }],
      html_url: 'https://github.com/acme/shop/issues/12',
      created_at: '2026-06-14T14:35:00Z',
      updated_at: '2026-06-14T14:40:00Z',
      ...issue,
    },
    repository: { full_name: 'acme/shop' },
    sender: { login: 'ada' },
    ...more,
  };
}

const labels = (...names: string[]) => ({ labels: names.map((name) => ({ name })) });

describe('GitHub webhooks', () => {
  it('maps every field of an issue event', () => {
    const { record, transition } = onlyIssue('github', issues('opened', labels('bug', 'p1')), EVENT);
    expect(record).to.deep.equal({
      externalId: 'acme/shop#12',
      title: 'Checkout answers 503',
      body: 'Since the deploy.',
      severity: 'p1',
      team: undefined,
      assignee: 'grace',
      externalUrl: 'https://github.com/acme/shop/issues/12',
      sourceCreatedAt: '2026-06-14T14:35:00Z',
      sourceUpdatedAt: '2026-06-14T14:40:00Z',
      metadata: {
        event: 'issues',
        action: 'opened',
        id: 44,
        node_id: 'I_44',
        state: 'open',
        labels: ['bug', 'p1'],
        assignees: ['grace', 'ada'],
        actor: 'ada',
      },
    });
    expect(transition).to.deep.equal({ status: 'unresolved', evenIfStale: false, partial: false });
  });

  it('updates the issue for every action on the issue itself', () => {
    for (const action of [
      'opened',
      'edited',
      'reopened',
      'labeled',
      'unlabeled',
      'assigned',
      'unassigned',
      'milestoned',
      'demilestoned',
    ]) {
      const { transition, creates } = onlyIssue('github', issues(action), EVENT);
      expect({ ...transition, creates }, action).to.include({
        status: action === 'reopened' ? 'open' : 'unresolved',
        creates: true,
      });
    }
  });

  it('resolves a closed issue and keeps it resolved when it is edited', () => {
    expect(
      onlyIssue('github', issues('closed', { state: 'closed', state_reason: 'completed' }), EVENT).transition
        .status,
    ).to.equal('resolved');
    expect(onlyIssue('github', issues('edited', { state: 'closed' }), EVENT).transition.status).to.equal(
      'resolved',
    );
  });

  it('resolves a deleted or transferred issue without creating it', () => {
    for (const action of ['deleted', 'transferred']) {
      const { record, transition, creates } = onlyIssue('github', issues(action), EVENT);
      expect(creates).to.equal(false);
      expect(transition).to.include({ status: 'resolved', evenIfStale: true });
      expect(record).to.include({ externalId: 'acme/shop#12', title: undefined, body: undefined });
    }
  });

  it('clears a removed description', () => {
    expect(onlyIssue('github', issues('edited', { body: null }), EVENT).record.body).to.equal(null);
  });

  it('uses the most urgent label, in any case and with a common prefix', () => {
    const severity = (...names: string[]) =>
      onlyIssue('github', issues('labeled', labels(...names)), EVENT).record.severity;
    expect(severity('p4', 'SEV2', 'bug')).to.equal('p2');
    expect(severity('Priority: Critical')).to.equal('p1');
    expect(severity('priority/high')).to.equal('p2');
    expect(severity(' low ')).to.equal('p4');
    expect(severity('bug')).to.equal(undefined);
  });

  it('clears the severity when the last severity label is removed', () => {
    const unlabeled = (rest: string[], removed: string) =>
      onlyIssue('github', issues('unlabeled', labels(...rest), { label: { name: removed } }), EVENT).record
        .severity;
    expect(unlabeled([], 'p1')).to.equal(null);
    expect(unlabeled(['p2'], 'p1')).to.equal('p2');
    expect(unlabeled([], 'bug')).to.equal(undefined);
  });

  it('ignores events that do not concern an issue', () => {
    expect(reasonIgnored('github', issues('opened', { pull_request: { url: 'https://x' } }), EVENT)).to.equal(
      'pull_request',
    );
    for (const action of ['pinned', 'unpinned', 'locked', 'unlocked', 'typed', 'OPENED', ''])
      expect(reasonIgnored('github', issues(action), EVENT), action).to.equal('action_not_supported');
    for (const event of ['issue_comment', 'pull_request', 'push', 'star', 'Issues', ''])
      expect(reasonIgnored('github', issues('opened'), { 'x-github-event': event }), event).to.equal(
        'event_not_supported',
      );
    expect(
      reasonIgnored('github', { zen: 'Keep it simple.', hook_id: 1 }, { 'x-github-event': 'ping' }),
    ).to.equal('ping');
  });

  it('does not treat a payload as an issue because of an unsigned header', () => {
    const comment = issues('edited', {}, { comment: { body: 'not the issue' } });
    expect(reasonIgnored('github', comment, EVENT)).to.equal('not_an_issue');
    expect(reasonIgnored('github', { ref: 'refs/heads/main' }, EVENT)).to.equal('not_an_issue');
    for (const strange of [null, 1, 'text', [], {}])
      expect(reasonIgnored('github', strange, EVENT)).to.equal('not_an_issue');
  });

  it('recognises an event by its body if it was forwarded without headers', () => {
    expect(onlyIssue('github', issues('opened')).record.externalId).to.equal('acme/shop#12');
    expect(reasonIgnored('github', { zen: 'Keep it simple.' })).to.equal('ping');
    expect(reasonIgnored('github', { ref: 'x' })).to.equal('event_not_supported');
  });
});

describe('parsePayload', () => {
  it('parses JSON whatever the content type is, and JSON in a form field', () => {
    for (const type of [undefined, 'application/json', 'text/plain', 'application/json; charset=utf-8'])
      expect(parsePayload(type, Buffer.from('{"a":"ü"}'))).to.deep.equal({ a: 'ü' });
    const form = Buffer.from(new URLSearchParams({ payload: '{"a":"ü +%"}' }).toString());
    expect(parsePayload('application/x-www-form-urlencoded', form)).to.deep.equal({ a: 'ü +%' });
    expect(
      parsePayload('application/x-www-form-urlencoded; charset=utf-8', Buffer.from('a=1&b=')),
    ).to.deep.equal({ a: '1', b: '' });
    expect(parsePayload(undefined, Buffer.from('\ufeff[]'))).to.deep.equal([]);
  });

  it('refuses a body that is neither JSON nor a form', () => {
    const form = 'application/x-www-form-urlencoded';
    for (const [type, text] of [
      [undefined, ''],
      [undefined, '{'],
      [undefined, 'payload=%7B%7D'],
      [form, ''],
      [form, 'payload='],
      [form, 'payload=%7B'],
      [undefined, '{"a":NaN}'],
    ] as const)
      expect(() => parsePayload(type, Buffer.from(text)), text)
        .to.throw()
        .with.property('code', 'validation_error');
    expect(() => parsePayload(undefined, Buffer.from([0x22, 0xc3, 0x28, 0x22]))).to.throw(/UTF-8/);
  });
});
