import { expect } from 'chai';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

const SYS_ID = 'a9e30c7dc61122760116894de7bcc7bd';
const RECORD = {
  number: 'INC0010180',
  sys_id: SYS_ID,
  short_description: 'Mail is down',
  description: '',
  priority: '1',
  impact: '1',
  urgency: '1',
  state: '2',
  assignment_group: 'Messaging',
  sys_created_on: '2026-06-14 14:00:00',
  sys_updated_on: '2026-06-14 15:00:00',
  sys_class_name: 'incident',
};

describe('ServiceNow webhooks', () => {
  it('maps every field of an incident', () => {
    const { record, transition } = onlyIssue(
      'servicenow',
      RECORD,
      {},
      { accountUrl: 'https://acme.service-now.com' },
    );
    expect(record).to.deep.include({
      externalId: 'INC0010180',
      title: 'Mail is down',
      body: undefined,
      severity: 'p1',
      team: 'Messaging',
      externalUrl: `https://acme.service-now.com/nav_to.do?uri=incident.do?sys_id=${SYS_ID}`,
      sourceCreatedAt: '2026-06-14T14:00:00.000Z',
      sourceUpdatedAt: '2026-06-14T15:00:00.000Z',
    });
    expect(record.metadata).to.include({ sys_id: SYS_ID, state: '2', impact: '1' });
    expect(transition.status).to.equal('unresolved');
  });

  it('names the person to whom a record is assigned', () => {
    const assignee = (assigned_to: unknown) =>
      onlyIssue('servicenow', { ...RECORD, assigned_to }).record.assignee;
    expect(assignee({ display_value: 'Ada', value: SYS_ID })).to.equal('Ada');
    expect(assignee('Ada')).to.equal('Ada');
    expect(assignee(SYS_ID)).to.equal(undefined);
    expect(assignee('')).to.equal(null);
  });

  it('acknowledges a record in a state that the settings name by number or label', () => {
    const status = (state: unknown, statuses: object) =>
      onlyIssue('servicenow', { ...RECORD, state }, {}, { statuses } as object).transition.status;
    expect(status('2', { 2: 'acknowledged' })).to.equal('acknowledged');
    expect(status('2 - In Progress', { 'in progress': 'acknowledged' })).to.equal('acknowledged');
    expect(status('1', { 2: 'acknowledged' })).to.equal('open');
    expect(status('-5', { '-5': 'resolved' })).to.equal('resolved');
  });

  it('accepts a record in result and several in records', () => {
    expect(onlyIssue('servicenow', { result: RECORD }).record.externalId).to.equal('INC0010180');
    const found = reading('servicenow', { records: [RECORD, { ...RECORD, number: 'INC2' }, null, {}] });
    if (found.kind !== 'issues') throw new Error(found.kind);
    expect(found.issues.map(({ record }) => record.externalId)).to.deep.equal(['INC0010180', 'INC2']);
  });

  it('uses the sys_id if there is no number', () => {
    expect(onlyIssue('servicenow', { ...RECORD, number: '' }).record.externalId).to.equal(SYS_ID);
  });

  it('reads a priority as value, label or both, or derives it from impact and urgency', () => {
    const severity = (fields: object) => onlyIssue('servicenow', { ...RECORD, ...fields }).record.severity;
    expect([
      severity({ priority: 2 }),
      severity({ priority: '3 - Moderate' }),
      severity({ priority: 'Planning' }),
    ]).to.deep.equal(['p2', 'p3', 'p4']);
    const matrix = [1, 2, 3].map((impact) =>
      [1, 2, 3].map((urgency) => severity({ priority: '', impact: `${impact} - x`, urgency })),
    );
    expect(matrix).to.deep.equal([
      ['p1', 'p2', 'p3'],
      ['p2', 'p3', 'p4'],
      ['p3', 'p4', 'p4'],
    ]);
    expect(severity({ priority: '', impact: '', urgency: '1' })).to.equal(undefined);
  });

  it('sets the team only if the group is a name', () => {
    const team = (assignment_group: unknown) =>
      onlyIssue('servicenow', { ...RECORD, assignment_group }).record.team;
    expect(team({ display_value: 'Messaging', value: SYS_ID })).to.equal('Messaging');
    expect(team({ link: 'https://x', value: SYS_ID })).to.equal(undefined);
    expect(team(SYS_ID)).to.equal(undefined);
    expect(team('')).to.equal(undefined);
  });

  it('resolves a record by the number or label of its state', () => {
    const status = (state: unknown) => onlyIssue('servicenow', { ...RECORD, state }).transition.status;
    for (const state of ['6', 7, '8', 'Resolved', 'Closed', 'Canceled', '7 - Closed'])
      expect(status(state), String(state)).to.equal('resolved');
    for (const state of ['1', 2, 'New', 'In Progress', 'On Hold'])
      expect(status(state), String(state)).to.equal('unresolved');
    for (const state of ['', undefined, '-5', 'Custom', '66'])
      expect(status(state), String(state)).to.equal('kept');
  });

  it('resolves a deleted record', () => {
    const { creates, transition } = onlyIssue('servicenow', { ...RECORD, operation: 'delete' });
    expect(creates).to.equal(false);
    expect(transition.status).to.equal('resolved');
  });

  it('maps custom field names with the field aliases of the connector', () => {
    const fieldAliases = { externalId: 'u_ref', title: 'u_text' };
    const { record } = onlyIssue(
      'servicenow',
      { ...RECORD, u_ref: 'X1', u_text: 'Ours' },
      {},
      { fieldAliases },
    );
    expect(record).to.include({ externalId: 'X1', title: 'Ours', severity: 'p1' });
  });

  it('ignores a body that is not a record', () => {
    for (const strange of [null, [], 'x', {}, { records: [] }, { result: 7 }])
      expect(reasonIgnored('servicenow', strange)).to.equal('not_a_record');
  });
});
