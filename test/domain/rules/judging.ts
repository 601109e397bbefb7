import { expect } from 'chai';
import type { Fault, NormalRecord } from '../../../src/domain/record.js';
import type { FieldNaming, RecordRules } from '../../../src/domain/rules/record-rules.js';
import { judgeRecord } from '../../../src/domain/rules/validate.js';
import type { SourcePath } from '../../../src/domain/source.js';
import { sourcePathRules } from '../../../src/sources/registry.js';

export const CONNECTOR = 'con_01hx5f6g7h';
export const BATCH: RecordRules = { kind: 'batch', connectorIds: new Set([CONNECTOR]) };
export const EVENT: RecordRules = { ...BATCH, kind: 'event' };
export const VALID = { external_id: 'JIRA-1', source: 'jira', title: 'Cart service leaks memory' };
export const SMILE = '\u{1F600}';

export function pushTo(sourcePath: SourcePath): RecordRules {
  return { ...BATCH, kind: 'source', sourcePath, ...sourcePathRules(sourcePath) };
}

export function judge(raw: unknown, rules: RecordRules = BATCH, naming: FieldNaming = 'rest') {
  const verdict = judgeRecord(raw, naming, rules);
  return Array.isArray(verdict)
    ? { faults: verdict as readonly Fault[], record: undefined }
    : { faults: [], record: verdict as NormalRecord };
}

export function accept(raw: unknown, rules: RecordRules = BATCH, naming: FieldNaming = 'rest'): NormalRecord {
  const { faults, record } = judge(raw, rules, naming);
  expect(faults).to.deep.equal([]);
  return record as NormalRecord;
}

/** Returns the faults of a record, each as `field reason`. */
export function refuse(raw: unknown, rules: RecordRules = BATCH, naming: FieldNaming = 'rest'): string[] {
  const { faults } = judge(raw, rules, naming);
  expect(faults).not.to.be.empty;
  return faults.map(({ field, reason }) => `${field} ${reason}`);
}

export const withFields = (fields: Record<string, unknown>): Record<string, unknown> => ({
  ...VALID,
  ...fields,
});
