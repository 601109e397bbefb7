import { expect } from 'chai';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

function jira(event: string, fields: object = {}, more: object = {}): Record<string, unknown> {
  return {
    timestamp: 1_781_449_200_123,
    webhookEvent: event,
    issue_event_type_name: 'issue_generic',
    user: { displayName: 'Ada' },
    issue: {
      id: '10400',
      self: 'https://acme.example/jira/rest/api/2/issue/10400',
      key: 'OPS-7',
      fields: {
        summary: 'Login fails',
        description: 'For SSO users.',
        priority: { name: 'Highest' },
        status: { name: 'To Do', statusCategory: { key: 'new' } },
        resolution: null,
        created: '2026-06-14T07:35:00.250-0700',
        updated: '2026-06-14T07:40:00.500-0700',
        ...fields,
      },
    },
    ...more,
  };
}

describe('Jira webhooks', () => {
  it('maps every field of an issue event', () => {
    const { record, transition } = onlyIssue('jira', jira('jira:issue_created'));
    expect(record).to.deep.include({
      externalId: 'OPS-7',
      title: 'Login fails',
      body: 'For SSO users.',
      severity: 'p1',
      externalUrl: 'https://acme.example/jira/browse/OPS-7',
      sourceCreatedAt: '2026-06-14T14:35:00.250Z',
      sourceUpdatedAt: '2026-06-14T14:40:00.500Z',
    });
    expect(record.metadata).to.include({ id: '10400', status: 'To Do', priority: 'Highest', actor: 'Ada' });
    expect(transition.status).to.equal('unresolved');
  });

  it('acknowledges an issue in a status that the settings name, and opens it in another one', () => {
    const status = (name: string, key: string, statuses: object) =>
      onlyIssue('jira', jira('jira:issue_updated', { status: { name, statusCategory: { key } } }), {}, {
        statuses,
      } as object).transition.status;
    const byName = { 'in progress': 'acknowledged' };
    expect(status('In Progress', 'indeterminate', byName)).to.equal('acknowledged');
    expect(status('To Do', 'new', byName)).to.equal('open');
    expect(status('Review', 'indeterminate', { indeterminate: 'acknowledged' })).to.equal('acknowledged');
    expect(status('In Progress', 'indeterminate', {})).to.equal('unresolved');
  });

  it('names the assignee, or nobody if the issue is unassigned', () => {
    const assignee = (value: unknown) =>
      onlyIssue('jira', jira('jira:issue_updated', { assignee: value })).record.assignee;
    expect(assignee({ name: 'ada', displayName: 'Ada Lovelace' })).to.equal('Ada Lovelace');
    expect(assignee({ name: 'ada' })).to.equal('ada');
    expect(assignee(null)).to.equal(null);
    expect(assignee(undefined)).to.equal(undefined);
  });

  it('resolves an issue by its status category or a resolution, and reopens it without either', () => {
    const status = (fields: object) =>
      onlyIssue('jira', jira('jira:issue_updated', fields)).transition.status;
    expect(status({ status: { statusCategory: { key: 'done' } } })).to.equal('resolved');
    expect(status({ status: { name: 'Resolved' }, resolution: { name: 'Fixed' } })).to.equal('resolved');
    expect(status({ status: { statusCategory: { key: 'indeterminate' } } })).to.equal('unresolved');
    expect(status({ status: undefined, resolution: undefined })).to.equal('kept');
  });

  it('reads the text of an Atlassian document as the description', () => {
    const description = {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'One ' },
            { type: 'mention', attrs: { text: '@Ada' } },
          ],
        },
        {
          type: 'bulletList',
          content: [
            {
              type: 'listItem',
              content: [
                {
                  type: 'paragraph',
                  content: [
                    { type: 'text', text: 'two' },
                    { type: 'hardBreak' },
                    { type: 'text', text: 'three' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    expect(onlyIssue('jira', jira('jira:issue_updated', { description })).record.body).to.equal(
      'One @Ada\ntwo\nthree',
    );
    let deep: object = { type: 'text', text: 'lost' };
    for (let i = 0; i < 20_000; i++) deep = { type: 'paragraph', content: [deep] };
    expect(onlyIssue('jira', jira('jira:issue_updated', { description: deep })).record.body).to.equal('');
  });

  it('keeps link targets, dates, image names and tasks of an Atlassian document', () => {
    const link = (text: string, href: string) => ({
      type: 'text',
      text,
      marks: [{ type: 'strong' }, { type: 'link', attrs: { href } }],
    });
    const task = (state: string, text: string) => ({
      type: 'taskItem',
      attrs: { localId: '1', state },
      content: [{ type: 'text', text }],
    });
    const description = {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'See ' },
            link('the runbook', 'https://wiki.example/r'),
            { type: 'text', text: ' or ' },
            link('https://x.example', 'https://x.example'),
            { type: 'text', text: ' by ' },
            { type: 'date', attrs: { timestamp: '1781449200000' } },
          ],
        },
        {
          type: 'mediaSingle',
          content: [{ type: 'media', attrs: { id: 'uuid', type: 'file', alt: 'graph.png' } }],
        },
        { type: 'taskList', content: [task('TODO', 'call'), task('DONE', 'check')] },
        {
          type: 'expand',
          attrs: { title: 'Log' },
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'oom' }] }],
        },
        {
          type: 'paragraph',
          content: [
            { type: 'date', attrs: { timestamp: 'soon' } },
            { type: 'text', text: 'end', marks: 'x' },
          ],
        },
      ],
    };
    expect(onlyIssue('jira', jira('jira:issue_updated', { description })).record.body).to.equal(
      'See the runbook (https://wiki.example/r) or https://x.example by 2026-06-14\ngraph.png\n[ ] call\n[x] check\nLog\noom\nend',
    );
  });

  it('reads the bodies of post functions and automation rules, which name no event', () => {
    const { issue, timestamp } = jira('x', { status: { statusCategory: { key: 'done' } } });
    const fromPostFunction = { timestamp, transition: { transitionName: 'Close' }, issue };
    for (const payload of [fromPostFunction, issue, { ...(issue as object), id: 10400 }]) {
      const { record, transition, creates } = onlyIssue('jira', payload);
      expect(record).to.include({ externalId: 'OPS-7', title: 'Login fails', severity: 'p1' });
      expect(record).to.include({ sourceUpdatedAt: '2026-06-14T14:40:00.500Z' });
      expect([transition.status, creates]).to.deep.equal(['resolved', true]);
    }
    const reduced = onlyIssue('jira', { issue: { key: 'OPS-7', fields: {} } });
    expect(reduced.transition).to.include({ partial: true, status: 'kept' });
  });

  it('reads a request of Jira Service Management', () => {
    const { record, transition } = onlyIssue('jira', {
      issueId: '10400',
      issueKey: 'HELP-1',
      createdDate: { iso8601: '2026-06-14T07:35:00-0700' },
      currentStatus: { status: 'Waiting for support', statusCategory: 'INDETERMINATE' },
      requestFieldValues: [
        { fieldId: 'summary', value: 'Laptop is broken' },
        { fieldId: 'description', value: 'It fell.' },
        { fieldId: 'priority', value: { name: 'High' } },
      ],
      _links: { jiraRest: 'https://acme.example/rest/api/2/issue/10400' },
    });
    expect(record).to.deep.include({
      externalId: 'HELP-1',
      title: 'Laptop is broken',
      body: 'It fell.',
      severity: 'p2',
      externalUrl: 'https://acme.example/browse/HELP-1',
      sourceCreatedAt: '2026-06-14T14:35:00.000Z',
    });
    expect(transition.status).to.equal('unresolved');
  });

  it('keeps the stored severity if the priority is unknown, unless the connector maps it', () => {
    const severity = (priority: unknown, severities = {}) =>
      onlyIssue('jira', jira('jira:issue_updated', { priority }), {}, { severities }).record.severity;
    expect(severity({ name: 'Showstopper' })).to.equal(undefined);
    expect(severity({ name: 'Showstopper' }, { showstopper: 'p1' })).to.equal('p1');
    expect(severity({ name: ' blocker ' })).to.equal('p1');
    expect(severity(null)).to.equal(undefined);
    expect(severity(undefined)).to.equal(undefined);
  });

  it('omits the link if only an app address is known, unless accountUrl is set', () => {
    const payload = jira('jira:issue_updated');
    (payload.issue as Record<string, unknown>).self =
      'https://api.atlassian.com/ex/jira/1/rest/api/2/issue/1';
    expect(onlyIssue('jira', payload).record.externalUrl).to.equal(undefined);
    expect(
      onlyIssue('jira', payload, {}, { accountUrl: 'https://acme.atlassian.net' }).record.externalUrl,
    ).to.equal('https://acme.atlassian.net/browse/OPS-7');
  });

  it('resolves a deleted issue at the time of the deletion', () => {
    const { record, transition, creates } = onlyIssue('jira', jira('jira:issue_deleted'));
    expect(creates).to.equal(false);
    expect(transition).to.include({ status: 'resolved', evenIfStale: true });
    expect(record).to.include({
      externalId: 'OPS-7',
      title: undefined,
      sourceUpdatedAt: '2026-06-14T15:00:00.123Z',
    });
  });

  it('continues a moved issue under its new key and resolves the old key', () => {
    const changelog = { items: [{ field: 'Key', fromString: 'OLD-1', toString: 'OPS-7' }] };
    const found = reading('jira', jira('jira:issue_updated', {}, { changelog }));
    if (found.kind !== 'issues') throw new Error(found.kind);
    expect(found.issues.map(({ record, creates }) => [record.externalId, creates])).to.deep.equal([
      ['OPS-7', true],
      ['OLD-1', false],
    ]);
    const withoutKey = { items: [{ field: 'status' }, null, 7] };
    expect(
      onlyIssue('jira', jira('jira:issue_updated', {}, { changelog: withoutKey })).record.externalId,
    ).to.equal('OPS-7');
  });

  it('ignores events that do not concern an issue', () => {
    for (const event of [
      'comment_created',
      'worklog_updated',
      'attachment_created',
      'issuelink_created',
      'sprint_started',
      'jira:version_released',
      'user_created',
      '',
      null,
    ])
      expect(reasonIgnored('jira', jira(event as string)), String(event)).to.equal('event_not_supported');
    for (const strange of [null, [], 'x', 7, {}])
      expect(reasonIgnored('jira', strange)).to.equal('event_not_supported');
    expect(reasonIgnored('jira', { webhookEvent: 'jira:issue_updated', issue: [] })).to.equal(
      'no_identifier',
    );
  });
});
