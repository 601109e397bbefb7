import { expect } from 'chai';
import { onlyIssue, reasonIgnored } from '../support/webhooks.js';

function opsgenie(action: string, alert: object = {}): Record<string, unknown> {
  return {
    action,
    source: { type: 'api' },
    integrationName: 'To the gateway',
    alert: {
      alertId: '7a5b3c52-0000-4000-8000-000000000001-1781449200000',
      message: 'Latency is high',
      tinyId: '23',
      alias: 'latency',
      createdAt: 1_781_449_200_000,
      updatedAt: 1_781_449_260_123_000_000,
      username: 'ada@acme.example',
      ...alert,
    },
  };
}

describe('Opsgenie webhooks', () => {
  it('maps every field of a created alert', () => {
    const alert = { description: 'p99 > 3 s', priority: 'P2', team: 'edge', tags: ['a'] };
    const { record, transition } = onlyIssue(
      'opsgenie',
      opsgenie('Create', alert),
      {},
      { accountUrl: 'https://acme.app.opsgenie.com' },
    );
    expect(record).to.deep.include({
      externalId: '7a5b3c52-0000-4000-8000-000000000001-1781449200000',
      title: 'Latency is high',
      body: 'p99 > 3 s',
      severity: 'p2',
      team: 'edge',
      externalUrl:
        'https://acme.app.opsgenie.com/alert/detail/7a5b3c52-0000-4000-8000-000000000001-1781449200000/details',
      sourceCreatedAt: '2026-06-14T15:00:00.000Z',
      sourceUpdatedAt: '2026-06-14T15:01:00.123Z',
    });
    expect(record.metadata).to.deep.include({ tiny_id: '23', alias: 'latency', priority: 'P2', tags: ['a'] });
    expect(transition.status).to.equal('kept');
  });

  it('keeps fields that later payloads do not contain', () => {
    for (const action of [
      'Escalate',
      'AddTeam',
      'AddTags',
      'TakeOwnership',
      'AssignOwnership',
      'UpdatePriority',
    ]) {
      const { record, transition } = onlyIssue('opsgenie', opsgenie(action));
      expect(record, action).to.include({
        body: undefined,
        severity: undefined,
        team: undefined,
        externalUrl: undefined,
      });
      expect(transition, action).to.deep.equal({ status: 'kept', evenIfStale: false, partial: true });
    }
  });

  it('keeps the owner and the details that the sender added', () => {
    const details = { region: 'eu', count: 3, nested: { a: 1 }, __proto__x: 'y' };
    const { metadata } = onlyIssue('opsgenie', opsgenie('Create', { owner: 'ada', details })).record;
    expect(metadata).to.deep.include({ owner: 'ada', 'details.region': 'eu', 'details.count': '3' });
    expect(metadata).to.not.have.property('details.nested');
  });

  it('acknowledges and unacknowledges an alert, and names its owner', () => {
    const found = (action: string, alert: object, statuses = {}) => {
      const { record, transition } = onlyIssue('opsgenie', opsgenie(action, alert), {}, { statuses });
      return [transition.status, record.assignee];
    };
    expect(found('Acknowledge', { owner: 'ada@acme.example' })).to.deep.equal([
      'acknowledged',
      'ada@acme.example',
    ]);
    expect(found('UnAcknowledge', { owner: '' })).to.deep.equal(['open', null]);
    expect(found('Snooze', {}, { snooze: 'acknowledged' })).to.deep.equal(['acknowledged', undefined]);
  });

  it('resolves a closed alert, even if the delivery is late, and a deleted one', () => {
    const close = onlyIssue('opsgenie', opsgenie('Close'));
    expect(close.transition).to.deep.equal({ status: 'resolved', evenIfStale: true, partial: true });
    expect(close.creates).to.equal(true);
    const gone = onlyIssue('opsgenie', opsgenie('Delete'));
    expect(gone.creates).to.equal(false);
    expect(gone.record.title).to.equal(undefined);
  });

  it('accepts priorities and timestamps as strings and numbers', () => {
    const severity = (priority: unknown) =>
      onlyIssue('opsgenie', opsgenie('Create', { priority })).record.severity;
    expect([
      severity('P1'),
      severity(2),
      severity('3'),
      severity('p5'),
      severity(9),
      severity(null),
    ]).to.deep.equal(['p1', 'p2', 'p3', 'p4', undefined, undefined]);
    const updated = (updatedAt: unknown) =>
      onlyIssue('opsgenie', opsgenie('Create', { updatedAt })).record.sourceUpdatedAt;
    for (const time of [
      1_781_449_200_000,
      '1781449200000',
      1_781_449_200_000_000_000,
      '1781449200000000000',
      '1.7814492e18',
    ])
      expect(updated(time), String(time)).to.equal('2026-06-14T15:00:00.000Z');
    for (const time of ['soon', null, -1, {}, '9'.repeat(50)])
      expect(updated(time), String(time)).to.equal(undefined);
  });

  it('finds the team among the responders, some of which are strings', () => {
    const responders = ['ada', { type: 'user', name: 'ada' }, { type: 'team', name: 'edge' }];
    expect(onlyIssue('opsgenie', opsgenie('Create', { responders, teams: ['id'] })).record.team).to.equal(
      'edge',
    );
  });

  it('ignores notes and custom actions', () => {
    for (const action of ['AddNote', 'MyAction', 'close', ''])
      expect(reasonIgnored('opsgenie', opsgenie(action)), action).to.equal('action_not_supported');
    expect(reasonIgnored('opsgenie', { action: 'Create' })).to.equal('not_an_alert');
    for (const strange of [null, [], 'x', { alert: {} }])
      expect(reasonIgnored('opsgenie', strange)).to.equal('action_not_supported');
    expect(reasonIgnored('opsgenie', { action: 'Create', alert: 'x' })).to.equal('no_identifier');
  });
});
