import type { Source } from '../domain/source.js';
import { webhookSource } from './registry.js';
import { HEADER_SECRET, SHARED_TOKEN } from './verification/shared-token.js';
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
  const schemes = schemesOf(source ?? 'custom_api', request);
  let firstFailure: Verification | undefined;
  for (const scheme of schemes) {
    if (!scheme.isUsedBy(request)) continue;
    const verification = scheme.verify(request, secrets);
    if (!('fault' in verification)) return verification;
    firstFailure ??= verification;
  }
  return firstFailure ?? schemes[0].verify(request, secrets);
}

/** The schemes of a source, followed by those that every connector accepts, and those that this one accepts. */
function schemesOf(
  source: Source,
  { acceptsToken, secretHeader }: SignedRequest,
): readonly [SignatureScheme, ...SignatureScheme[]] {
  const [first, ...others] = webhookSource(source).schemes;
  const further = new Set([...others, HUB_SIGNATURE_256, CAUSELOOP_SIGNATURE]);
  if (acceptsToken === true) further.add(SHARED_TOKEN);
  if (secretHeader !== undefined) further.add(HEADER_SECRET);
  further.delete(first);
  return [first, ...further];
}
