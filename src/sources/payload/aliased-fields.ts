import type { AliasedField, ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import type { Severity } from '../../domain/severity.js';
import { clearableName, metadataOf, severityOf, textOf, valueAt } from './payload-readers.js';
import { timestampFrom } from './timestamps.js';
import type { SourceFields } from './webhook-source.js';

/** An alert that was read through the connector's field aliases. */
export interface AliasedAlert {
  readonly fields: SourceFields;
  /** The status as sent. */
  readonly status: string | undefined;
}

/** A path that starts at the payload, not at the item. */
const FROM_PAYLOAD = '$.';

/**
 * Reads the alerts of a payload without a fixed format through the connector's field aliases: one for each entry of the list at
 * the setting `items`, or of a payload that is a list. The original severity and status are kept as metadata.
 * @returns null if there is no alias for the external id
 */
export function aliasedAlerts(
  payload: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): readonly AliasedAlert[] | null {
  if (settings.fieldAliases.externalId === undefined) return null;
  return itemsOf(payload, settings).map((item) => aliasedAlert(payload, item, settings, scale));
}

/** Fields whose readers are people. */
const SHOWN: ReadonlySet<AliasedField> = new Set(['title', 'body', 'team', 'assignee']);

/** The alerts of a payload that can contain several. */
export function itemsOf(payload: unknown, { items }: ConnectorSettings): readonly unknown[] {
  const found = items === null ? payload : valueAt(payload, items);
  if (Array.isArray(found)) return found;
  return found === undefined ? [] : [found];
}

function aliasedAlert(
  payload: unknown,
  item: unknown,
  settings: ConnectorSettings,
  scale: ReadonlyMap<string, Severity>,
): AliasedAlert {
  const { fieldAliases, timezone } = settings;
  const at = (field: AliasedField): unknown => {
    const path = fieldAliases[field];
    if (path === undefined) return undefined;
    const isOfPayload = path.startsWith(FROM_PAYLOAD);
    const value = isOfPayload ? valueAt(payload, path.slice(FROM_PAYLOAD.length)) : valueAt(item, path);
    if (!isJsonObject(value)) return value;
    const { name, value: stored, display_value: shown } = value;
    return SHOWN.has(field) ? (shown ?? name ?? stored) : (stored ?? shown ?? name);
  };
  return {
    fields: {
      externalId: textOf(at('externalId')),
      title: textOf(at('title')),
      body: textOf(at('body')),
      severity: severityOf(at('severity'), settings, scale),
      team: textOf(at('team')),
      assignee: clearableName(at('assignee')),
      externalUrl: textOf(at('externalUrl')),
      sourceCreatedAt: timestampFrom(timezone, at('sourceCreatedAt')),
      sourceUpdatedAt: timestampFrom(timezone, at('sourceUpdatedAt')),
      groupingKey: textOf(at('groupingKey')),
      metadata: metadataOf({ severity: textOf(at('severity')), status: textOf(at('status')) }),
    },
    status: textOf(at('status')),
  };
}

/** Whether the alias of the external id addresses one entry of a list that has further entries. */
export function leavesItemsOut(payload: unknown, { fieldAliases }: ConnectorSettings): boolean {
  const parts = /^(.*?)[.[](\d+)(?=[.\]]|$)/.exec(fieldAliases.externalId ?? '');
  const list = parts?.[1] === undefined ? undefined : valueAt(payload, parts[1]);
  return Array.isArray(list) && list.length > 1;
}
