import { createHmac, timingSafeEqual, verify as verifyWith } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isPublicSecret, publicKey, standardKey } from '../../domain/rules/webhook-secret.js';

/*
 * Verification of deliveries. Signatures are computed over the raw bytes, and every error means "not verified". The number
 * of digests does not depend on whether a signature is present, so that timing reveals as little as the response.
 */

/** The parts of a request that verification reads. */
export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  /** The raw bytes. */
  readonly body: Buffer;
  /** The value of `?secret=`, if the connector allows it. */
  readonly urlSecret: string | undefined;
  /** Whether the connector accepts the secret itself as a token, whatever its source. */
  readonly acceptsToken?: boolean;
  /** The header in which the connector accepts the secret, in lower case. */
  readonly secretHeader?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Written to the delivery log, never sent to the sender. */
export type VerificationFault = 'no_signature' | 'bad_signature' | 'stale_timestamp';

export type Verification =
  | {
      /** Identifies the delivery, so that a repeat is recognised. Contains signed values only. */
      readonly identity: readonly (string | Buffer)[];
      /** Whether the signature covers a time, so that the same delivery cannot be sent again later. */
      readonly isTimed: boolean;
    }
  | { readonly fault: VerificationFault };

export interface SignatureScheme {
  /** Whether the request tries to use this scheme. */
  isUsedBy(request: SignedRequest): boolean;
  verify(request: SignedRequest, secrets: readonly string[]): Verification;
}

/** Maximum difference between a signed timestamp and the gateway's clock, in both directions, inclusive. */
const TOLERANCE_MS = 300_000;
/** Used when there is no usable secret; the result is discarded. */
const DUMMY_KEY = Buffer.alloc(32);

/** Describes a scheme that signs the body, optionally with a prefix, with HMAC-SHA256. */
export interface HmacSchemeOptions {
  readonly header: string;
  readonly encoding: 'hex' | 'base64';
  /** The encoded signatures in the header; empty if the header is malformed. */
  readonly signaturesOf: (header: string) => readonly string[];
  /** The signed prefix; null if a header that it requires is missing. */
  readonly prefixOf?: (headers: IncomingHttpHeaders) => string | null;
  /** The signed timestamp in epoch milliseconds, or NaN. Called only after the signature was verified. */
  readonly timeOf?: (request: SignedRequest) => number;
  readonly toleranceMs?: number;
  /** The key of a secret; null if the secret is not valid for this scheme. */
  readonly keyOf?: (secret: string) => Buffer | string | null;
  readonly identityOf?: (request: SignedRequest) => readonly (string | Buffer)[];
}

export function hmacScheme(form: HmacSchemeOptions): SignatureScheme {
  const { keyOf = textKey, prefixOf = () => '', identityOf = ({ body }) => [body] } = form;
  return {
    isUsedBy: ({ headers }) => headers[form.header] !== undefined,
    verify: (request, secrets) => {
      const sent = headerText(request.headers, form.header);
      const prefix = prefixOf(request.headers);
      const signatures = (sent === undefined ? [] : form.signaturesOf(sent)).map((text) => Buffer.from(text));
      let matched = false;
      for (const secret of secrets.length === 0 ? [''] : secrets) {
        const key = keyOf(secret);
        const hmac = createHmac('sha256', key ?? DUMMY_KEY);
        if (prefix !== null && prefix !== '') hmac.update(prefix);
        const digest = hmac.update(request.body).digest(form.encoding);
        const matches = includesDigest(Buffer.from(digest), signatures);
        matched ||= matches && key !== null && prefix !== null;
      }
      if (sent === undefined) return { fault: 'no_signature' };
      if (!matched) return { fault: 'bad_signature' };
      if (form.timeOf !== undefined && !isFresh(form.timeOf(request), request.now, form.toleranceMs))
        return { fault: 'stale_timestamp' };
      return { identity: identityOf(request), isTimed: form.timeOf !== undefined };
    },
  };
}

/** Compares with every candidate, so that the time does not reveal which one matched. */
function includesDigest(expected: Buffer, candidates: readonly Buffer[]): boolean {
  let found = false;
  for (const candidate of candidates.length === 0 ? [Buffer.alloc(expected.length)] : candidates)
    if (candidate.length === expected.length && timingSafeEqual(candidate, expected)) found = true;
  return found;
}

/** Returns false for NaN. */
function isFresh(time: number, now: number, toleranceMs = TOLERANCE_MS): boolean {
  return Math.abs(now - time) <= toleranceMs;
}

/** The value of a header; repeated headers are joined by commas, as Node.js does. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Epoch seconds as milliseconds; NaN for anything but decimal digits. */
export function secondsTime(text: string | undefined): number {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}

