import type { ExternalIdForm } from '../../domain/rules/record-rules.js';
import { SEVERITIES, type Severity } from '../../domain/severity.js';

/** The rules that a source adds to records pushed to its own path. */
export interface SourceRules {
  /** Includes every form that the source is known to use. */
  readonly externalIdForm: ExternalIdForm;
  /** Severities by the source's own names for them, trimmed and in lower case. */
  readonly severityNames: ReadonlyMap<string, Severity>;
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function isUuid(id: string): boolean {
  return UUID.test(id);
}

/** A scale from its names by severity, each in lower case. */
export function severityScale(
  scale: Partial<Record<Severity, readonly string[]>>,
): ReadonlyMap<string, Severity> {
  return new Map(
    SEVERITIES.flatMap((severity) => (scale[severity] ?? []).map((name) => [name, severity] as const)),
  );
}
