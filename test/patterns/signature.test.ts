import { expect } from 'chai';
import type { Source } from '../../src/domain/source.js';
import { errorLineOf } from '../../src/patterns/text/error-line.js';
import { fingerprintKey, needsErrorLine, tokensOf } from '../../src/patterns/text/signature.js';

function signature(
  title: string,
  source: Source = 'custom_api',
  bodyErrorLine: string | null = null,
): string {
  return tokensOf({ title, source, bodyErrorLine }).words.join(' ');
}

describe('the signature of a title that a person wrote', () => {
  it('drops reply marks and leading ticket keys', () => {
    expect(signature('Re: Fwd: [SUP-12] OPS-3: Login fails for SSO users', 'email')).to.equal(
      'Login fails for SSO users',
    );
    expect(signature('INC0012345 - Printer is offline', 'servicenow')).to.equal('Printer is offline');
  });

  it('keeps them when machines send', () => {
    expect(signature('Re: x', 'custom_api')).to.equal('Re : x');
  });

  it('keeps a title that is nothing but a ticket key', () => {
    expect(signature('SUP-12 ', 'jira')).to.equal('<*>');
  });
});

describe('the signature of a title that says next to nothing', () => {
  it('takes the error line of the body', () => {
    expect(signature('Alert', 'custom_api', 'TimeoutError: no answer in 30s')).to.equal(
      'Alert TimeoutError : no answer in <*>',
    );
  });

  it('leaves the body alone when the title has two constant words', () => {
    expect(signature('Disk full', 'custom_api', 'TimeoutError: no answer')).to.equal('Disk full');
  });
});

describe('the need for an error line', () => {
  it('is there for titles that say next to nothing, unless the sender decides', () => {
    expect(needsErrorLine({ title: 'Error 500', source: 'custom_api' })).to.equal(true);
    expect(needsErrorLine({ title: 'Disk full', source: 'custom_api' })).to.equal(false);
    expect(needsErrorLine({ title: 'Error 500', source: 'custom_api', fingerprint: 'f' })).to.equal(false);
  });
});

describe('a title of exactly 300 characters', () => {
  it('loses the fragment at which it was cut', () => {
    const title = `${'word '.repeat(10)}${'x'.repeat(244)} ratherl`.slice(0, 300);
    expect([...title].length).to.equal(300);
    expect(signature(title)).to.not.match(/rath/);
    expect(signature(title.slice(0, 299))).to.match(/rath/);
  });

  it('loses the beginning of one more repeat', () => {
    const list = (length: number): string => `Bad nodes ${'node-10 0x1f <ok> '.repeat(40)}`.slice(0, length);
    expect(signature(list(300))).to.equal(signature(`Bad nodes ${'node-10 0x1f <ok> '.repeat(3)}`.trim()));
  });

  it('stays whole when it has one fragment only', () => {
    expect(signature('😀x'.repeat(150)).length).to.be.greaterThan(1);
  });
});

describe('the error line of a body', () => {
  it('is the first that names an exception or an error', () => {
    expect(errorLineOf('Job failed\n  at x\njava.io.IOException: reset\nCaused by: y')).to.equal(
      'java.io.IOException: reset',
    );
    expect(errorLineOf('ok\nCaused by: disk')).to.equal('Caused by: disk');
  });

  it('is else the first with "failed"', () => {
    expect(errorLineOf('step 1 ok\nstep 2 failed\nstep 3 failed')).to.equal('step 2 failed');
  });

  it('is at most 300 characters, and none if there is none', () => {
    expect(Array.from(errorLineOf(`Error: ${'😀'.repeat(400)}`) ?? '')).to.have.length(300);
    expect(errorLineOf('all is well')).to.equal(null);
    expect(errorLineOf('')).to.equal(null);
  });
});

describe('the key of a fingerprint', () => {
  it('is short for any length and never that of a signature', () => {
    expect(fingerprintKey('x'.repeat(60_000)).length).to.be.below(100);
    expect(fingerprintKey('a')).to.not.equal(fingerprintKey('b'));
    expect(signature('=f:a')).to.not.equal(fingerprintKey('a'));
  });
});
