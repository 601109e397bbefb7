import { expect } from 'chai';
import fc from 'fast-check';
import { readableTemplate } from '../../../src/patterns/text/readable-template.js';
import {
  slotValues,
  summariseSlots,
  templateText,
  templateTextLike,
} from '../../../src/patterns/text/template-text.js';
import { tokenize } from '../../../src/patterns/text/tokens.js';

describe('templateText', () => {
  it('adds spaces as in ordinary text', () => {
    const texts = ['Deployment failed: cart (eu-west)', 'user="a b" has [x], y', 'done: all.'];
    for (const text of texts) expect(templateText(tokenize(text).words)).to.equal(text);
  });

  it('shows the common prefix and suffix of all values of a slot', () => {
    const titles = [
      'Deployment failed: cart v2.3.1',
      'Deployment failed: search v2.4.0',
      'Deployment failed: auth v3.0.9',
    ];
    const template = ['Deployment', 'failed', ':', '<*>', '<*>'];
    const rows = titles.map((title) => slotValues(template, title, tokenize(title)) ?? []);
    expect(rows[0]).to.deep.equal(['cart', 'v2.3.1']);
    const slots = summariseSlots(rows);
    const [title = ''] = titles;
    expect(templateTextLike(template, slots, title, tokenize(title))).to.equal('Deployment failed: <*> v<*>');
    expect(slots[0]?.examples).to.deep.equal(['cart', 'search', 'auth']);
  });

  it('keeps at most five examples and no prefix for a single value', () => {
    const slots = summariseSlots([['a1'], ['a2'], ['a3'], ['a4'], ['a5'], ['a6'], ['a6']]);
    expect(slots).to.deep.equal([{ prefix: 'a', suffix: '', examples: ['a1', 'a2', 'a3', 'a4', 'a5'] }]);
    expect(summariseSlots([['x'], ['x']])[0]).to.include({ prefix: '', suffix: '' });
  });
});

describe('readableTemplate', () => {
  const shown = (...titles: string[]): string =>
    readableTemplate(tokenize(titles[0] ?? '').words.join(' '), titles).text;

  it('keeps the spacing of the titles', () => {
    expect(shown('pam_unix(sshd:auth): failure for user 12')).to.equal(
      'pam_unix(sshd:auth): failure for user <*>',
    );
  });

  it('keeps repeated punctuation and the brackets of labels', () => {
    expect(
      shown(
        '** PROBLEM Service Alert: db-1/Disk full is OK **',
        '** RECOVERY Service Alert: web-2/Disk full is OK **',
      ),
    ).to.equal('** <*> Service Alert: <*>/Disk full is <*> **');
    expect(shown('[FIRING:2] NodeDown (a-1 prod)', '[RESOLVED] NodeDown (b-2 dev)')).to.equal(
      '[<*>] NodeDown (<*>)',
    );
  });

  it('spaces the tokens as in ordinary text if no title is known', () => {
    expect(readableTemplate('Disk full on <*> ( <*> )', []).text).to.equal('Disk full on <*> (<*>)');
  });
});

describe('slotValues', () => {
  it('returns one part of the title for each slot', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (title) => {
        const tokens = tokenize(title);
        const values = slotValues(tokens.words, title, tokens);
        expect(values).to.have.length(tokens.words.filter((token) => token === '<*>').length);
        for (const value of values ?? []) expect(title).to.include(value);
      }),
    );
  });

  it('returns null for a title that the template does not match', () => {
    expect(slotValues(['a', '<*>'], 'b c', tokenize('b c'))).to.equal(null);
  });

  it('finishes in bounded time for many slots', () => {
    const title = 'x '.repeat(64);
    expect(slotValues([...Array(31).fill('<*>'), 'y'], title, tokenize(title))).to.equal(null);
  });
});
