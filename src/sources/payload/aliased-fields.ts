import {
  ALIASED_FIELDS,
  type AliasedField,
  type ConnectorSettings,
} from '../../domain/rules/connector-settings.js';
import type { Severity } from '../../domain/severity.js';
import { clearableName, severityOf, textOf, valueAt } from './payload-readers.js';
import { timestampFrom } from './timestamps.js';
import type { SourceFields } from './webhook-source.js';

/** A payload that was read through the connector's field aliases. */
export interface AliasedPayload {
  readonly fields: SourceFields;
  /** The status as sent. */
  readonly status: string | undefined;
}

/**
 * Reads a payload without a fixed format through the connector's field aliases. The original severity and status are
 * kept as metadata.
 * @returns null if there is no alias for the external id
 */
export function aliasedFields(
  payload: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): AliasedPayload | null {
  const { fieldAliases } = settings;
  if (fieldAliases.externalId === undefined) return null;
  const at = (field: AliasedField): unknown => {
    const path = fieldAliases[field];
    return path === undefined ? undefined : valueAt(payload, path);
  };
  const native = ALIASED_FIELDS.filter((field) => field === 'severity' || field === 'status');
  return {
    fields: {
      externalId: textOf(at('externalId')),
      title: textOf(at('title')),
      body: textOf(at('body')),
      severity: severityOf(at('severity'), settings, scale),
      team: textOf(at('team')),
      assignee: clearableName(at('assignee')),
      externalUrl: textOf(at('externalUrl')),
      sourceCreatedAt: timestampFrom(settings.timezone, at('sourceCreatedAt')),
      sourceUpdatedAt: timestampFrom(settings.timezone, at('sourceUpdatedAt')),
      metadata: Object.fromEntries(native.map((field) => [field, textOf(at(field))])),
    },
    status: textOf(at('status')),
  };
}
