import { expect } from 'chai';
import { onlyIssue, reasonIgnored } from '../support/webhooks.js';

function ticket(event: string, detail: object = {}): Record<string, unknown> {
  return {
    type: `zen:event-type:${event}`,
    id: 'evt-1',
    account_id: 7,
    subject: 'zen:ticket:35436',
    detail: {
      id: '35436',
      subject: 'Cannot log in',
      description: 'Since Monday.',
      priority: 'HIGH',
      status: 'OPEN',
      external_id: 'CRM-1',
      group_id: '9',
      created_at: '2026-06-14T14:00:00Z',
      updated_at: '2026-06-14T15:00:00Z',
      ...detail,
    },
  };
}

describe('Zendesk ticket events', () => {
  it('maps every field of a ticket', () => {
    const { record, transition } = onlyIssue(
      'zendesk',
      ticket('ticket.status_changed'),
      {},
      { accountUrl: 'https://acme.zendesk.com' },
    );
    expect(record).to.deep.include({
      externalId: '35436',
      title: 'Cannot log in',
      body: 'Since Monday.',
      severity: 'p2',
      team: undefined,
      externalUrl: 'https://acme.zendesk.com/agent/tickets/35436',
      sourceCreatedAt: '2026-06-14T14:00:00Z',
      sourceUpdatedAt: '2026-06-14T15:00:00Z',
    });
    expect(record.metadata).to.include({ external_id: 'CRM-1', group_id: '9', priority: 'HIGH' });
    expect(transition.status).to.equal('unresolved');
    expect(onlyIssue('zendesk', ticket('ticket.created')).record.externalUrl).to.equal(undefined);
  });

  it('resolves a ticket by its status', () => {
    const status = (value: unknown) =>
      onlyIssue('zendesk', ticket('ticket.status_changed', { status: value })).transition.status;
    expect(['SOLVED', 'closed', 'NEW', 'PENDING', 'HOLD', 'custom', null].map(status)).to.deep.equal([
      'resolved',
      'resolved',
      'unresolved',
      'unresolved',
      'unresolved',
      'kept',
      'kept',
    ]);
  });

  it('maps a ticket without a priority to p3', () => {
    const severity = (priority: unknown) =>
      onlyIssue('zendesk', ticket('ticket.created', { priority })).record.severity;
    expect([
      severity(null),
      severity('URGENT'),
      severity('low'),
      severity('?'),
      severity(undefined),
    ]).to.deep.equal(['p3', 'p1', 'p4', undefined, undefined]);
  });

  it('resolves a ticket that was deleted or marked as spam', () => {
    for (const event of ['soft_deleted', 'permanently_deleted', 'marked_as_spam']) {
      const { creates, transition } = onlyIssue('zendesk', ticket(`ticket.${event}`));
      expect(creates).to.equal(false);
      expect(transition.status).to.equal('resolved');
    }
  });

  it('ignores events that do not concern a ticket', () => {
    for (const event of [
      'user.created',
      'organization.created',
      'article.published',
      'agent.state_changed',
      'messaging_ticket.created',
    ])
      expect(reasonIgnored('zendesk', ticket(event)), event).to.equal('event_not_supported');
    expect(reasonIgnored('zendesk', { type: 'zen:event-type:ticket.created', detail: {} })).to.equal(
      'no_identifier',
    );
  });
});

describe('Zendesk triggers', () => {
  it('maps the documented template', () => {
    const payload = {
      ticket: {
        id: 35_436,
        subject: 'Cannot log in',
        description: 'Since Monday.',
        priority: 'Urgent',
        status: 'Solved',
        url: 'acme.zendesk.com/agent/tickets/35436',
        team: 'Support',
      },
    };
    const { record, transition } = onlyIssue('zendesk', payload);
    expect(record).to.deep.include({
      externalId: '35436',
      title: 'Cannot log in',
      severity: 'p1',
      team: 'Support',
      externalUrl: 'https://acme.zendesk.com/agent/tickets/35436',
    });
    expect(transition.status).to.equal('resolved');
  });

  it('keeps stored values that a shorter template does not contain', () => {
    const { record, transition } = onlyIssue('zendesk', { ticket: { id: '1', priority: '' } });
    expect(record).to.include({ title: undefined, body: undefined, severity: undefined, team: undefined });
    expect(transition).to.deep.equal({ status: 'kept', evenIfStale: false, partial: true });
  });

  it('maps other bodies with field aliases and ignores them without', () => {
    const payload = { ref: { nr: 7 }, prio: 'Low', state: 'closed', at: '2026-06-14T15:00:00Z' };
    const fieldAliases = { externalId: 'ref.nr', severity: 'prio', status: 'state', sourceUpdatedAt: 'at' };
    const { record, transition } = onlyIssue('zendesk', payload, {}, { fieldAliases });
    expect(record).to.deep.include({
      externalId: '7',
      severity: 'p4',
      sourceUpdatedAt: '2026-06-14T15:00:00Z',
      metadata: { severity: 'Low', status: 'closed' },
    });
    expect(transition.status).to.equal('resolved');
    const linked = { ...payload, link: 'acme.zendesk.com/agent/tickets/7' };
    const withLink = { fieldAliases: { ...fieldAliases, externalUrl: 'link' } };
    expect(onlyIssue('zendesk', linked, {}, withLink).record.externalUrl).to.equal(
      'https://acme.zendesk.com/agent/tickets/7',
    );
    expect(reasonIgnored('zendesk', payload)).to.equal('not_the_template');
    expect(reasonIgnored('zendesk', {}, {}, { fieldAliases })).to.equal('no_identifier');
  });
});
