import { expect } from 'chai';
import fc from 'fast-check';
import { isWord, VALUE } from '../../../src/patterns/text/token-list.js';
import { MAX_TOKENS, tokenize } from '../../../src/patterns/text/tokens.js';

function masked(text: string): string {
  return tokenize(text).words.join(' ');
}

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const hostile = fc
  .array(
    fc.constantFrom(
      'a',
      '1',
      '.',
      '-',
      ':',
      '/',
      '@',
      '\\',
      '=',
      '<',
      '>',
      '(',
      ')',
      '*',
      ' ',
      '😀',
      '~',
      ',',
    ),
    {
      maxLength: 300,
    },
  )
  .map((parts) => parts.join(''));

describe('tokenize: masking of values', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['API gateway returning 503 on /checkout', 'API gateway returning <*> on <*>'],
    ['Deployment failed: payment-service v2.3.1', 'Deployment failed : payment-service <*>'],
    ['see https://ci.example.com/deploys/12?x=1.', 'see <*> .'],
    ['mail from bob@example.com to <root@localhost>', 'mail from <*> to <*>'],
    ['link 00:1b:44:11:3a:b7 and fe80::1 up', 'link <*> and <*> up'],
    ['open C:\\Windows\\cbs.log failed', 'open <*> failed'],
    ['cannot read ./conf/app.yaml', 'cannot read <*>'],
    ['src/main/java/App.java:17 broke', '<*> broke'],
    ['proxy.example.org:5070 close', '<*> close'],
    ['token *** rejected', 'token <*> rejected'],
    ['S3, EC2 and IPv6 on node-17', 'S3 , EC2 and IPv6 on <*>'],
    ['id deadbeefcafe gone', 'id <*> gone'],
    ['took 30 ms of 5 GB/s', 'took <*> of <*>'],
    ['at Jun 14 2026 02:32 PM UTC now', 'at <*> now'],
    ['usage at 97% today', 'usage at <*> today'],
    ['values 1, 2, 3 and 10:20:30', 'values <*> and <*>'],
    ['from 10.0.0.1 (10.0.0.2) sent', 'from <*> sent'],
    ['id=5 name= host=x', 'id = <*> name = <*> host = x'],
    ['a=1+2', 'a = <*> + <*>'],
    ['node-1 0x1f <ok> node-2 0x2f <ok> node-3 0x3f <ok>', '<*> < ok >'],
    ['jk2_init() found child 6725', 'jk2_init ( ) found child <*>'],
    ['offset -1 changed', 'offset <*> changed'],
    ["don't read/write foo.bar.Baz::run", "don't read/write foo.bar.Baz::run"],
  ];
  for (const [text, expected] of cases)
    it(`masks "${text}" as "${expected}"`, () => {
      expect(masked(text)).to.equal(expected);
    });

  it('joins values, except after = and after : with a space', () => {
    expect(masked('x=1 y=2')).to.equal('x = <*> y = <*>');
    expect(masked('Load on web-1: 80')).to.equal('Load on <*> : <*>');
  });

  it('keeps case, stop words and every script', () => {
    expect(masked('The Größe of 東京 is ВЕРНО')).to.equal('The Größe of 東京 is ВЕРНО');
  });
});

describe('tokenize: any text', function () {
  this.timeout(60_000);

  it('returns at most 64 tokens without spaces, in text order', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (text) => {
        const { words, starts, ends } = tokenize(text);
        expect(words.length).to.be.at.most(MAX_TOKENS);
        let at = 0;
        words.forEach((word, i) => {
          expect(word).to.match(/^\S+$/u);
          expect(starts[i]).to.be.at.least(at);
          expect(ends[i]).to.be.at.least(starts[i] as number);
          at = ends[i] as number;
        });
        expect(at).to.be.at.most(text.length);
      }),
    );
  });

  it('ignores the kind and amount of white space', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('disk', 'full', 'on', 'db', 'v1', '17'), { minLength: 1 }),
        (words) => {
          expect(masked(words.join(' '))).to.equal(masked(`  ${words.join(' \t\u00a0')} `));
        },
      ),
    );
  });

  it('never treats the text <*> as a value', () => {
    expect(tokenize('<*>').words).to.deep.equal(['<', '*', '>']);
    expect(isWord(VALUE)).to.equal(true);
    expect(isWord('*')).to.equal(false);
  });
});
