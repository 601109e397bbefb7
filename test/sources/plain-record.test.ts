import { expect } from 'chai';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

const RECORD = { external_id: 'DEPLOY-1', title: 'Deploy failed', severity: 'p1' };

for (const source of ['custom_api', 'email', 'database'] as const) {
  describe(`a delivery of ${source}`, () => {
    it('is one record, bare or in the envelope of Standard Webhooks', () => {
      const expected = { kind: 'record', record: RECORD, transition: undefined };
      expect(reading(source, RECORD)).to.deep.equal(expected);
      expect(
        reading(source, { type: 'deploy.failed', timestamp: '2026-06-14T15:00:00Z', data: RECORD }),
      ).to.deep.equal(expected);
    });

    it('may say that its issue is resolved or open again', () => {
      const status = (word: unknown) => {
        const found = reading(source, { ...RECORD, status: word });
        return found.kind === 'record' ? found.transition?.status : found.kind;
      };
      expect(['resolved', 'Closed', 'open', 'firing', 'whatever', '', 7].map(status)).to.deep.equal([
        'resolved',
        'resolved',
        'open',
        'open',
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('is left as it was sent, to be judged like any push', () => {
      const record = { external_id: 7, title: 'x'.repeat(400), metadata: { a: 1 } };
      expect(reading(source, record)).to.deep.include({ kind: 'record', record });
    });

    it('is read by the aliases of the connector where it has a form of its own', () => {
      const fieldAliases = {
        externalId: 'alert.id',
        title: 'alert.name',
        severity: 'alert.level',
        status: 'alert.state',
      };
      const payload = { alert: { id: 9, name: 'x'.repeat(400), level: 'fatal', state: 'resolved' } };
      const { record, transition } = onlyIssue(
        source,
        payload,
        {},
        { fieldAliases, severities: { fatal: 'p1' } },
      );
      expect(record).to.include({
        externalId: '9',
        title: 'x'.repeat(300),
        body: 'x'.repeat(400),
        severity: 'p1',
      });
      expect(transition.status).to.equal('resolved');
    });

    it('is ignored when it is no record', () => {
      for (const strange of [null, [], [RECORD], 'x', {}, { type: 'ping' }, { data: [RECORD] }, { data: {} }])
        expect(reasonIgnored(source, strange)).to.equal('not_a_record');
    });
  });
}
