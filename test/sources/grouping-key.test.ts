import { expect } from 'chai';
import { groupingKeyIn } from '../../src/sources/payload/grouping-key.js';
import { onlyIssue } from '../support/webhooks.js';

const create = (details: object): object => ({
  action: 'Create',
  alert: { alertId: 'a-1', message: '[FIRING:1] NodeDown (web-1)', details },
});

describe('groupingKeyIn', () => {
  it('names the rule of an alert, however its label is written', () => {
    expect(groupingKeyIn({ severity: 'critical', alertname: 'NodeDown' })).to.equal('alertname:NodeDown');
    expect(groupingKeyIn({ AlarmName: 'disk-full' })).to.equal('alarmname:disk-full');
    expect(groupingKeyIn({ monitor_id: 17 })).to.equal('monitorid:17');
  });

  it('prefers the id of a rule to its name', () => {
    expect(groupingKeyIn({ alertname: 'Disk', __alert_rule_uid__: 'f3' })).to.equal('alertruleuid:f3');
  });

  it('returns undefined if no label names the rule', () => {
    expect(groupingKeyIn({ instance: 'web-1', alertname: '  ' })).to.equal(undefined);
  });
});

describe('Webhooks of alerts', () => {
  it('store the rule of an Opsgenie alert as its fingerprint', () => {
    const { record } = onlyIssue('opsgenie', create({ alertname: 'NodeDown', instance: 'web-1' }));
    expect(record.metadata).to.include({ fingerprint: 'alertname:NodeDown' });
    expect(onlyIssue('opsgenie', create({})).record.metadata).to.not.have.property('fingerprint');
  });

  it('store the grouping key of a mapped payload as its fingerprint', () => {
    const fieldAliases = { externalId: 'id', title: 'text', groupingKey: 'rule.uid' };
    const payload = { id: 'a-1', text: 'Disk full', rule: { uid: 'f3' } };
    const { record } = onlyIssue('custom_api', payload, {}, { fieldAliases });
    expect(record.metadata).to.deep.equal({ fingerprint: 'f3' });
  });
});
