import { type ValidationError, validateSync } from 'class-validator';
import { ACCEPT, type SentFields } from '../../generated/accept.js';
import { INPUT_CLASSES } from '../../generated/inputs.js';
import { type AcceptedFields, joinRecord, RECORD_FIELDS } from '../../generated/record-fields.js';
import { WIRE } from '../../generated/wire.js';
import type { Fault, NormalRecord, RejectionReason } from '../record.js';
import { SEVERITIES } from '../severity.js';
import { DEFAULT_SOURCE, resolveSource } from '../source.js';
import { CONSTRAINT_ORDER } from './constraints.js';
import { isJsonObject } from './json-object.js';
import type { FieldNaming, IngestKind, RecordRules } from './record-rules.js';
import { foldName, isBlank } from './text.js';

/** The input type of the schema for each kind of request. */
const INPUTS = {
  event: 'IngestEventInput',
  batch: 'IngestRecordInput',
  source: 'SourceIssueInput',
  webhook: 'IngestEventInput',
} as const satisfies Record<IngestKind, keyof typeof ACCEPT>;
type InputName = keyof typeof INPUT_CLASSES;

const NOT_AN_OBJECT: readonly Fault[] = [
  { field: null, reason: 'invalid_type', problem: 'must be a JSON object' },
];
const NO_FAULTS: readonly Fault[] = [];
const SEVERITY_NAMES: ReadonlySet<string> = new Set(SEVERITIES);

/**
 * Judges one element as sent. Never throws for invalid input and never repeats a value. The compiled accept path decides;
 * only the records that it refuses go through class-validator, which explains them.
 *
 * @returns the normalised record, or all its faults in reporting order (at least one)
 */
export function judgeRecord(
  raw: unknown,
  naming: FieldNaming,
  rules: RecordRules,
): NormalRecord | readonly Fault[] {
  if (!isJsonObject(raw)) return NOT_AN_OBJECT;
  const input = INPUTS[rules.kind];
  const sent = ACCEPT[input].decode[naming](raw);
  if (rules.severityNames !== undefined && typeof sent.severity === 'string')
    sent.severity = rules.severityNames.get(foldName(sent.severity)) ?? sent.severity;
  const accepted = ACCEPT[input].accept(sent);
  if (accepted === null) return explain(sent, input, rules);
  const faults = requestFaults(sent, rules, NO_FAULTS);
  return faults.length === 0 ? normalise(accepted, rules) : faults;
}

/**
 * Returns the connector ids that records mention, so that the caller can look them up together.
 *
 * @param raws elements as sent, of any type
 */
export function mentionedConnectorIds(raws: readonly unknown[], naming: FieldNaming): Set<string> {
  const key = naming === 'rest' ? WIRE.IngestRecordInput.connectorId : 'connectorId';
  const ids = new Set<string>();
  for (const raw of raws) {
    const id = isJsonObject(raw) ? raw[key] : undefined;
    if (typeof id === 'string' && !isBlank(id)) ids.add(id);
  }
  return ids;
}

function normalise(fields: AcceptedFields, { sourcePath }: RecordRules): NormalRecord {
  const sent = fields.source === undefined ? undefined : resolveSource(fields.source);
  const key = {
    source: sourcePath ?? sent?.source ?? DEFAULT_SOURCE,
    sourceRaw: sent?.sourceRaw,
    externalId: fields.externalId ?? null,
  };
  return joinRecord(key, fields);
}

/** Checks the rules of the request that the schema cannot state. Skips fields that already have a fault. */
function requestFaults(sent: SentFields, rules: RecordRules, known: readonly Fault[]): readonly Fault[] {
  const faults: Fault[] = [];
  const { externalId, source, connectorId } = sent;
  const { sourcePath, externalIdForm, connectorIds } = rules;
  const hasFault = (field: Fault['field']): boolean => known.some((fault) => fault.field === field);
  if (externalIdForm !== undefined && typeof externalId === 'string' && !hasFault('externalId')) {
    const problem = `must be ${externalIdForm.text}`;
    if (!externalIdForm.matches(externalId))
      faults.push({ field: 'externalId', reason: 'invalid_format', problem });
  }
  if (sourcePath !== undefined && typeof source === 'string' && !hasFault('source')) {
    const problem = `must be absent or \`${sourcePath}\`, the source of this push`;
    if (resolveSource(source).source !== sourcePath)
      faults.push({ field: 'source', reason: 'invalid_enum', problem });
  }
  if (typeof connectorId === 'string' && !hasFault('connectorId') && !connectorIds.has(connectorId)) {
    const problem = 'must be the id of a connector in this workspace, such as `con_01hx5f6g7h`';
    faults.push({ field: 'connectorId', reason: 'unknown_connector', problem });
  }
  return faults;
}

/** Returns all faults of a record that the compiled path refused. */
function explain(sent: SentFields, input: InputName, rules: RecordRules): readonly Fault[] {
  const found = explainFields(sent, input);
  if (found.length === 0) throw new Error(`The compiled rules of ${input} refuse what its class accepts.`);
  const explained = found.map((fault) => withNativeSeverity(fault, rules));
  return inReportingOrder([...explained, ...requestFaults(sent, rules, explained)]);
}

/** Adds one of the source's own severities to the accepted ones. */
function withNativeSeverity(fault: Fault, { severityNames }: RecordRules): Fault {
  if (fault.field !== 'severity' || fault.reason !== 'invalid_enum') return fault;
  const example = [...(severityNames?.keys() ?? [])].find((name) => !SEVERITY_NAMES.has(name));
  if (example === undefined) return fault;
  return { ...fault, problem: `${fault.problem}, or a severity of the source, such as \`${example}\`` };
}

/**
 * Returns the faults that the class of an input finds, in reporting order. Exported for the test that the classes agree
 * with the compiled path.
 */
export function explainFields(sent: SentFields, input: InputName): readonly Fault[] {
  const instance = Object.assign(new INPUT_CLASSES[input](), sent);
  const errors = validateSync(instance, { validationError: { target: false, value: false } });
  return inReportingOrder(errors.flatMap(faultsOf));
}

function faultsOf(error: ValidationError): Fault[] {
  return CONSTRAINT_ORDER.flatMap((name) => {
    const problem = error.constraints?.[name];
    const context: { reason: RejectionReason } | undefined = error.contexts?.[name];
    if (problem === undefined || context === undefined) return [];
    return [{ field: error.property as Fault['field'], reason: context.reason, problem }];
  });
}

/** The sort is stable: several faults of one field keep their order. */
function inReportingOrder(faults: readonly Fault[]): readonly Fault[] {
  const position = ({ field }: Fault): number => (field === null ? -1 : RECORD_FIELDS.indexOf(field));
  return faults.toSorted((a, b) => position(a) - position(b));
}
