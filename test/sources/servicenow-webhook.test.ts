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

  it('knows the states of changes, requested items, tasks, problems and custom tables', () => {
    const status = (table: object, state: string) =>
      onlyIssue('servicenow', { ...RECORD, sys_class_name: undefined, ...table, state }).transition.status;
    for (const [table, ends, open] of [
      [{ sys_class_name: 'change_request' }, ['3', '4'], ['-5', '-2', '0']],
      [{ number: 'CHG0030001' }, ['3', '4'], ['-5', '-2', '0']],
      [{ sys_class_name: 'Change Request' }, ['3', '4'], ['-1']],
      [{ sys_class_name: 'sc_req_item' }, ['3', '4', '7'], ['1', '2', '-5']],
      [{ number: 'RITM0010028' }, ['3', '4', '7'], ['1', '2']],
      [{ sys_class_name: 'sc_task' }, ['3', '4', '7'], ['1', '2']],
      [{ number: 'SCTASK0010028' }, ['3', '4', '7'], ['1', '2']],
      [{ sys_class_name: 'problem' }, ['106', '107', '4'], ['101', '104']],
      [{ sys_class_name: 'u_outage' }, ['3', '4', '7'], ['1', '2']],
    ] as const) {
      for (const state of ends)
        expect(status(table, state), JSON.stringify([table, state])).to.equal('resolved');
      for (const state of open)
        expect(status(table, state), JSON.stringify([table, state])).to.equal('unresolved');
    }
    expect(status({ sys_class_name: 'u_outage' }, 'Closed Complete')).to.equal('resolved');
    expect(status({ sys_class_name: 'u_outage', active: 'false' }, '42')).to.equal('resolved');
    expect(status({ sys_class_name: 'u_outage', active: false }, '42')).to.equal('resolved');
    expect(status({ sys_class_name: 'u_outage', active: 'true' }, '42')).to.equal('kept');
  });

  it('reads value and display value in any field', () => {
    const both = (value: string, display_value: string) => ({ value, display_value });
    const { record, transition } = onlyIssue('servicenow', {
      number: both('INC1', 'INC1'),
      sys_id: both(SYS_ID, SYS_ID),
      short_description: both('Mail is down', 'Mail is down'),
      priority: both('1', '1 - Critical'),
      state: both('7', 'Closed'),
      assignment_group: both(SYS_ID, 'Messaging'),
      assigned_to: both('', ''),
      sys_class_name: both('incident', 'Incident'),
      sys_created_on: both('2026-06-14 14:00:00', '2026-06-14 16:00:00'),
      sys_updated_on: both('2026-06-14 15:00:00', '2026-06-14 17:00:00'),
    });
    expect(record).to.include({
      externalId: 'INC1',
      title: 'Mail is down',
      severity: 'p1',
      team: 'Messaging',
      assignee: null,
      sourceCreatedAt: '2026-06-14T14:00:00.000Z',
      sourceUpdatedAt: '2026-06-14T15:00:00.000Z',
    });
    expect(record.metadata).to.include({ table: 'incident', state: '7' });
    expect(transition.status).to.equal('resolved');
    const aliased = { fieldAliases: { externalId: 'u_ref', title: 'u_text' } };
    const custom = { ...RECORD, u_ref: both('X1', 'X1'), u_text: both('Ours', 'Ours') };
    expect(onlyIssue('servicenow', custom, {}, aliased).record).to.include({
      externalId: 'X1',
      title: 'Ours',
    });
  });

  it('reads lists of records, and a record under the name of its table', () => {
    const second = { ...RECORD, number: 'INC2' };
    const ids = (payload: unknown) => {
      const found = reading('servicenow', payload);
      return found.kind === 'issues' ? found.issues.map(({ record }) => record.externalId) : found.kind;
    };
    for (const payload of [[RECORD, second], { result: [RECORD, second] }, { incidents: [RECORD, second] }])
      expect(ids(payload)).to.deep.equal(['INC0010180', 'INC2']);
    expect(ids({ incident: RECORD })).to.deep.equal(['INC0010180']);
    expect(ids({ event: 'update', incident: RECORD })).to.deep.equal(['INC0010180']);
  });

  it('uses opened_at if sys_created_on cannot be read', () => {
    const fields = { sys_created_on: '06/14/2026', opened_at: '2026-06-14 13:00:00' };
    expect(onlyIssue('servicenow', { ...RECORD, ...fields }).record.sourceCreatedAt).to.equal(
      '2026-06-14T13:00:00.000Z',
    );
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
