import {
  ALIASED_FIELDS,
  type AliasedField,
  type ConnectorSettings,
} from '../../domain/rules/connector-settings.js';
import { foldName } from '../../domain/rules/text.js';
import type { Severity } from '../../domain/severity.js';
import { isoText, severityOf, textOf, valueAt } from './payload.js';
import type { SourceFields } from './webhook-source.js';

export interface Aliased {
  readonly fields: SourceFields;
  /** As the payload writes it. */
  readonly status: string | undefined;
}

/**
 * Reads a payload without a fixed form by the connector's own table. The native values are kept as metadata.
 * @returns null when the table does not say where the identifier is
 */
export function aliasedFields(
  payload: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): Aliased | null {
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
      externalUrl: textOf(at('externalUrl')),
      sourceCreatedAt: isoText(at('sourceCreatedAt')),
      sourceUpdatedAt: isoText(at('sourceUpdatedAt')),
      metadata: Object.fromEntries(native.map((field) => [field, textOf(at(field))])),
    },
    status: textOf(at('status')),
  };
}

const RESOLVED: ReadonlySet<string> = new Set([
  'resolved',
  'solved',
  'closed',
  'done',
  'completed',
  'canceled',
  'cancelled',
]);
const OPEN: ReadonlySet<string> = new Set([
  'open',
  'opened',
  'reopened',
  'new',
  'pending',
  'hold',
  'on-hold',
  'on hold',
  'in progress',
  'triggered',
  'firing',
  'acknowledged',
]);

/** The status that a word stands for; `kept` for an unknown one. */
export function statusOfWord(word: string | undefined): 'open' | 'resolved' | 'kept' {
  const folded = foldName(word ?? '');
  if (RESOLVED.has(folded)) return 'resolved';
  return OPEN.has(folded) ? 'open' : 'kept';
}
