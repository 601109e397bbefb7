import { expect } from 'chai';
import type { Source } from '../../../src/domain/source.js';
import { errorLineOf } from '../../../src/patterns/text/error-line.js';
import { fingerprintKey, needsErrorLine, tokensOf } from '../../../src/patterns/text/signature.js';

function signature(
  title: string,
  source: Source = 'custom_api',
  bodyErrorLine: string | null = null,
): string {
  return tokensOf({ title, source, bodyErrorLine }).words.join(' ');
}

describe('tokensOf for titles written by people', () => {
  it('drops reply prefixes and leading ticket keys', () => {
    expect(signature('Re: Fwd: [SUP-12] OPS-3: Login fails for SSO users', 'email')).to.equal(
      'Login fails for SSO users',
    );
    expect(signature('INC0012345 - Printer is offline', 'servicenow')).to.equal('Printer is offline');
  });

  it('keeps prefixes in titles from machines', () => {
    expect(signature('Re: x', 'custom_api')).to.equal('Re : x');
  });

  it('keeps a title that consists of a ticket key only', () => {
    expect(signature('SUP-12 ', 'jira')).to.equal('<*>');
  });
});

describe('tokensOf for titles without enough words', () => {
  it('adds the error line of the body', () => {
    expect(signature('Alert', 'custom_api', 'TimeoutError: no answer in 30s')).to.equal(
      'Alert TimeoutError : no answer in <*>',
    );
  });

  it('ignores the body if the title has two constant words', () => {
    expect(signature('Disk full', 'custom_api', 'TimeoutError: no answer')).to.equal('Disk full');
  });
});

describe('needsErrorLine', () => {
  it('returns true only for titles without enough words and without a fingerprint', () => {
    expect(needsErrorLine({ title: 'Error 500', source: 'custom_api' })).to.equal(true);
    expect(needsErrorLine({ title: 'Disk full', source: 'custom_api' })).to.equal(false);
    expect(needsErrorLine({ title: 'Error 500', source: 'custom_api', fingerprint: 'f' })).to.equal(false);
  });
});

describe('tokensOf for titles of exactly 300 characters', () => {
  it('drops the last fragment', () => {
    const title = `${'word '.repeat(10)}${'x'.repeat(244)} ratherl`.slice(0, 300);
    expect([...title].length).to.equal(300);
    expect(signature(title)).to.not.match(/rath/);
    expect(signature(title.slice(0, 299))).to.match(/rath/);
  });

  it('drops the beginning of another repeat', () => {
    const list = (length: number): string => `Bad nodes ${'node-10 0x1f <ok> '.repeat(40)}`.slice(0, length);
    expect(signature(list(300))).to.equal(signature(`Bad nodes ${'node-10 0x1f <ok> '.repeat(3)}`.trim()));
  });

  it('keeps a title with a single fragment', () => {
    expect(signature('😀x'.repeat(150)).length).to.be.greaterThan(1);
  });
});

describe('errorLineOf', () => {
  it('returns the first line that names an exception or an error', () => {
    expect(errorLineOf('Job failed\n  at x\njava.io.IOException: reset\nCaused by: y')).to.equal(
      'java.io.IOException: reset',
    );
    expect(errorLineOf('ok\nCaused by: disk')).to.equal('Caused by: disk');
  });

  it('returns the first line with "failed" if no line names an error', () => {
    expect(errorLineOf('step 1 ok\nstep 2 failed\nstep 3 failed')).to.equal('step 2 failed');
  });

  it('returns at most 300 characters, or null', () => {
    expect(Array.from(errorLineOf(`Error: ${'😀'.repeat(400)}`) ?? '')).to.have.length(300);
    expect(errorLineOf('all is well')).to.equal(null);
    expect(errorLineOf('')).to.equal(null);
  });
});

describe('fingerprintKey', () => {
  it('returns a short key for any length that never equals a signature', () => {
    expect(fingerprintKey('x'.repeat(60_000)).length).to.be.below(100);
    expect(fingerprintKey('a')).to.not.equal(fingerprintKey('b'));
    expect(signature('=f:a')).to.not.equal(fingerprintKey('a'));
  });
});
