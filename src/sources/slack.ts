import {
  type JsonObject,
  metadataOf,
  namesOf,
  objectOf,
  textOf,
  timestampFromMs,
} from './payload/payload-readers.js';
import { slackContent } from './payload/slack-content.js';
import {
  ignored,
  type MappedEvent,
  partial,
  removed,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { headerText, hmacScheme, secondsTime } from './verification/signature.js';

const TIMESTAMP = 'x-slack-request-timestamp';

const SIGNATURE = hmacScheme({
  header: 'x-slack-signature',
  encoding: 'hex',
  signaturesOf: (header) =>
    /^v0=[\da-fA-F]{64}$/.test(header) ? [header.slice('v0='.length).toLowerCase()] : [],
  prefixOf: (headers) => {
    const timestamp = headerText(headers, TIMESTAMP);
    return timestamp === undefined ? null : `v0:${timestamp}:`;
  },
  timeOf: ({ headers }) => secondsTime(headerText(headers, TIMESTAMP)),
});

/** Longest challenge that is returned. */
const CHALLENGE_CHARS = 1_000;

/** The Events API: messages in the channels that the customer's app was invited to. */
export const slackWebhook: WebhookSource = {
  schemes: [SIGNATURE],
  map: mapEvent,
  eventName: ({ payload }) => {
    const { type, event } = objectOf(payload);
    const { type: inner, subtype } = objectOf(event);
    return (
      [inner ?? type, subtype]
        .map(textOf)
        .filter((part) => part !== undefined)
        .join('.') || undefined
    );
  },
  deliveryId: ({ payload }) => textOf(objectOf(payload).event_id),
};

function mapEvent({ payload, settings }: WebhookEvent): MappedEvent {
  const { type, challenge, event: sent, api_app_id: ownApp, team_id } = objectOf(payload);
  if (type === 'url_verification' && typeof challenge === 'string')
    return { kind: 'answer', answer: { challenge: challenge.slice(0, CHALLENGE_CHARS) } };
  const event = objectOf(sent);
  if (type !== 'event_callback' || event.type !== 'message') return ignored('event_not_supported');
  const channel = textOf(event.channel);
  if (channel === undefined) return ignored('no_channel');
  if (event.subtype === 'message_deleted') return removedMessage(channel, event.deleted_ts, event);
  const isEdit = event.subtype === 'message_changed';
  const message = isEdit ? objectOf(event.message) : event;
  // A deleted message that has replies is replaced by a tombstone.
  if (isEdit && message.subtype === 'tombstone') return removedMessage(channel, message.ts, event);
  const reason = whyIgnored(message, ownApp);
  if (reason !== undefined) return ignored(reason);
  const fields = fieldsOf(channel, message, event, settings.accountUrl, team_id);
  return isEdit ? partial(fields, 'kept') : snapshot(fields, 'kept');
}

function removedMessage(channel: string, ts: unknown, event: JsonObject): MappedEvent {
  const sourceUpdatedAt = timestampFromTs(event.event_ts);
  return removed({
    externalId: messageId(channel, ts),
    sourceUpdatedAt,
    metadata: { subtype: event.subtype },
  });
}

/** Subtypes of messages that somebody wrote. Others report a change of the channel. */
const MESSAGES: ReadonlySet<unknown> = new Set([
  'bot_message',
  'file_share',
  'thread_broadcast',
  'me_message',
]);

function whyIgnored(message: JsonObject, ownApp: unknown): string | undefined {
  const { subtype, thread_ts: thread, ts, bot_profile: bot, app_id: app } = message;
  if (subtype !== undefined && subtype !== null && !MESSAGES.has(subtype)) return 'subtype_not_supported';
  // A file alone says nothing that could be an issue.
  if (subtype === 'file_share' && slackContent(message).title === undefined) return 'no_text';
  // A broadcast is a reply that its author also sent to the channel.
  if (thread !== undefined && thread !== ts && subtype !== 'thread_broadcast') return 'thread_reply';
  const sender = app ?? objectOf(bot).app_id;
  // The app's own messages, for example about an issue, must not create issues.
  return sender !== undefined && sender === ownApp ? 'own_message' : undefined;
}

function fieldsOf(
  channel: string,
  message: JsonObject,
  event: JsonObject,
  accountUrl: string | null,
  team: unknown,
): SourceFields {
  const ts = textOf(message.ts);
  const { title, body, link } = slackContent(message);
  const edited = objectOf(message.edited);
  const isEdit = message !== event;
  return {
    externalId: messageId(channel, ts),
    title,
    body,
    externalUrl:
      accountUrl === null || ts === undefined
        ? link
        : `${accountUrl}/archives/${encodeURIComponent(channel)}/p${ts.replace('.', '')}`,
    sourceCreatedAt: timestampFromTs(ts),
    sourceUpdatedAt: isEdit
      ? (timestampFromTs(edited.ts) ?? timestampFromTs(event.event_ts))
      : timestampFromTs(ts),
    metadata: metadataOf({
      channel,
      ts,
      team_id: team,
      user: message.user,
      bot_id: message.bot_id,
      username: message.username,
      subtype: event.subtype,
      files: namesOf(message.files, 'name'),
      link,
    }),
  };
}

const TS = /^\d{1,11}\.\d{1,6}$/;

function messageId(channel: string, ts: unknown): string | undefined {
  const text = textOf(ts);
  return text !== undefined && TS.test(text) ? `${channel}:${text}` : undefined;
}

/** A `ts` is epoch seconds with a fraction that makes it unique in its channel. */
function timestampFromTs(ts: unknown): string | undefined {
  const text = textOf(ts);
  return text !== undefined && TS.test(text) ? timestampFromMs(Math.floor(Number(text) * 1000)) : undefined;
}
