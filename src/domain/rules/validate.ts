import { type ValidationError, validateSync } from 'class-validator';
import { ACCEPT, type SentFields } from '../../generated/accept.js';
import { INPUT_CLASSES } from '../../generated/inputs.js';
import { type AcceptedFields, joinRecord, RECORD_FIELDS } from '../../generated/record-fields.js';
import { WIRE } from '../../generated/wire.js';
import type { Fault, NormalRecord, RejectionReason } from '../record.js';
import { DEFAULT_SOURCE, resolveSource, type Source } from '../source.js';
import { CONSTRAINT_ORDER } from './constraints.js';
import { isJsonObject } from './json-object.js';
import type { FieldNaming, IngestKind, RecordRules } from './record-rules.js';
import { foldName, isBlank } from './text.js';

/** The input of the schema that a kind of request sends. */
const INPUTS = {
  event: 'IngestEventInput',
  batch: 'IngestRecordInput',
  source: 'SourceIssueInput',
  webhook: 'IngestEventInput',
} as const satisfies Record<IngestKind, keyof typeof ACCEPT>;

const NOT_AN_OBJECT: readonly Fault[] = [
  { field: null, reason: 'invalid_type', problem: 'must be a JSON object' },
];
const NO_FAULTS: readonly Fault[] = [];

/**
 * Judges one element as sent. Never throws for bad input and never repeats a value. What breaks no rule goes through
 * compiled code; only what does is explained, by the classes of the same rules.
 *
 * @returns the normalised record, or all its faults in reporting order (never none)
 */
export function judgeRecord(
  raw: unknown,
  naming: FieldNaming,
  rules: RecordRules,
): NormalRecord | readonly Fault[] {
  if (!isJsonObject(raw)) return NOT_AN_OBJECT;
  const input = INPUTS[rules.kind];
  const draft = ACCEPT[input].decode[naming](raw);
  if (rules.severityNames !== undefined && typeof draft.severity === 'string')
    draft.severity = rules.severityNames.get(foldName(draft.severity)) ?? draft.severity;
  const accepted = ACCEPT[input].accept(draft);
  if (accepted === null) return explain(draft, input, rules);
  const faults = requestFaults(draft, rules, NO_FAULTS);
  return faults.length === 0 ? normalise(accepted, rules) : faults;
}

/**
 * Connector ids that records mention, so that a caller can look them up once.
 *
 * @param raws elements as sent, of any shape
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

/** What the request at hand asks of fields beyond the schema; fields that have a fault already are left alone. */
function requestFaults(draft: SentFields, rules: RecordRules, known: readonly Fault[]): readonly Fault[] {
  const faults: Fault[] = [];
  const { externalId, source, connectorId } = draft;
  const { sourcePath, isExternalId, connectorIds } = rules;
  const judged = (field: Fault['field']): boolean => known.some((fault) => fault.field === field);
  if (isExternalId !== undefined && typeof externalId === 'string' && !judged('externalId')) {
    const problem = `must have one of the forms of ids that ${sourcePath ?? 'the source'} uses`;
    if (!isExternalId(externalId)) faults.push({ field: 'externalId', reason: 'invalid_format', problem });
  }
  if (sourcePath !== undefined && typeof source === 'string' && !judged('source')) {
    const problem = `must be absent or ${sourcePath}, as in the path`;
    if (!isFromPath(source, sourcePath)) faults.push({ field: 'source', reason: 'invalid_enum', problem });
  }
  if (typeof connectorId === 'string' && !judged('connectorId') && !connectorIds.has(connectorId)) {
    const problem = 'must be a connector of this workspace';
    faults.push({ field: 'connectorId', reason: 'unknown_connector', problem });
  }
  return faults;
}

function isFromPath(sent: string, path: Source): boolean {
  return resolveSource(sent).source === path;
}

/** All faults of a record that the compiled path did not accept. */
function explain(draft: SentFields, input: keyof typeof INPUT_CLASSES, rules: RecordRules): readonly Fault[] {
  const found = explainFields(draft, input);
  if (found.length === 0) throw new Error(`The compiled rules of ${input} refuse what its class allows.`);
  return inOrder([...found, ...requestFaults(draft, rules, found)]);
}

/**
 * What the class of an input says about the fields of a record, in reporting order. Exported for the test that it
 * never disagrees with the compiled path.
 */
export function explainFields(draft: SentFields, input: keyof typeof INPUT_CLASSES): readonly Fault[] {
  const instance = Object.assign(new INPUT_CLASSES[input](), draft);
  const errors = validateSync(instance, { validationError: { target: false, value: false } });
  return inOrder(errors.flatMap(faultsOf));
}

function faultsOf(error: ValidationError): Fault[] {
  return CONSTRAINT_ORDER.flatMap((name) => {
    const problem = error.constraints?.[name];
    const context: { reason: RejectionReason } | undefined = error.contexts?.[name];
    if (problem === undefined || context === undefined) return [];
    return [{ field: error.property as Fault['field'], reason: context.reason, problem }];
  });
}

/** Sorting is stable: several faults of one field keep their order. */
function inOrder(faults: readonly Fault[]): readonly Fault[] {
  const place = (fault: Fault): number => (fault.field === null ? -1 : RECORD_FIELDS.indexOf(fault.field));
  return faults.toSorted((a, b) => place(a) - place(b));
}
