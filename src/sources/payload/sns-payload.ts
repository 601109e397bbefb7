import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { cutCodePoints } from '../../domain/rules/text.js';
import { BOUNDS } from '../../generated/bounds.js';
import type { SnsMessage } from '../verification/sns.js';
import { type JsonObject, metadataOf, textOf } from './payload-readers.js';
import { timestampFrom } from './timestamps.js';

/** The states of CloudWatch alarms that say something about the status of their issue. */
const ALARM_STATES: ReadonlyMap<unknown, string> = new Map([
  ['ALARM', 'open'],
  ['OK', 'resolved'],
]);

/**
 * The payload inside a notification: its message as JSON, to be mapped as usual; for an alarm of CloudWatch and for a text, a
 * record. null for an alarm without a state.
 */
export function snsPayload(sns: SnsMessage, settings: ConnectorSettings): unknown {
  const message = jsonOf(sns.message);
  if (!isJsonObject(message)) return Array.isArray(message) ? message : textRecord(sns);
  const isAlarm = message.AlarmName !== undefined && message.NewStateValue !== undefined;
  if (settings.fieldAliases.externalId !== undefined || !isAlarm) return message;
  return ALARM_STATES.has(message.NewStateValue) ? alarmRecord(message, settings) : null;
}

function alarmRecord(alarm: JsonObject, { timezone }: ConnectorSettings): JsonObject {
  const name = textOf(alarm.AlarmName) ?? '';
  return {
    // A prefix, because other systems are stored as custom_api too.
    external_id: `cloudwatch:${textOf(alarm.AlarmArn) ?? name}`,
    source: 'cloudwatch',
    title: cutCodePoints(name, BOUNDS.title.maxLength),
    body: textOf(alarm.NewStateReason) ?? textOf(alarm.AlarmDescription),
    status: ALARM_STATES.get(alarm.NewStateValue),
    source_updated_at: timestampFrom(timezone, alarm.StateChangeTime),
    metadata: metadataOf({
      sender: 'cloudwatch',
      description: textOf(alarm.AlarmDescription),
      region: textOf(alarm.Region),
      account: textOf(alarm.AWSAccountId),
      state: alarm.NewStateValue,
    }),
  };
}

function textRecord({ subject, message, topicArn }: SnsMessage): JsonObject {
  const title = textOf(subject) ?? textOf(message.trim().split('\n')[0]) ?? topicArn;
  return {
    title: cutCodePoints(title, BOUNDS.title.maxLength),
    body: message,
    metadata: { sender: 'sns', topic: topicArn },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
