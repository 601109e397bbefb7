import type { ExternalIdForm } from '../../domain/rules/record-rules.js';
import { SEVERITIES, type Severity } from '../../domain/severity.js';

/** The rules of one vendor for pushes to `POST /v1/ingest/{source}/issues`. */
export interface SourceRules {
  /** Includes every form that the vendor uses. */
  readonly externalIdForm: ExternalIdForm;
  /** The vendor's severity names, trimmed and in lower case. */
  readonly severityNames: ReadonlyMap<string, Severity>;
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function isUuid(id: string): boolean {
  return UUID.test(id);
}

/** @param scale the names of each severity, in lower case */
export function severityScale(
  scale: Partial<Record<Severity, readonly string[]>>,
): ReadonlyMap<string, Severity> {
  return new Map(
    SEVERITIES.flatMap((severity) => (scale[severity] ?? []).map((name) => [name, severity] as const)),
  );
}
