import { expect } from 'chai';
import { mentionedConnectorIds } from '../../../src/domain/rules/validate.js';
import { RECORD_FIELDS } from '../../../src/generated/record-fields.js';
import { WIRE } from '../../../src/generated/wire.js';
import { accept, BATCH, CONNECTOR, EVENT, judge, refuse, SMILE, VALID, withFields } from './judging.js';

const withoutAbsent = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

describe('judgeRecord', () => {
  it('normalises a full record', () => {
    const record = accept(
      withFields({
        body: 'Started after **deploy**',
        severity: 'P1',
        team: 'platform',
        external_url: 'https://jira.example.com/browse/JIRA-1',
        source_created_at: '2026-06-14T14:35:00Z',
        source_updated_at: '2026-06-14T16:35:00.125+02:00',
        connector_id: CONNECTOR,
        metadata: { region: 'eu', tags: [1, null, true] },
      }),
    );
    expect(withoutAbsent(record)).to.deep.equal({
      source: 'jira',
      sourceRaw: null,
      externalId: 'JIRA-1',
      title: 'Cart service leaks memory',
      body: 'Started after **deploy**',
      severity: 'p1',
      team: 'platform',
      externalUrl: 'https://jira.example.com/browse/JIRA-1',
      metadata: '{"region":"eu","tags":[1,null,true]}',
      sourceCreatedAt: Date.UTC(2026, 5, 14, 14, 35),
      sourceUpdatedAt: Date.UTC(2026, 5, 14, 14, 35, 0, 125),
      connectorId: CONNECTOR,
    });
  });

  it('distinguishes absent fields from null fields', () => {
    const optional = [
      'body',
      'severity',
      'team',
      'externalUrl',
      'sourceCreatedAt',
      'sourceUpdatedAt',
      'connectorId',
      'metadata',
    ] as const;
    const absent = accept(VALID);
    const nulls = accept(
      withFields(Object.fromEntries(optional.map((name) => [WIRE.IngestRecordInput[name], null]))),
    );
    for (const name of optional) {
      expect(absent[name], name).to.equal(undefined);
      expect(nulls[name], name).to.equal(null);
    }
  });

  it('treats null as absent in title, external_id and source', () => {
    expect(refuse({ external_id: null, source: null, title: null })).to.deep.equal([
      'externalId missing_field',
      'source missing_field',
      'title missing_field',
    ]);
    expect(accept({ external_id: 'a', title: null, source: null }, EVENT)).to.include({
      title: undefined,
      source: 'custom_api',
      sourceRaw: undefined,
    });
    expect(accept({ external_id: null, title: 'a' }, EVENT).externalId).to.equal(null);
  });

  for (const blank of ['', ' ', '\t\r\n\v\f', '\u0085', '\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000']) {
    it(`treats the blank text ${JSON.stringify(blank)} as absent in every field except body`, () => {
      const record = accept(
        withFields({
          body: blank,
          severity: blank,
          team: blank,
          external_url: blank,
          source_created_at: blank,
          source_updated_at: blank,
          connector_id: blank,
          metadata: blank,
        }),
      );
      expect(record.body).to.equal(blank);
      for (const name of [
        'severity',
        'team',
        'externalUrl',
        'sourceCreatedAt',
        'sourceUpdatedAt',
        'connectorId',
        'metadata',
      ] as const)
        expect(record[name], name).to.equal(undefined);
      expect(refuse({ external_id: blank, source: blank, title: blank })).to.deep.equal([
        'externalId missing_field',
        'source missing_field',
        'title missing_field',
      ]);
    });
  }

  it('does not treat invisible characters as blank unless they are white space', () => {
    expect(accept(withFields({ title: '\u200b', team: '\ufeff' }))).to.include({
      title: '\u200b',
      team: '\ufeff',
    });
  });

  it('keeps texts as sent, including surrounding white space', () => {
    const texts = { external_id: ' É-1 ', title: ' e\u0301 ', body: '\r\n', team: `${SMILE} ` };
    expect(accept(withFields(texts))).to.include({
      externalId: ' É-1 ',
      title: ' e\u0301 ',
      body: '\r\n',
      team: `${SMILE} `,
    });
  });

  it('ignores unknown keys, even __proto__ and constructor', () => {
    const raw = JSON.parse(
      '{"external_id":"a","source":"jira","title":"b","id":7,"__proto__":{"severity":"p1"},"constructor":{"prototype":1},"toString":null}',
    );
    expect(accept(raw)).to.deep.equal(accept({ external_id: 'a', source: 'jira', title: 'b' }));
    expect(
      refuse(JSON.parse('{"__proto__":{"external_id":"a","source":"jira","title":"b"}}')),
    ).to.have.length(3);
  });

  for (const element of [null, true, 5, 'text', [], [VALID]]) {
    it(`rejects the element ${JSON.stringify(element)}, which is not an object`, () => {
      expect(judge(element).faults).to.deep.equal([
        { field: null, reason: 'invalid_type', problem: 'must be a JSON object' },
      ]);
    });
  }

  for (const wire of Object.values(WIRE.IngestRecordInput)) {
    it(`rejects values of another JSON type in ${wire}`, () => {
      const field = RECORD_FIELDS.find((name) => WIRE.IngestRecordInput[name] === wire);
      const wrong = wire === 'metadata' ? [5, false, [], 'text'] : [5, false, [], {}];
      for (const value of wrong)
        expect(refuse(withFields({ [wire]: value }))).to.deep.equal([`${field} invalid_type`]);
    });
  }

  it('reports all faults in the documented order', () => {
    const all = {
      metadata: [],
      connector_id: 'con_of_others',
      source_updated_at: 'yesterday',
      source_created_at: '1',
      external_url: 'ftp://a',
      team: 'x'.repeat(201),
      severity: 'urgent',
      body: 5,
      source: 1,
    };
    expect(refuse(all)).to.deep.equal([
      'externalId missing_field',
      'source invalid_type',
      'title missing_field',
      'body invalid_type',
      'severity invalid_enum',
      'team too_long',
      'externalUrl invalid_format',
      'sourceCreatedAt invalid_timestamp',
      'sourceUpdatedAt invalid_timestamp',
      'connectorId unknown_connector',
      'metadata invalid_type',
    ]);
    expect(judge({ external_id: 'a', source: 'jira' }).faults[0]?.problem).to.equal('is required');
  });

  it('never repeats a rejected value', () => {
    const secret = 's3cr3t';
    const { faults } = judge({
      external_id: `${secret}\0`,
      source: [secret],
      title: { [secret]: 1 },
      severity: secret,
      external_url: secret,
      source_created_at: secret,
      connector_id: secret,
      metadata: secret,
    });
    expect(faults).to.have.length(8);
    expect(JSON.stringify(faults)).not.to.contain(secret);
  });

  it('reads camelCase names from GraphQL and snake_case names from REST', () => {
    const rest = withFields({
      external_url: 'https://a.example',
      source_created_at: '2026-06-14T14:35:00Z',
      connector_id: CONNECTOR,
    });
    const graphql = {
      externalId: 'JIRA-1',
      source: 'jira',
      title: VALID.title,
      externalUrl: 'https://a.example',
      sourceCreatedAt: '2026-06-14T14:35:00Z',
      connectorId: CONNECTOR,
    };
    expect(accept(graphql, BATCH, 'graphql')).to.deep.equal(accept(rest));
    expect(refuse(rest, BATCH, 'graphql')).to.deep.equal(['externalId missing_field']);
  });

  it('mentionedConnectorIds returns each mentioned connector once', () => {
    const raws = [
      { connector_id: 'a' },
      null,
      5,
      [{ connector_id: 'z' }],
      { connector_id: 7 },
      { connector_id: ' ' },
      { connector_id: 'a' },
      { connectorId: 'b' },
    ];
    expect([...mentionedConnectorIds(raws, 'rest')]).to.deep.equal(['a']);
    expect([...mentionedConnectorIds(raws, 'graphql')]).to.deep.equal(['b']);
  });
});
