import { createPublicKey } from 'node:crypto';
import { flagOf, textOf, wrong } from './setting-readers.js';

const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_CHARS = 100;
const TOPIC_ARN = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z\d-]+:\d{12}:[\w-]+(?:\.fifo)?$/;
const ARN_CHARS = 400;
const PEM_CHARS = 10_000;

/** How senders that cannot sign prove who they are. */
export interface ProofSettings {
  /** Whether senders of any source may pass the secret itself: as a Bearer token, as a Basic password or as `X-Webhook-Secret`. */
  readonly sharedToken: boolean;
  /** The header in which the sender passes the secret, in lower case. */
  readonly secretHeader: string | null;
  /** The topic of Amazon SNS whose messages are accepted. */
  readonly snsTopicArn: string | null;
  /** The certificate of that topic in PEM, for gateways that cannot fetch it. */
  readonly snsCertificate: string | null;
}

/**
 * Parses the settings of how senders prove who they are.
 * @throws AppError validation_error that names the invalid setting and the accepted form
 */
export function proofSettings(sent: Readonly<Record<string, unknown>>): ProofSettings {
  const header = textOf('secretHeader', sent.secretHeader, HEADER_CHARS);
  if (header !== null && !HEADER.test(header))
    throw wrong('secretHeader must be the name of a header such as X-Gitlab-Token');
  const topicArn = textOf('snsTopicArn', sent.snsTopicArn, ARN_CHARS);
  if (topicArn !== null && !TOPIC_ARN.test(topicArn))
    throw wrong(
      'snsTopicArn must be the ARN of a topic such as arn:aws:sns:eu-central-1:111111111111:alarms',
    );
  return {
    sharedToken: flagOf('sharedToken', sent.sharedToken),
    secretHeader: header?.toLowerCase() ?? null,
    snsTopicArn: topicArn,
    snsCertificate: certificateOf(sent.snsCertificate),
  };
}

function certificateOf(sent: unknown): string | null {
  const pem = textOf('snsCertificate', sent, PEM_CHARS);
  if (pem === null) return null;
  try {
    if (createPublicKey(pem).asymmetricKeyType === 'rsa') return pem;
  } catch {
    // Reported below, like another kind of key.
  }
  throw wrong('snsCertificate must be an RSA certificate in PEM');
}
