import { expect } from 'chai';
import fc from 'fast-check';
import { bearerToken, mintToken, tokenDigest, UnauthorizedError } from '../../src/access/bearer.js';
import { LIMITS } from '../../src/domain/limits.js';

function refusal(header: string | undefined): UnauthorizedError {
  try {
    bearerToken(header);
  } catch (error) {
    expect(error).to.be.instanceOf(UnauthorizedError);
    return error as UnauthorizedError;
  }
  throw new Error(`accepted ${JSON.stringify(header)}`);
}

/** Returns null if the header is refused; rethrows other errors. */
function tokenIn(header: string): string | null {
  try {
    return bearerToken(header);
  } catch (error) {
    if (error instanceof UnauthorizedError) return null;
    throw error;
  }
}

describe('bearerToken', () => {
  it('returns the token for any case of the scheme and any number of spaces', () => {
    for (const header of ['Bearer abc', 'bearer abc', 'BEARER abc', 'bEaReR    abc'])
      expect(bearerToken(header)).to.equal('abc');
  });

  it('accepts every character that RFC 6750 allows', () => {
    expect(bearerToken('Bearer aZ09-._~+/==')).to.equal('aZ09-._~+/==');
  });

  it('reports missing credentials without a header or with another scheme', () => {
    for (const header of [undefined, '', 'Basic dXNlcjpwYXNz', 'Bearerabc', 'Token abc', 'Negotiate'])
      expect(refusal(header).reason, String(header)).to.equal('missing');
  });

  it('reports a malformed header if it does not contain exactly one token', () => {
    const headers = ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer a, Bearer b', 'Bearer "a"'];
    const strange = [
      'Bearer =a',
      'Bearer a=b',
      'Bearer é',
      'Bearer a\n',
      'Bearer \u{1F600}',
      'Bearer token="a"',
    ];
    for (const header of [...headers, ...strange])
      expect(refusal(header).reason, JSON.stringify(header)).to.equal('malformed');
  });

  it('refuses a token that is longer than any valid one', () => {
    expect(bearerToken(`Bearer ${'a'.repeat(LIMITS.tokenChars)}`)).to.have.length(LIMITS.tokenChars);
    expect(refusal(`Bearer ${'a'.repeat(LIMITS.tokenChars + 1)}`).reason).to.equal('invalid');
  });

  it('never quotes the header in the error', () => {
    for (const header of ['Basic sesame', 'Bearer sesame sesame', `Bearer ${'sesame'.repeat(200)}`])
      expect(JSON.stringify(refusal(header)) + refusal(header).message).not.to.include('sesame');
  });

  it('never throws anything but UnauthorizedError for arbitrary headers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, prefixed) => {
        const header = prefixed ? `Bearer ${text}` : text;
        const token = tokenIn(header);
        if (token !== null)
          expect(header)
            .to.match(/^bearer +/i)
            .and.satisfy((h: string) => h.endsWith(token));
      }),
    );
  });
});

describe('mintToken and tokenDigest', () => {
  it('mints unique tokens that match the Bearer syntax and start with cl_', () => {
    const tokens = Array.from({ length: 200 }, mintToken);
    expect(new Set(tokens).size).to.equal(200);
    for (const token of tokens) {
      expect(token).to.match(/^cl_[A-Za-z0-9_-]{43}$/);
      expect(bearerToken(`Bearer ${token}`)).to.equal(token);
    }
  });

  it('digests a token with SHA-256', () => {
    expect(tokenDigest('abc').toString('hex')).to.equal(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
