import type { ReportedStatus } from '../../domain/record.js';
import type { Severity } from '../../domain/severity.js';
import { aliasedAlerts, leavesItemsOut } from './aliased-fields.js';
import { statusOfWord } from './statuses.js';
import { ignored, type MappedEvent, type WebhookEvent, wholeOrPartialIssue } from './webhook-source.js';

const ONE_ENTRY = 'further entries of the list that fieldAliases.externalId points into: set `items`';

/**
 * Maps a payload through the connector's field aliases.
 * @param reported turns the meaning of a word into that of the source's status
 * @returns null if there is no alias for the external id
 */
export function aliasedEvent(
  { payload, settings }: WebhookEvent,
  scale: ReadonlyMap<string, Severity>,
  reported: (status: ReportedStatus) => ReportedStatus = (status) => status,
): MappedEvent | null {
  const alerts = aliasedAlerts(payload, settings, scale);
  if (alerts === null) return null;
  if (alerts.length === 0) return ignored('no_items');
  const issues = alerts.map(({ fields, status }) =>
    wholeOrPartialIssue(fields, reported(statusOfWord(status, settings))),
  );
  const leftOut = leavesItemsOut(payload, settings) ? [ONE_ENTRY] : [];
  return { kind: 'issues', issues, leftOut };
}
