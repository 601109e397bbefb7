import { createHmac, timingSafeEqual, verify as verifyWith } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isPublicSecret, publicKey, standardKey } from '../../domain/rules/webhook-secret.js';

/*
 * How a delivery proves where it comes from. Everything is judged over the bytes as they were sent and fails closed.
 * The same number of digests is made whether a signature is there or not, so that time tells as little as the answer.
 */

/** What a proof is looked for in. */
export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  /** Exactly as sent. */
  readonly body: Buffer;
  /** `?secret=`, for connectors that allow it. */
  readonly urlSecret: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** For the log, never for the sender. */
export type ProofFault = 'no_signature' | 'bad_signature' | 'stale_timestamp';

export type Proof =
  | {
      /** What makes this delivery the same as another one: signed things only. */
      readonly identity: readonly (string | Buffer)[];
      /** Whether the bytes of the body are proven, not only who sent them. */
      readonly provesBody: boolean;
    }
  | { readonly fault: ProofFault };

export interface SignatureScheme {
  /** Whether the request tries to use this scheme. */
  isUsedBy(request: SignedRequest): boolean;
  prove(request: SignedRequest, secrets: readonly string[]): Proof;
}

/** How far a signed time may be from ours, in both directions, inclusive. */
const TOLERANCE_MS = 300_000;
/** Stands in where there is no usable secret: nothing ever matches it. */
const NO_KEY = Buffer.alloc(32);

/** One form of HMAC-SHA256 over the body, and what is put before it. */
export interface HmacForm {
  readonly header: string;
  readonly encoding: 'hex' | 'base64';
  /** The signatures that a header holds, as `encoding` writes them; none when it is malformed. */
  readonly signaturesOf: (header: string) => readonly string[];
  /** What is signed before the body; null when a header that it needs is missing. */
  readonly prefixOf?: (headers: IncomingHttpHeaders) => string | null;
  /** The signed time in epoch milliseconds, NaN when it is none. It is asked for only after the signature holds. */
  readonly timeOf?: (request: SignedRequest) => number;
  readonly toleranceMs?: number;
  /** The key that a secret's text stands for; null when it stands for none. */
  readonly keyOf?: (secret: string) => Buffer | string | null;
  readonly identityOf?: (request: SignedRequest) => readonly (string | Buffer)[];
}

export function hmacScheme(form: HmacForm): SignatureScheme {
  const { keyOf = textKey, prefixOf = () => '', identityOf = ({ body }) => [body] } = form;
  return {
    isUsedBy: ({ headers }) => headers[form.header] !== undefined,
    prove: (request, secrets) => {
      const sent = headerText(request.headers, form.header);
      const prefix = prefixOf(request.headers);
      const signatures = (sent === undefined ? [] : form.signaturesOf(sent)).map((text) => Buffer.from(text));
      let matched = false;
      for (const secret of secrets.length === 0 ? [''] : secrets) {
        const key = keyOf(secret);
        const hmac = createHmac('sha256', key ?? NO_KEY);
        if (prefix !== null && prefix !== '') hmac.update(prefix);
        const digest = hmac.update(request.body).digest(form.encoding);
        const holds = isAmong(Buffer.from(digest), signatures);
        matched ||= holds && key !== null && prefix !== null;
      }
      if (sent === undefined) return { fault: 'no_signature' };
      if (!matched) return { fault: 'bad_signature' };
      if (form.timeOf !== undefined && !isFresh(form.timeOf(request), request.now, form.toleranceMs))
        return { fault: 'stale_timestamp' };
      return { identity: identityOf(request), provesBody: true };
    },
  };
}

/** Compares with every candidate, so that the time does not tell which one it is. */
function isAmong(expected: Buffer, candidates: readonly Buffer[]): boolean {
  let found = false;
  for (const candidate of candidates.length === 0 ? [Buffer.alloc(expected.length)] : candidates)
    if (candidate.length === expected.length && timingSafeEqual(candidate, expected)) found = true;
  return found;
}

