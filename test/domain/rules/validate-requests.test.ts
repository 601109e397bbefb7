import { expect } from 'chai';
import type { IngestKind, RecordRules } from '../../../src/domain/rules/record-rules.js';
import { SEVERITIES } from '../../../src/domain/severity.js';
import { SOURCE_PATHS, SOURCES } from '../../../src/domain/source.js';
import {
  Outcome,
  RejectionReason,
  Severity,
  Source,
  SourcePath as SourcePathEnum,
} from '../../../src/generated/types.js';
import { sourcePathRules } from '../../../src/sources/registry.js';
import { accept, BATCH, CONNECTOR, EVENT, judge, pushTo, refuse, withFields } from './judging.js';

describe('judgeRecord for a single event', () => {
  it('requires an external_id or a title', () => {
    for (const raw of [{}, { external_id: ' ', title: null }, { source: 'jira', body: 'x' }])
      expect(judge(raw, EVENT).faults).to.deep.equal([
        { field: 'externalId', reason: 'missing_field', problem: 'or title is required' },
      ]);
  });

  it('reports an invalid title or external_id instead of a missing one', () => {
    expect(refuse({ title: 5 }, EVENT)).to.deep.equal(['title invalid_type']);
    expect(refuse({ external_id: 'x'.repeat(513) }, EVENT)).to.deep.equal(['externalId too_long']);
  });

  it('leaves an absent external_id null and an absent title undefined', () => {
    expect(accept({ external_id: 'evt_mine' }, EVENT)).to.include({
      externalId: 'evt_mine',
      title: undefined,
    });
    expect(accept({ title: 'a' }, EVENT)).to.include({ externalId: null, title: 'a' });
  });
});

describe('judgeRecord for a source-specific push', () => {
  it('requires an external_id and a title', () => {
    expect(refuse({}, pushTo('jira'))).to.deep.equal(['externalId missing_field', 'title missing_field']);
  });

  it('takes the source from the path', () => {
    expect(accept({ external_id: 'A-1', title: 'b' }, pushTo('jira'))).to.include({
      source: 'jira',
      sourceRaw: undefined,
    });
    expect(accept({ external_id: 'A-1', title: 'b', source: ' JIRA ' }, pushTo('jira'))).to.include({
      source: 'jira',
      sourceRaw: null,
    });
  });

  it('rejects a record that names another source than the path', () => {
    for (const source of ['github', 'slack', 'whatever'])
      expect(refuse({ external_id: 'A-1', title: 'b', source }, pushTo('jira'))).to.deep.equal([
        'source invalid_enum',
      ]);
  });

  it('checks the external_id as sent against the forms of the source', () => {
    expect(refuse({ external_id: ' A-1', title: 'b' }, pushTo('jira'))).to.deep.equal([
      'externalId invalid_format',
    ]);
    const { externalIdForm: _, ...unchecked } = pushTo('jira');
    expect(accept({ external_id: ' A-1', title: 'b' }, unchecked).externalId).to.equal(' A-1');
  });

  for (const path of SOURCE_PATHS)
    it(`names examples of external ids that ${path} accepts`, () => {
      const { text, matches } = sourcePathRules(path).externalIdForm;
      for (const [, example = ''] of text.matchAll(/`([^`]+)`/g)) expect(matches(example)).to.equal(true);
    });

  it('describes the accepted external ids with examples', () => {
    expect(judge({ external_id: '?', title: 'b' }, pushTo('jira')).faults).to.deep.equal([
      {
        field: 'externalId',
        reason: 'invalid_format',
        problem: 'must be a Jira issue key or id, such as `PLAT-123` or `10042`',
      },
    ]);
  });

  it('does not mention native severities of a source without any', () => {
    const { faults } = judge({ external_id: '1', title: 'b', severity: 'urgent' }, pushTo('custom_api'));
    expect(faults[0]?.problem).to.equal('must be one of `p1`, `p2`, `p3`, `p4`');
  });

  it('accepts the severities of its source and no others', () => {
    expect(
      accept({ external_id: 'A-1', title: 'b', severity: ' HIGHEST ' }, pushTo('jira')).severity,
    ).to.equal('p1');
    expect(accept({ external_id: 'A-1', title: 'b', severity: 'P4' }, pushTo('jira')).severity).to.equal(
      'p4',
    );
    const { faults } = judge({ external_id: 'A-1', title: 'b', severity: 'urgent' }, pushTo('jira'));
    expect(faults).to.deep.equal([
      {
        field: 'severity',
        reason: 'invalid_enum',
        problem: 'must be one of `p1`, `p2`, `p3`, `p4`, or a severity of the source, such as `highest`',
      },
    ]);
    expect(refuse({ external_id: 'A-1', title: 'b', severity: 1 }, pushTo('jira'))).to.deep.equal([
      'severity invalid_type',
    ]);
  });

  it('reports faults against the rules of the source in reporting order', () => {
    const raw = { external_id: '?', source: 'github', title: '', connector_id: 'con_of_others', metadata: 1 };
    expect(refuse(raw, pushTo('jira'))).to.deep.equal([
      'externalId invalid_format',
      'source invalid_enum',
      'title missing_field',
      'connectorId unknown_connector',
      'metadata invalid_type',
    ]);
  });
});

describe('judgeRecord: connector_id', () => {
  const kinds: readonly IngestKind[] = ['event', 'batch', 'source'];
  for (const kind of kinds)
    it(`accepts only connectors of the workspace in a request of kind ${kind}`, () => {
      const rules: RecordRules = kind === 'source' ? pushTo('jira') : { ...BATCH, kind };
      expect(accept(withFields({ connector_id: CONNECTOR }), rules).connectorId).to.equal(CONNECTOR);
      for (const connector of ['con_of_others', CONNECTOR.toUpperCase(), `${CONNECTOR} `])
        expect(refuse(withFields({ connector_id: connector }), rules)).to.deep.equal([
          'connectorId unknown_connector',
        ]);
    });
});

describe('the schema compared with the domain', () => {
  const folded = (names: object): string[] => Object.keys(names).map((name) => name.toLowerCase());

  it('enums of the schema have the values of the domain', () => {
    expect(folded(Source)).to.deep.equal(SOURCES);
    expect(folded(SourcePathEnum)).to.deep.equal(SOURCE_PATHS);
    expect(folded(Severity)).to.deep.equal(SEVERITIES);
    expect(folded(Outcome)).to.have.members(['created', 'updated', 'unchanged', 'stale', 'rejected']);
    expect(folded(RejectionReason)).to.have.length(8);
  });
});
