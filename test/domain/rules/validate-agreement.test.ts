import { expect } from 'chai';
import fc from 'fast-check';
import type { Fault } from '../../../src/domain/record.js';
import type { IngestKind, RecordRules } from '../../../src/domain/rules/record-rules.js';
import { explainFields, judgeRecord } from '../../../src/domain/rules/validate.js';
import { SOURCE_PATHS } from '../../../src/domain/source.js';
import { ACCEPT } from '../../../src/generated/accept.js';
import { RECORD_FIELDS } from '../../../src/generated/record-fields.js';
import { WIRE } from '../../../src/generated/wire.js';
import { sourcePathRules } from '../../../src/sources/registry.js';
import { GOOD, recordFields } from './sent-values.js';

const requests = fc.record({
  fields: recordFields,
  kept: fc.subarray([...RECORD_FIELDS], { minLength: 0 }),
  kind: fc.constantFrom<IngestKind>('event', 'batch', 'source'),
  sourcePath: fc.constantFrom(...SOURCE_PATHS),
});

const INPUTS = {
  event: 'IngestEventInput',
  batch: 'IngestRecordInput',
  source: 'SourceIssueInput',
  webhook: 'IngestEventInput',
} as const;

describe('the compiled accept path and the input classes', () => {
  it('agree on whether a record is valid', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(requests, ({ fields, kept, kind }) => {
        const input = INPUTS[kind];
        const raw = { ...GOOD, ...Object.fromEntries(kept.map((field) => [field, fields[field]])) };
        const { decode, accept } = ACCEPT[input];
        const accepted = accept(decode.graphql(raw)) !== null;
        expect(accepted).to.equal(explainFields(decode.graphql(raw), input).length === 0);
        seen[accepted ? 'accepted' : 'refused']++;
      }),
      { numRuns: 4000 },
    );
    // The comparison proves nothing unless both decisions occur often.
    expect(Math.min(seen.accepted, seen.refused)).to.be.greaterThan(400);
  });

  it('return the same decision for REST and GraphQL, with faults in reporting order', () => {
    fc.assert(
      fc.property(requests, ({ fields, kind, sourcePath }) => {
        const rules: RecordRules =
          kind === 'source'
            ? { kind, sourcePath, connectorIds: new Set(), ...sourcePathRules(sourcePath) }
            : { kind, connectorIds: new Set() };
        const wire = WIRE[INPUTS[kind]];
        const rest = Object.fromEntries(RECORD_FIELDS.map((field) => [wire[field], fields[field]]));
        const verdict = judgeRecord(rest, 'rest', rules);
        expect(judgeRecord(fields, 'graphql', rules)).to.deep.equal(verdict);
        if (!Array.isArray(verdict)) return;
        const places = (verdict as Fault[]).map((fault) => RECORD_FIELDS.indexOf(fault.field as never));
        expect(places).not.to.be.empty;
        expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
      }),
      { numRuns: 2000 },
    );
  });
});
