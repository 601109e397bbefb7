import { createHmac, timingSafeEqual } from 'node:crypto';
import { isPublicSecret } from '../../domain/rules/webhook-secret.js';
import { headerText, type SignatureScheme, type SignedRequest, type Verification } from './signature.js';

/**
 * For sources that do not sign: the secret itself, in a header that the customer configures. It authenticates the sender
 * but not the body, so it depends on TLS.
 */
export const SHARED_TOKEN: SignatureScheme = tokenScheme(tokensOf);

/** The secret in the URL, if the connector allows it. */
export const URL_SECRET: SignatureScheme = tokenScheme(urlTokensOf);

/** The secret in the header that the connector names, by itself or after the name of a scheme: `GenieKey SECRET`. */
export const HEADER_SECRET: SignatureScheme = tokenScheme(headerTokensOf);

function tokenScheme(sentTokens: (request: SignedRequest) => readonly string[]): SignatureScheme {
  return {
    isUsedBy: (request) => sentTokens(request).length > 0,
    verify: (request, secrets) => verifyTokens(sentTokens(request), request, secrets),
  };
}

function verifyTokens(
  tokens: readonly string[],
  request: SignedRequest,
  secrets: readonly string[],
): Verification {
  // Compares digests, which have equal lengths and cost as much as a signature.
  const sent = (tokens.length === 0 ? [''] : tokens).map((token) => digest(token, request.body));
  let matched = false;
  for (const secret of secrets.length === 0 ? [''] : secrets) {
    const expected = digest(secret, request.body);
    for (const token of sent)
      if (timingSafeEqual(token, expected) && secret !== '' && !isPublicSecret(secret)) matched = true;
  }
  if (tokens.length === 0) return { fault: 'no_signature' };
  return matched ? { identity: [request.body], isTimed: false } : { fault: 'bad_signature' };
}

function headerTokensOf({ headers, secretHeader }: SignedRequest): string[] {
  const value = secretHeader === undefined ? undefined : headerText(headers, secretHeader)?.trim();
  if (value === undefined || value === '') return [];
  const [, afterScheme] = /^\S+ +(\S.*)$/.exec(value) ?? [];
  return afterScheme === undefined ? [value] : [value, afterScheme];
}

/** A plus sign in a query means a blank, and secrets in base64 contain plus signs. */
function urlTokensOf({ urlSecret }: SignedRequest): string[] {
  if (urlSecret === undefined || urlSecret === '') return [];
  return [...new Set([urlSecret, urlSecret.replaceAll(' ', '+')])];
}

/** From `X-Webhook-Secret`, a Bearer token, a Basic password, and the URL if the connector allows it. */
function tokensOf(request: SignedRequest): string[] {
  const { headers } = request;
  const tokens = [headerText(headers, 'x-webhook-secret'), ...urlTokensOf(request)];
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S.*)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') tokens.push(credentials);
  if (scheme.toLowerCase() === 'basic') tokens.push(passwordOf(credentials));
  return tokens.filter((token): token is string => token !== undefined && token !== '');
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

function digest(token: string, body: Buffer): Buffer {
  return createHmac('sha256', token).update(body).digest();
}