/** Also false for NaN. */
function isFresh(time: number, now: number, toleranceMs = TOLERANCE_MS): boolean {
  return Math.abs(now - time) <= toleranceMs;
}

/** A header that was sent once, or several times joined by commas, as Node does. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Whole seconds since the epoch as milliseconds; NaN for anything that is not just decimal digits. */
export function secondsTime(text: string | undefined): number {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}

/**
 * A secret as a key: its text. What is public is never one: the key of an asymmetric scheme, and the secret with which
 * Zendesk signs its tests.
 */
function textKey(secret: string): string | null {
  return secret === '' || isPublicSecret(secret) ? null : secret;
}

/** `method=signature` with the one method that is accepted. */
function sha256Hex(header: string): readonly string[] {
  return /^sha256=[\da-fA-F]{64}$/.test(header) ? [header.slice('sha256='.length).toLowerCase()] : [];
}

export function plainHex(header: string): readonly string[] {
  return /^[\da-f]{64}$/i.test(header) ? [header.toLowerCase()] : [];
}

/** GitHub's form, which every connector understands. */
export const HUB_SHA256: SignatureScheme = hmacScheme({
  header: 'x-hub-signature-256',
  encoding: 'hex',
  signaturesOf: sha256Hex,
});

/** The older name of the same form. */
export const HUB: SignatureScheme = hmacScheme({
  header: 'x-hub-signature',
  encoding: 'hex',
  signaturesOf: sha256Hex,
});

/** Our own header, which every connector understands: hex, nothing else. */
export const CAUSELOOP: SignatureScheme = hmacScheme({
  header: 'x-causeloop-signature',
  encoding: 'hex',
  signaturesOf: plainHex,
});

const STANDARD_ID_CHARS = 255;

/** Id and time, as they are signed; null when one is missing or is not what it should be. */
function standardPrefix(headers: IncomingHttpHeaders): string | null {
  const id = headerText(headers, 'webhook-id');
  const timestamp = headerText(headers, 'webhook-timestamp');
  if (id === undefined || timestamp === undefined) return null;
  // With a dot inside, id and time could be divided in two ways.
  if (id === '' || id.length > STANDARD_ID_CHARS || id.includes('.')) return null;
  return `${id}.${timestamp}.`;
}

function versioned(header: string, version: string): string[] {
  return header
    .split(' ')
    .flatMap((part) => (part.startsWith(`${version},`) ? [part.slice(version.length + 1)] : []));
}

const STANDARD_HMAC = hmacScheme({
  header: 'webhook-signature',
  encoding: 'base64',
  signaturesOf: (header) => versioned(header, 'v1'),
  prefixOf: standardPrefix,
  timeOf: ({ headers }) => secondsTime(headerText(headers, 'webhook-timestamp')),
  keyOf: standardKey,
  // The id is signed and stays the same when a delivery is repeated.
  identityOf: ({ headers }) => ['webhook-id', headers['webhook-id'] as string],
});

/** The Standard Webhooks specification 1.0.0, symmetric (`v1`, `whsec_`) and asymmetric (`v1a`, `whpk_`). */
export const STANDARD: SignatureScheme = {
  isUsedBy: ({ headers }) => headers['webhook-signature'] !== undefined,
  prove: (request, secrets) => {
    const proof = STANDARD_HMAC.prove(request, secrets);
    if (!('fault' in proof) || proof.fault !== 'bad_signature') return proof;
    if (!isSignedByKey(request, secrets)) return proof;
    const time = secondsTime(headerText(request.headers, 'webhook-timestamp'));
    if (!isFresh(time, request.now)) return { fault: 'stale_timestamp' };
    return { identity: ['webhook-id', request.headers['webhook-id'] as string], provesBody: true };
  },
};

const SIGNATURE_BYTES = 64;

function isSignedByKey({ headers, body }: SignedRequest, secrets: readonly string[]): boolean {
  const prefix = standardPrefix(headers);
  const header = headerText(headers, 'webhook-signature') ?? '';
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
