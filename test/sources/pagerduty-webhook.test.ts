import { expect } from 'chai';
import { onlyIssue, reasonIgnored } from '../support/webhooks.js';

function pagerduty(type: string, data: object = {}): Record<string, unknown> {
  return {
    event: {
      id: '01EVENT',
      event_type: type,
      occurred_at: '2026-06-14T15:00:00.500Z',
      agent: { summary: 'Ada' },
      data: {
        id: 'Q3B15VLMF3ASBD',
        type: 'incident',
        number: 2,
        title: 'Disk full on db-1',
        status: 'triggered',
        urgency: 'high',
        priority: null,
        teams: [],
        service: { summary: 'Database', id: 'P1' },
        html_url: 'https://acme.pagerduty.com/incidents/Q3B15VLMF3ASBD',
        ...data,
      },
    },
  };
}

describe('PagerDuty webhooks', () => {
  it('maps every field of an incident event', () => {
    const data = {
      priority: { summary: 'P1' },
      teams: [{ summary: 'Storage' }],
      created_at: '2026-06-14T14:59:00Z',
    };
    const { record, transition } = onlyIssue('pagerduty', pagerduty('incident.acknowledged', data));
    expect(record).to.deep.include({
      externalId: 'Q3B15VLMF3ASBD',
      title: 'Disk full on db-1',
      body: undefined,
      severity: 'p1',
      team: 'Storage',
      externalUrl: 'https://acme.pagerduty.com/incidents/Q3B15VLMF3ASBD',
      sourceCreatedAt: '2026-06-14T14:59:00Z',
      sourceUpdatedAt: '2026-06-14T15:00:00.500Z',
    });
    expect(record.metadata).to.include({
      event: 'incident.acknowledged',
      service: 'Database',
      urgency: 'high',
      actor: 'Ada',
    });
    expect(transition.status).to.equal('open');
  });

  it('acknowledges an incident and names its first assignee', () => {
    const found = (type: string, data: object) => {
      const { record, transition } = onlyIssue('pagerduty', pagerduty(type, data));
      return [transition.status, record.assignee];
    };
    const assignees = [{ summary: 'Ada' }, { summary: 'Grace' }];
    expect(found('incident.acknowledged', { status: 'acknowledged', assignees })).to.deep.equal([
      'acknowledged',
      'Ada',
    ]);
    expect(found('incident.acknowledged', { status: undefined })).to.deep.equal(['acknowledged', undefined]);
    expect(found('incident.unacknowledged', { assignees: [] })).to.deep.equal(['open', null]);
    expect(found('incident.escalated', { status: 'acknowledged' })[0]).to.equal('acknowledged');
  });

  it('uses the time of the trigger if the payload has no creation time', () => {
    expect(onlyIssue('pagerduty', pagerduty('incident.triggered')).record.sourceCreatedAt).to.equal(
      '2026-06-14T15:00:00.500Z',
    );
    expect(onlyIssue('pagerduty', pagerduty('incident.escalated')).record.sourceCreatedAt).to.equal(
      undefined,
    );
  });

  it('uses the urgency without a priority whose level is known', () => {
    const severity = (data: object) =>
      onlyIssue('pagerduty', pagerduty('incident.triggered', data)).record.severity;
    expect(severity({ urgency: 'high' })).to.equal('p2');
    expect(severity({ urgency: 'low' })).to.equal('p3');
    expect(severity({ priority: { summary: 'P5' } })).to.equal('p4');
    expect(severity({ priority: { summary: 'SEV-1' }, urgency: 'low' })).to.equal('p1');
    expect(severity({ priority: { summary: 'Of our own' } })).to.equal('p2');
    expect(severity({ priority: { summary: 'Of our own' }, urgency: undefined })).to.equal(undefined);
  });

  it('resolves and reopens an incident', () => {
    const status = (type: string, data: object = {}) =>
      onlyIssue('pagerduty', pagerduty(type, data)).transition.status;
    expect(status('incident.resolved', { status: 'resolved' })).to.equal('resolved');
    expect(status('incident.reopened')).to.equal('open');
    expect(status('incident.priority_updated', { status: 'resolved' })).to.equal('resolved');
    expect(status('incident.delegated', { status: undefined })).to.equal('kept');
  });

  it('records the target of a merge, all teams and assignees, and the conference bridge', () => {
    const { record, transition } = onlyIssue(
      'pagerduty',
      pagerduty('incident.resolved', {
        status: 'resolved',
        resolve_reason: {
          type: 'merge_resolve_reason',
          incident: { id: 'Q1TARGET', html_url: 'https://acme.pagerduty.com/incidents/Q1TARGET' },
        },
        teams: [{ summary: 'Storage' }, { summary: 'Edge' }],
        assignees: [{ summary: 'Ada' }, { summary: 'Grace' }],
        conference_bridge: { conference_number: '+1 415', conference_url: 'https://meet.example/1' },
      }),
    );
    expect(transition.status).to.equal('resolved');
    expect(record).to.include({ team: 'Storage', assignee: 'Ada' });
    expect(record.metadata).to.deep.include({
      resolve_reason: 'merge_resolve_reason',
      merged_into: 'Q1TARGET',
      merged_into_url: 'https://acme.pagerduty.com/incidents/Q1TARGET',
      teams: ['Storage', 'Edge'],
      assignees: ['Ada', 'Grace'],
      conference_number: '+1 415',
      conference_url: 'https://meet.example/1',
    });
  });

  it('keeps a long title in full in the body', () => {
    const title = 'x'.repeat(1_024);
    const { record } = onlyIssue('pagerduty', pagerduty('incident.triggered', { title }));
    expect(record).to.include({ title: 'x'.repeat(300), body: title });
  });

  it('ignores events whose data is not an incident and unsupported events', () => {
    for (const type of ['incident.annotated', 'incident.responder.added', 'incident.status_update_published'])
      expect(
        reasonIgnored('pagerduty', pagerduty(type, { type: 'incident_note', id: 'NOTE' })),
        type,
      ).to.equal('not_an_incident');
    expect(reasonIgnored('pagerduty', pagerduty('incident.annotated'))).to.equal('event_not_supported');
    expect(reasonIgnored('pagerduty', pagerduty('pagey.ping', { type: 'ping' }))).to.equal('ping');
    expect(reasonIgnored('pagerduty', pagerduty('service.updated', { type: 'service' }))).to.equal(
      'not_an_incident',
    );
    for (const strange of [null, {}, { messages: [] }, { event: [] }])
      expect(reasonIgnored('pagerduty', strange)).to.equal('not_an_incident');
  });
});
