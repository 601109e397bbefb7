import { registerEnumType } from 'type-graphql';
import { DELIVERY_OUTCOMES } from '../delivery.js';
import { ISSUE_STATUSES } from '../issue-status.js';
import { JOB_STATUSES } from '../job.js';
import { INGEST_KINDS } from '../rules/record-rules.js';
import { SEVERITIES } from '../severity.js';
import { SOURCE_PATHS, SOURCES } from '../source.js';

/** Registers an enum whose names are upper case, as in the schema, and whose values are those of the domain and REST. */
function enumOf<T extends string>(name: string, values: readonly T[]): Record<string, T> {
  const names = Object.fromEntries(values.map((value) => [value.toUpperCase(), value]));
  registerEnumType(names, { name });
  return names;
}

export const SourceEnum = enumOf('Source', SOURCES);
export const SourcePathEnum = enumOf('SourcePath', SOURCE_PATHS);
export const SeverityEnum = enumOf('Severity', SEVERITIES);
export const JobStatusEnum = enumOf('JobStatus', JOB_STATUSES);
export const JobKindEnum = enumOf('JobKind', INGEST_KINDS);
export const IssueStatusEnum = enumOf('IssueStatus', ISSUE_STATUSES);
export const OutcomeEnum = enumOf('Outcome', ['created', 'updated', 'unchanged', 'stale', 'rejected']);
export const RejectionReasonEnum = enumOf('RejectionReason', [
  'missing_field',
  'too_long',
  'invalid_type',
  'invalid_enum',
  'invalid_format',
  'invalid_timestamp',
  'unknown_connector',
  'too_large',
]);
export const PatternStatusEnum = enumOf('PatternStatus', ['watching', 'active', 'resolved']);
export const PatternLinkStepEnum = enumOf('PatternLinkStep', [
  'corrected',
  'fingerprint',
  'known',
  'template',
  'merge',
  'new',
]);
export const DeliveryOutcomeEnum = enumOf('DeliveryOutcome', DELIVERY_OUTCOMES);
