import type { ReportedStatus } from '../../domain/record.js';
import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { foldName } from '../../domain/rules/text.js';
import { configuredStatus, statusOfWord, withoutAcknowledgements } from './statuses.js';

/** The values of a table's states. */
interface TableStates {
  readonly open: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
}

function states(open: readonly string[], resolved: readonly string[]): TableStates {
  return { open: new Set(open), resolved: new Set(resolved) };
}

const INCIDENT = states(['1', '2', '3', '4', '5'], ['6', '7', '8']);
const CHANGE = states(['-5', '-4', '-3', '-2', '-1', '0'], ['3', '4']);
/** The second edition of the problem table has numbers from 101. */
const PROBLEM = states(['1', '2', '3', '101', '102', '103', '104'], ['4', '106', '107']);
/** Requested items, catalogue tasks, and custom tables, which extend the table of tasks. */
const TASK = states(['-5', '1', '2', '151', '152', '154'], ['3', '4', '7', '157', '158']);

const BY_TABLE: ReadonlyMap<string, TableStates> = new Map([
  ['incident', INCIDENT],
  ['change_request', CHANGE],
  ['problem', PROBLEM],
]);
/** Default prefixes of record numbers. */
const BY_PREFIX: ReadonlyMap<string, TableStates> = new Map([
  ['INC', INCIDENT],
  ['CHG', CHANGE],
  ['PRB', PROBLEM],
  ['RITM', TASK],
  ['REQ', TASK],
  ['TASK', TASK],
  ['SCTASK', TASK],
  ['CTASK', TASK],
  ['PTASK', TASK],
]);

/** What a record says about its status. */
export interface ServicenowState {
  /** The name or label of the table. */
  readonly table: string | undefined;
  readonly number: string | undefined;
  /** The state as a number, a label, or both: `7`, `Closed`, `7 - Closed`. */
  readonly state: string | undefined;
  readonly label: string | undefined;
  /** `false` for a record whose work is over, in every table. */
  readonly active: string | undefined;
}

/** The status of a record. The same number means different states in different tables, so a label decides before it. */
export function servicenowStatus(
  { table, number, state, label: shown, active }: ServicenowState,
  settings: ConnectorSettings,
): ReportedStatus {
  const [, value = '', label = ''] = /^(-?\d*)[\s-]*(.*)$/s.exec(state?.trim() ?? '') ?? [];
  const configured = configuredStatus(settings, state, shown, label, value);
  if (configured !== undefined) return configured;
  if (active !== undefined && ['false', '0'].includes(foldName(active))) return 'resolved';
  const named = statusOfWord(shown ?? label, settings);
  if (named !== 'kept') return withoutAcknowledgements(named, settings);
  const { open, resolved } = statesOf(table, number);
  if (resolved.has(value)) return 'resolved';
  return open.has(value) ? withoutAcknowledgements('open', settings) : 'kept';
}

function statesOf(table: string | undefined, number: string | undefined): TableStates {
  const name = table === undefined ? undefined : foldName(table).replaceAll(' ', '_');
  if (name !== undefined) return BY_TABLE.get(name) ?? TASK;
  const prefix = /^[A-Z]+/i.exec(number ?? '')?.[0].toUpperCase() ?? '';
  return BY_PREFIX.get(prefix) ?? INCIDENT;
}