/** The bytes of a secret's text. Public values (a public key, the secret of Zendesk's test deliveries) are never keys. */
function textKey(secret: string): string | null {
  return secret === '' || isPublicSecret(secret) ? null : secret;
}

/** Parses `sha256=HEX`; other methods are refused. */
function sha256Hex(header: string): readonly string[] {
  return /^sha256=[\da-fA-F]{64}$/.test(header) ? [header.slice('sha256='.length).toLowerCase()] : [];
}

export function plainHex(header: string): readonly string[] {
  return /^[\da-f]{64}$/i.test(header) ? [header.toLowerCase()] : [];
}

/** GitHub's header, which every connector accepts. */
export const HUB_SIGNATURE_256: SignatureScheme = hmacScheme({
  header: 'x-hub-signature-256',
  encoding: 'hex',
  signaturesOf: sha256Hex,
});

/** The older name of the same header, which Jira uses. */
export const HUB_SIGNATURE: SignatureScheme = hmacScheme({
  header: 'x-hub-signature',
  encoding: 'hex',
  signaturesOf: sha256Hex,
});

/** The gateway's own header, which every connector accepts: the signature in hex. */
export const CAUSELOOP_SIGNATURE: SignatureScheme = hmacScheme({
  header: 'x-causeloop-signature',
  encoding: 'hex',
  signaturesOf: plainHex,
});

const STANDARD_ID_CHARS = 255;

/** Svix, which wrote the specification, sends its headers under its own name. */
const STANDARD_NAMES = ['webhook', 'svix'] as const;
type StandardName = (typeof STANDARD_NAMES)[number];

/** The signed prefix, id and timestamp; null if either is missing or the id is not valid. */
function standardPrefix(name: StandardName, headers: IncomingHttpHeaders): string | null {
  const id = headerText(headers, `${name}-id`);
  const timestamp = headerText(headers, `${name}-timestamp`);
  if (id === undefined || timestamp === undefined) return null;
  // If the id contained a dot, the signed content would be ambiguous.
  if (id === '' || id.length > STANDARD_ID_CHARS || id.includes('.')) return null;
  return `${id}.${timestamp}.`;
}

function versioned(header: string, version: string): string[] {
  return header
    .split(' ')
    .flatMap((part) => (part.startsWith(`${version},`) ? [part.slice(version.length + 1)] : []));
}

function standardHmac(name: StandardName): SignatureScheme {
  return hmacScheme({
    header: `${name}-signature`,
    encoding: 'base64',
    signaturesOf: (header) => versioned(header, 'v1'),
    prefixOf: (headers) => standardPrefix(name, headers),
    timeOf: ({ headers }) => secondsTime(headerText(headers, `${name}-timestamp`)),
    keyOf: standardKey,
    // The id is signed, and retries use the same id.
    identityOf: ({ headers }) => ['webhook-id', headers[`${name}-id`] as string],
  });
}

function standardScheme(name: StandardName): SignatureScheme {
  const symmetric = standardHmac(name);
  return {
    isUsedBy: symmetric.isUsedBy,
    verify: (request, secrets) => {
      const proof = symmetric.verify(request, secrets);
      if (!('fault' in proof) || proof.fault !== 'bad_signature') return proof;
      if (!isSignedByKey(name, request, secrets)) return proof;
      const time = secondsTime(headerText(request.headers, `${name}-timestamp`));
      if (!isFresh(time, request.now)) return { fault: 'stale_timestamp' };
      return { identity: ['webhook-id', request.headers[`${name}-id`] as string], isTimed: true };
    },
  };
}

/** Standard Webhooks 1.0.0, symmetric (`v1`, `whsec_`) and asymmetric (`v1a`, `whpk_`). */
export const STANDARD_WEBHOOKS: SignatureScheme = standardScheme('webhook');
/** The same with the headers `svix-id`, `svix-timestamp` and `svix-signature`. */
export const SVIX: SignatureScheme = standardScheme('svix');

const SIGNATURE_BYTES = 64;

function isSignedByKey(
  name: StandardName,
  { headers, body }: SignedRequest,
  secrets: readonly string[],
): boolean {
  const prefix = standardPrefix(name, headers);
  const header = headerText(headers, `${name}-signature`) ?? '';
  if (prefix === null) return false;
  const signed = Buffer.concat([Buffer.from(prefix), body]);
  const signatures = versioned(header, 'v1a')
    .map((text) => Buffer.from(text, 'base64'))
    .filter((signature) => signature.length === SIGNATURE_BYTES);
  return secrets.some((secret) => {
    const key = publicKey(secret);
    return key !== null && signatures.some((signature) => verifyWith(null, signed, key, signature));
  });
}
