import { SOURCES, type Source } from '../domain/source.js';
import { webhookSource } from './registry.js';
import {
  CAUSELOOP_SIGNATURE,
  HUB_SIGNATURE_256,
  type SignatureScheme,
  type SignedRequest,
  type Verification,
} from './verification/signature.js';

/**
 * Verifies that a request was sent by a holder of one of the secrets. Without secrets the verification fails after the
 * same amount of work.
 * @param source `undefined` for a connector that does not exist
 */
export function verifyDelivery(
  source: Source | undefined,
  request: SignedRequest,
  secrets: readonly string[],
): Verification {
  const schemes = SCHEMES[source ?? 'custom_api'];
  let firstFailure: Verification | undefined;
  for (const scheme of schemes) {
    if (!scheme.isUsedBy(request)) continue;
    const verification = scheme.verify(request, secrets);
    if (!('fault' in verification)) return verification;
    firstFailure ??= verification;
  }
  return firstFailure ?? schemes[0].verify(request, secrets);
}

type Schemes = readonly [SignatureScheme, ...SignatureScheme[]];

/** The schemes of each source, followed by those that every connector accepts. */
const SCHEMES = Object.fromEntries(
  SOURCES.map((source) => [
    source,
    [...new Set([...webhookSource(source).schemes, HUB_SIGNATURE_256, CAUSELOOP_SIGNATURE])],
  ]),
) as unknown as Readonly<Record<Source, Schemes>>;
