import { closestName } from '../domain/rules/close-names.js';
import { isJsonObject } from '../domain/rules/json-object.js';
import type { IngestKind } from '../domain/rules/record-rules.js';
import { WIRE } from '../generated/wire.js';

/** What a caller sent in one record, for the opt-in detail. */
export interface SentDetail {
  readonly external_id?: string;
  /** Keys that were ignored, but are probably misspelled. */
  readonly warnings?: readonly { readonly field: string; readonly message: string }[];
}

const KNOWN: Readonly<Record<Exclude<IngestKind, 'webhook'>, readonly string[]>> = {
  event: Object.values(WIRE.IngestEventInput),
  batch: Object.values(WIRE.IngestRecordInput),
  source: Object.values(WIRE.SourceIssueInput),
};
/** Keys of a record that are examined, and warnings of a record that are reported. */
const KEYS_MAX = 100;
const WARNINGS_MAX = 10;

/** Describes a record as sent. Anything that is not an object has no details. */
export function sentDetail(record: unknown, kind: keyof typeof KNOWN): SentDetail {
  if (!isJsonObject(record)) return {};
  const { external_id } = record;
  const warnings = warningsOf(record, KNOWN[kind]);
  return {
    ...(typeof external_id === 'string' ? { external_id } : {}),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function warningsOf(record: Readonly<Record<string, unknown>>, known: readonly string[]) {
  const unknown = Object.keys(record)
    .slice(0, KEYS_MAX)
    .filter((key) => !known.includes(key));
  const warnings = unknown.flatMap((field) => {
    const closest = closestName(field, known);
    return closest === null
      ? []
      : [{ field, message: `${field} is unknown and was ignored: did you mean ${closest}?` }];
  });
  return warnings.slice(0, WARNINGS_MAX);
}
