import { expect } from 'chai';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

function linear(action: string, data: object = {}): Record<string, unknown> {
  return {
    action,
    type: 'Issue',
    createdAt: '2026-06-14T15:00:00.123Z',
    url: 'https://linear.app/acme/issue/ENG-123',
    actor: { name: 'Ada' },
    data: {
      id: '21e12515-fe5e-4923-88a1-e9ace5056473',
      identifier: 'ENG-123',
      number: 123,
      title: 'Menu overflows',
      priority: 1,
      state: { name: 'Todo', type: 'unstarted' },
      team: { key: 'ENG', name: 'Engineering' },
      labels: [{ name: 'bug' }],
      createdAt: '2026-06-14T14:00:00.000Z',
      updatedAt: '2026-06-14T15:00:00.000Z',
      ...data,
    },
  };
}

describe('Linear webhooks', () => {
  it('maps every field of an issue event', () => {
    const { record, transition } = onlyIssue('linear', linear('create', { description: 'On phones.' }));
    expect(record).to.deep.include({
      externalId: 'ENG-123',
      title: 'Menu overflows',
      body: 'On phones.',
      severity: 'p1',
      team: 'Engineering',
      externalUrl: 'https://linear.app/acme/issue/ENG-123',
      sourceCreatedAt: '2026-06-14T14:00:00.000Z',
      sourceUpdatedAt: '2026-06-14T15:00:00.000Z',
    });
    expect(record.metadata).to.deep.include({
      state_type: 'unstarted',
      priority: 1,
      labels: ['bug'],
      actor: 'Ada',
    });
    expect(transition.status).to.equal('unresolved');
  });

  it('maps priorities to severities', () => {
    const severity = (priority: unknown) =>
      onlyIssue('linear', linear('update', { priority })).record.severity;
    expect([0, 1, 2, 3, 4, 5].map(severity)).to.deep.equal(['p3', 'p1', 'p2', 'p3', 'p4', undefined]);
  });

  it('names the assignee, and nobody if a payload contains none', () => {
    const assignee = (data: object) => onlyIssue('linear', linear('update', data)).record.assignee;
    expect(assignee({ assigneeId: 'u', assignee: { name: 'Grace' } })).to.equal('Grace');
    expect(assignee({ assigneeId: 'u' })).to.equal(undefined);
    expect(assignee({})).to.equal(null);
  });

  it('resolves an issue whose state is final', () => {
    const status = (type: string) =>
      onlyIssue('linear', linear('update', { state: { type } })).transition.status;
    expect(['completed', 'canceled', 'duplicate', 'started', 'backlog', 'triage'].map(status)).to.deep.equal([
      'resolved',
      'resolved',
      'resolved',
      'unresolved',
      'unresolved',
      'unresolved',
    ]);
  });

  it('resolves a removed issue at the time of the removal', () => {
    const { record, creates } = onlyIssue('linear', linear('remove'));
    expect(creates).to.equal(false);
    expect(record).to.include({
      externalId: 'ENG-123',
      title: undefined,
      sourceUpdatedAt: '2026-06-14T15:00:00.123Z',
    });
  });

  it('derives the identifier from team and number in older payloads', () => {
    expect(onlyIssue('linear', linear('create', { identifier: undefined })).record.externalId).to.equal(
      'ENG-123',
    );
  });

  it('resolves the previous identifiers of a moved issue', () => {
    const found = reading('linear', linear('update', { previousIdentifiers: ['OLD-1', 'ENG-123', 7] }));
    if (found.kind !== 'issues') throw new Error(found.kind);
    expect(found.issues.map(({ record, creates }) => [record.externalId, creates])).to.deep.equal([
      ['ENG-123', true],
      ['OLD-1', false],
      ['7', false],
    ]);
  });

  it('ignores events that do not concern an issue', () => {
    for (const type of [
      'Comment',
      'Reaction',
      'IssueLabel',
      'Project',
      'Cycle',
      'IssueSLA',
      'issue',
      undefined,
    ])
      expect(reasonIgnored('linear', { ...linear('create'), type }), String(type)).to.equal(
        'event_not_supported',
      );
    expect(reasonIgnored('linear', linear('archive'))).to.equal('action_not_supported');
    expect(reasonIgnored('linear', { type: 'Issue', action: 'create', data: null })).to.equal(
      'no_identifier',
    );
    for (const strange of [null, [], 'x'])
      expect(reasonIgnored('linear', strange)).to.equal('event_not_supported');
  });
});
