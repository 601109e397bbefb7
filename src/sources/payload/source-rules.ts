import { SEVERITIES, type Severity } from '../../domain/severity.js';

/** What one vendor's issues look like when they are pushed by the path of their source. */
export interface SourceRules {
  /** Whether an id, as sent, has one of the forms that the vendor uses. Generous where it has several. */
  readonly isExternalId: (id: string) => boolean;
  /** The vendor's own names of severities, trimmed and lower-case. */
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
