import type { ReportedStatus } from '../../domain/record.js';
import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { foldName } from '../../domain/rules/text.js';

/** Names of statuses in common use, in lower case. A name with different meanings in different systems is left out. */
const WORDS: Readonly<Record<'open' | 'acknowledged' | 'resolved', readonly string[]>> = {
  open: [
    ...['open', 'opened', 'reopen', 'reopened', 're-opened', 'new', 'created', 'todo', 'to do', 'backlog'],
    ...['pending', 'hold', 'on-hold', 'on hold', 'in progress', 'work in progress', 'unresolved'],
    ...['trigger', 'triggered', 'firing', 'alert', 'alerting', 'alarm', 'problem', 'active', 'activated'],
    ...['down', 'failed', 'failing', 'failure', 'error', 'unhealthy', 'unacknowledged'],
    ...['offen', 'neu', 'in bearbeitung', 'ouvert', 'nouveau', 'en cours', 'abierto', 'nuevo', 'en curso'],
  ],
  acknowledged: ['ack', 'acked', 'acknowledge', 'acknowledged', 'bestätigt', 'acquitté', 'reconocido'],
  resolved: [
    ...['resolve', 'resolved', 'solved', 'close', 'closed', 'closed complete', 'closed incomplete'],
    ...['closed skipped', 'done', 'complete', 'completed', 'canceled', 'cancelled', 'ok', 'up', 'healthy'],
    ...['recovered', 'recovery', 'fixed', 'clear', 'cleared', 'success', 'succeeded', 'passed', 'inactive'],
    ...['duplicate', "won't fix", 'wontfix', "won't do", 'rejected'],
    ...['gelöst', 'behoben', 'geschlossen', 'erledigt', 'abgeschlossen', 'storniert'],
    ...['résolu', 'fermé', 'clos', 'terminé', 'resuelto', 'cerrado', 'terminado'],
  ],
};

const BY_WORD: ReadonlyMap<string, ReportedStatus> = new Map(
  (['open', 'acknowledged', 'resolved'] as const).flatMap((status) =>
    WORDS[status].map((word) => [word, status] as const),
  ),
);

/** The status that the connector's settings state for one of the names, the first of which takes precedence. */
export function configuredStatus(
  { statuses }: ConnectorSettings,
  ...names: readonly (string | undefined)[]
): ReportedStatus | undefined {
  const known = names
    .map((name) => (name === undefined ? '' : foldStatus(name)))
    .find((name) => Object.hasOwn(statuses, name));
  return known === undefined ? undefined : statuses[known];
}

/** The status for a name of any system: from the settings, or else from the common table. `kept` for an unknown name. */
export function statusOfWord(word: string | undefined, settings: ConnectorSettings): ReportedStatus {
  if (word === undefined) return 'kept';
  return configuredStatus(settings, word) ?? BY_WORD.get(foldStatus(word)) ?? 'kept';
}

/**
 * For sources that have no acknowledgements: their open issues stay acknowledged, unless the connector's settings say which
 * of the source's states is an acknowledgement.
 */
export function withoutAcknowledgements(
  status: ReportedStatus,
  { statuses }: ConnectorSettings,
): ReportedStatus {
  if (status !== 'open') return status;
  return Object.values(statuses).includes('acknowledged') ? 'open' : 'unresolved';
}

/** Accents can be sent as characters of their own. */
function foldStatus(name: string): string {
  return foldName(name).normalize('NFC');
}
