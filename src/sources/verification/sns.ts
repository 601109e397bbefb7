import { type KeyObject, verify } from 'node:crypto';
import { isJsonObject } from '../../domain/rules/json-object.js';

/** A message of Amazon SNS, as it posts it to a subscribed address. */
export interface SnsMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** The address that confirms a subscription. */
  readonly subscribeUrl: string | undefined;
  readonly signatureVersion: string;
  readonly signingCertUrl: string;
  /** Base64. */
  readonly signature: string;
  /** The text that is signed. */
  readonly signed: string;
}

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
/** The signed keys, in their order. */
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Returns null for anything that is not a message of SNS. */
export function readSnsMessage(payload: unknown): SnsMessage | null {
  if (!isJsonObject(payload)) return null;
  const text = (key: string): string | undefined => {
    const value = payload[key];
    return typeof value === 'string' ? value : undefined;
  };
  const type = TYPES.find((candidate) => candidate === payload.Type);
  const [messageId, topicArn, message] = [text('MessageId'), text('TopicArn'), text('Message')];
  const [signature, signingCertUrl] = [text('Signature'), text('SigningCertURL')];
  if (type === undefined || messageId === undefined || topicArn === undefined) return null;
  if (message === undefined || signature === undefined || signingCertUrl === undefined) return null;
  const keys = (type === 'Notification' ? NOTIFICATION : CONFIRMATION).filter(
    (key) => text(key) !== undefined,
  );
  return {
    type,
    messageId,
    topicArn,
    subject: text('Subject'),
    message,
    subscribeUrl: text('SubscribeURL'),
    signatureVersion: text('SignatureVersion') ?? '',
    signingCertUrl,
    signature,
    signed: keys.map((key) => `${key}\n${text(key)}\n`).join(''),
  };
}

/** The digest of each version of the signature. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);

export function isSignedBySns({ signatureVersion, signature, signed }: SnsMessage, key: KeyObject): boolean {
  const digest = DIGESTS.get(signatureVersion);
  if (digest === undefined || key.asymmetricKeyType !== 'rsa') return false;
  return verify(digest, Buffer.from(signed), key, Buffer.from(signature, 'base64'));
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[\da-f]{1,64}\.pem$/;

/** Whether an address is that of a signing certificate in the region of a topic. */
export function isCertificateUrl(url: string, topicArn: string): boolean {
  const parsed = addressInRegion(url, topicArn);
  return parsed !== null && CERTIFICATE_PATH.test(parsed.pathname) && parsed.search === '';
}

/** Whether an address confirms a subscription to a topic, in its region. */
export function isConfirmationUrl(url: string, topicArn: string): boolean {
  const parsed = addressInRegion(url, topicArn);
  if (parsed === null || parsed.pathname !== '/') return false;
  const query = parsed.searchParams;
  return query.get('Action') === 'ConfirmSubscription' && query.get('TopicArn') === topicArn;
}

/** Returns null unless the address is one of SNS, in the region of the topic, over https and without credentials or port. */
function addressInRegion(url: string, topicArn: string): URL | null {
  const [, partition, , region] = topicArn.split(':');
  const host = `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed?.origin === `https://${host}` && parsed.username === '' && parsed.password === ''
    ? parsed
    : null;
}
