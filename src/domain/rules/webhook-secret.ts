import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '../errors.js';
import type { Source } from '../source.js';

/*
 * The forms of a connector's secret. For most sources it is a text whose bytes are the key. Standard Webhooks encodes
 * keys in base64 after `whsec_`, and public keys of senders after `whpk_`.
 */
const STANDARD_PREFIX = 'whsec_';
/** Some dashboards show the version of the signature in front of the secret. */
const VERSION_PREFIX = 'v1,';
const STANDARD_KEY_BYTES = { min: 24, max: 64 };
const PUBLIC_KEY_PREFIX = 'whpk_';
const PUBLIC_KEY_BYTES = 32;
const SECRET_BYTES = 32;
const SECRET_CHARS = { min: 8, max: 512 };
/** Published in Zendesk's documentation: it signs the test deliveries of webhooks that are not saved yet. */
const ZENDESK_TEST_SECRET = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

/** Sources that sign, or can sign, according to Standard Webhooks. */
const STANDARD_SOURCES: ReadonlySet<Source> = new Set(['custom_api', 'email', 'database', 'servicenow']);

/** Returns a new secret of 256 random bits in the form that the source uses. */
export function mintSecret(source: Source): string {
  const bytes = randomBytes(SECRET_BYTES);
  return STANDARD_SOURCES.has(source)
    ? STANDARD_PREFIX + bytes.toString('base64')
    : bytes.toString('base64url');
}

/**
 * Checks a secret that was created elsewhere.
 * @throws AppError validation_error, which never contains the secret
 */
export function requireSecret(secret: string): void {
  const problem = secretProblem(secret);
  if (problem !== null) throw new AppError('validation_error', `the secret ${problem}`);
}

function secretProblem(secret: string): string | null {
  const { min, max } = SECRET_CHARS;
  if (secret.length < min || secret.length > max) return `must have ${min} to ${max} characters`;
  if (secret.trim() !== secret) return 'must not begin or end with white space';
  if (!secret.isWellFormed() || /\p{Cc}/u.test(secret)) return 'must be one line of text';
  if (secret === ZENDESK_TEST_SECRET)
    return 'is the published one for Zendesk test deliveries: save the webhook in Zendesk and use its own secret';
  if (withoutVersion(secret).startsWith(STANDARD_PREFIX) && standardKey(secret) === null)
    return `must have ${STANDARD_KEY_BYTES.min} to ${STANDARD_KEY_BYTES.max} bytes in base64 after ${STANDARD_PREFIX}`;
  if (secret.startsWith(PUBLIC_KEY_PREFIX) && publicKey(secret) === null)
    return `must have ${PUBLIC_KEY_BYTES} bytes in base64 after ${PUBLIC_KEY_PREFIX}`;
  return null;
}

function withoutVersion(secret: string): string {
  return secret.startsWith(VERSION_PREFIX + STANDARD_PREFIX) ? secret.slice(VERSION_PREFIX.length) : secret;
}

/** Whether the value is public, so that it alone proves nothing. */
export function isPublicSecret(secret: string): boolean {
  return secret === ZENDESK_TEST_SECRET || secret.startsWith(PUBLIC_KEY_PREFIX);
}

/** Returns the key of a Standard Webhooks secret, with or without its prefixes, or null if it is not one. */
export function standardKey(secret: string): Buffer | null {
  if (isPublicSecret(secret)) return null;
  const unversioned = withoutVersion(secret);
  const text = unversioned.startsWith(STANDARD_PREFIX)
    ? unversioned.slice(STANDARD_PREFIX.length)
    : unversioned;
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length >= STANDARD_KEY_BYTES.min && key.length <= STANDARD_KEY_BYTES.max ? key : null;
}

/** Returns the public key of a `whpk_` text, or null if it is not one. */
export function publicKey(secret: string): KeyObject | null {
  if (!secret.startsWith(PUBLIC_KEY_PREFIX)) return null;
  const bytes = Buffer.from(secret.slice(PUBLIC_KEY_PREFIX.length), 'base64');
  if (bytes.length !== PUBLIC_KEY_BYTES) return null;
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    format: 'jwk',
  });
}
