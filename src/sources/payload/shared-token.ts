import { createHmac, timingSafeEqual } from 'node:crypto';
import { isPublicSecret } from '../../domain/rules/webhook-secret.js';
import { headerText, type SignatureScheme, type SignedRequest } from './signature.js';

/**
 * For sources that do not sign: the secret itself, in a header that the customer sets there. It proves who sends but
 * not what, so it is as good as the TLS under it.
 */
export const SHARED_TOKEN: SignatureScheme = {
  isUsedBy: (request) => tokensOf(request).length > 0,
  prove: (request, secrets) => {
    const tokens = tokensOf(request);
    // Compared as keys of the same digest: of equal length, and as much work as a signature is.
    const sent = (tokens.length === 0 ? [''] : tokens).map((token) => digest(token, request.body));
    let matched = false;
    for (const secret of secrets.length === 0 ? [''] : secrets) {
      const expected = digest(secret, request.body);
      for (const token of sent)
        if (timingSafeEqual(token, expected) && secret !== '' && !isPublicSecret(secret)) matched = true;
    }
    if (tokens.length === 0) return { fault: 'no_signature' };
    return matched ? { identity: [request.body], provesBody: false } : { fault: 'bad_signature' };
  },
};

/** `X-Webhook-Secret`, a Bearer token, the password of Basic, and the address where that is allowed. */
function tokensOf({ headers, urlSecret }: SignedRequest): string[] {
  const tokens = [headerText(headers, 'x-webhook-secret'), urlSecret];
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
