import { expect } from 'chai';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

const RECORD = { external_id: 'DEPLOY-1', title: 'Deploy failed', severity: 'p1' };

for (const source of ['custom_api', 'email', 'database'] as const) {
  describe(`${source} webhooks`, () => {
    it('reads a record from the body or from a Standard Webhooks envelope', () => {
      const expected = { kind: 'records', records: [{ ...RECORD, status: undefined }] };
      expect(reading(source, RECORD)).to.deep.equal(expected);
      expect(
        reading(source, { type: 'deploy.failed', timestamp: '2026-06-14T15:00:00Z', data: RECORD }),
      ).to.deep.equal(expected);
    });

    it('reads the status of a record by its common names and by those in the settings', () => {
      const status = (word: unknown) => {
        const found = reading(source, { ...RECORD, status: word }, {}, { statuses: { parked: 'resolved' } });
        return found.kind === 'records' ? (found.records[0] as Record<string, unknown>).status : found.kind;
      };
      for (const word of [
        'resolved',
        'Closed',
        'OK',
        ' up ',
        'recovered',
        'Fixed',
        'Gelöst',
        'Gelo\u0308st',
        'Parked',
      ])
        expect(status(word), word).to.equal('resolved');
      for (const word of ['open', 'firing', 'DOWN', 'in progress'])
        expect(status(word), word).to.equal('open');
      expect(status('Acknowledged')).to.equal('acknowledged');
      for (const word of ['whatever', '', 7, null, {}])
        expect(status(word), JSON.stringify(word)).to.equal(undefined);
    });

    it('passes the record on unchanged for validation', () => {
      const record = { external_id: 7, title: 'x'.repeat(400), metadata: { a: 1 } };
      expect(reading(source, record)).to.deep.equal({
        kind: 'records',
        records: [{ ...record, status: undefined }],
      });
    });

    it('maps other payload formats with the field aliases of the connector', () => {
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

    it('finds keys that contain dots', () => {
      const payload = {
        labels: { 'alert.id': 'a', 'app.kubernetes.io/name': 'db' },
        'x.y': { z: 't' },
        list: [{ a: 1 }],
      };
      const title = (path: string) =>
        onlyIssue(source, payload, {}, { fieldAliases: { externalId: 'labels["alert.id"]', title: path } })
          .record.title;
      expect(title('labels.app.kubernetes.io/name')).to.equal('db');
      expect(title("labels['app.kubernetes.io/name']")).to.equal('db');
      expect(title('x.y.z')).to.equal('t');
      expect(title('["x.y"].z')).to.equal('t');
      expect(title('list[0].a')).to.equal('1');
      for (const path of ['labels.alert', 'x.y.z.z', 'labels["alert"]', '__proto__.x', 'list.1.a'])
        expect(title(path), path).to.equal(undefined);
    });

    it('reads every alert of a list with the setting items', () => {
      const settings = {
        items: 'alerts',
        fieldAliases: {
          externalId: 'id',
          title: 'name',
          status: 'state',
          team: '$.receiver',
          severity: 'labels.severity',
        },
      };
      const alert = (id: number, state: string) => ({
        id,
        name: `Disk ${id}`,
        state,
        labels: { severity: 'p1' },
      });
      const payload = {
        receiver: 'ops',
        alerts: [alert(1, 'firing'), null, alert(2, 'resolved'), { id: ' ' }],
      };
      const found = reading(source, payload, {}, settings);
      if (found.kind !== 'issues') throw new Error(found.kind);
      expect(
        found.issues.map(({ record, transition }) => [
          record.externalId,
          record.title,
          record.team,
          transition.status,
        ]),
      ).to.deep.equal([
        ['1', 'Disk 1', 'ops', 'open'],
        ['2', 'Disk 2', 'ops', 'resolved'],
      ]);
      expect(found.unread).to.deep.equal(['externalId']);
      expect(onlyIssue(source, { alerts: alert(3, 'firing') }, {}, settings).record.externalId).to.equal('3');
      for (const none of [{}, { alerts: [] }])
        expect(reasonIgnored(source, none, {}, settings)).to.equal('no_items');
    });

    it('reads every entry of a payload that is a list', () => {
      const fieldAliases = { externalId: 'id' };
      const found = reading(source, [{ id: 'a' }, { id: 'b' }], {}, { fieldAliases });
      if (found.kind !== 'issues') throw new Error(found.kind);
      expect(found.issues.map(({ record }) => record.externalId)).to.deep.equal(['a', 'b']);
    });

    it('reports the further entries of a list that an alias with a position leaves out', () => {
      const settings = { fieldAliases: { externalId: 'alerts.0.id' } };
      const unread = (...alerts: object[]) => {
        const found = reading(source, { alerts }, {}, settings);
        return found.kind === 'issues' ? found.unread : found.kind;
      };
      expect(unread({ id: 'a' })).to.deep.equal([]);
      expect(unread({ id: 'a' }, { id: 'b' })).to.have.lengthOf(1);
    });

    it('reads several records, as a list or in an envelope', () => {
      const strange = [RECORD, 'x', { external_id: 'b' }];
      for (const payload of [strange, { records: strange }, { type: 'alerts', data: strange }])
        expect(reading(source, payload)).to.deep.equal({
          kind: 'records',
          records: [{ ...RECORD, status: undefined }, 'x', { external_id: 'b', status: undefined }],
        });
    });

    it('reads the severity of a record in its usual forms, and leaves an unknown one for validation', () => {
      const severity = (value: unknown) => {
        const found = reading(
          source,
          { ...RECORD, severity: value },
          {},
          { severities: { showstopper: 'p1' } },
        );
        return found.kind === 'records' ? (found.records[0] as Record<string, unknown>).severity : found.kind;
      };
      for (const value of [
        'sev-1',
        'SEV 1',
        'Severity: 1',
        'urgent',
        'Critical',
        'P1 - Critical',
        '1 - Critical',
        'showstopper',
      ])
        expect(severity(value), value).to.equal('p1');
      expect(
        ['High', 'prio/2', 'severity: medium', 'warning', 'S3', 'sev5', 'info'].map(severity),
      ).to.deep.equal(['p2', 'p2', 'p3', 'p3', 'p3', 'p4', 'p4']);
      for (const value of ['whatever', 'p9', 'sev-10', 5])
        expect(severity(value), String(value)).to.equal(value);
    });

    it('explains why a body is not a record, and ignores an envelope without data', () => {
      for (const strange of [
        null,
        'x',
        {},
        { titel: 'Disk full' },
        { data: {} },
        { type: 'x', data: { titel: 'y' } },
      ])
        expect(reading(source, strange).kind, JSON.stringify(strange)).to.equal('invalid');
      for (const empty of [{ type: 'ping' }, { type: 'ping', timestamp: 't', data: {} }])
        expect(reasonIgnored(source, empty)).to.equal('not_a_record');
    });
  });
}
