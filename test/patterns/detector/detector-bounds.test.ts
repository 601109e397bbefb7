import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_GENERALISATIONS } from '../../../src/patterns/detector/generalisations.js';
import { MAX_STEPS } from '../../../src/patterns/detector/template-trie.js';
import { Workspace } from './stored-rows.js';

const LETTERS = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma'];
const hostile = fc.oneof(
  fc.constantFrom(
    'x',
    '.',
    '😀'.repeat(300),
    ' '.repeat(300),
    '!?'.repeat(150),
    '"'.repeat(300),
    'a '.repeat(150),
    '<*> '.repeat(75),
  ),
  fc.string({ unit: fc.constantFrom('😀', '😁', '𝒳', '漢'), minLength: 300, maxLength: 300 }),
  fc
    .array(fc.constantFrom(...LETTERS), { minLength: 40, maxLength: 64 })
    .map((words) => words.join(' ').slice(0, 300)),
  fc
    .array(fc.constantFrom('k=v', 'a.b', 'x_y', '"q r"', 'from A to B', '{', '}', '('), { maxLength: 64 })
    .map((words) => words.join(' ').slice(0, 300)),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

describe('PatternDetector with adversarial titles', function () {
  this.timeout(60_000);

  it('keeps state and steps within their bounds', () => {
    const bounds = { templates: 40, signatures: 60 };
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 150 }), (titles) => {
        const workspace = new Workspace(bounds);
        for (const title of titles) {
          workspace.post(title);
          const { templates, signatures, bucketEntries, steps } = workspace.detector.sizes();
          expect(templates).to.be.at.most(bounds.templates);
          expect(signatures).to.be.at.most(bounds.signatures);
          expect(bucketEntries).to.be.at.most(templates * (MAX_GENERALISATIONS + 1));
          expect(steps).to.be.at.most(MAX_STEPS);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('assigns every title to a pattern', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 30 }), (titles) => {
        const workspace = new Workspace();
        for (const pattern of workspace.patternsOf(...workspace.post(...titles)))
          expect(pattern).to.match(/^pattern-\d+$/);
      }),
      { numRuns: 40 },
    );
  });
});

describe('PatternDetector with a full workspace', () => {
  const word = (i: number): string =>
    `${LETTERS[i % 6]}${LETTERS[Math.floor(i / 6) % 6]}${LETTERS[Math.floor(i / 36) % 6]}`;

  it('evicts the oldest candidates first and keeps recurring messages', () => {
    const workspace = new Workspace({ templates: 20, signatures: 100 });
    workspace.post('Payment gateway refuses cards', 'Payment gateway refuses cards');
    const lonely = workspace.post('Nobody saw this twice');
    for (let i = 0; i < 60; i++) workspace.post(`${word(i)} ${word(i + 7)} ${word(i + 19)}`);
    const words = workspace.detector.rows().templates.map((row) => row.words);
    expect(words).to.include('Payment gateway refuses cards');
    expect(words).to.not.include('Nobody saw this twice');
    expect(workspace.patternsOf(...lonely)).to.deep.equal([undefined]);
  });

  it('evicts old signatures of learned templates and matches them again', () => {
    const workspace = new Workspace({ templates: 50, signatures: 10 });
    const titles = Array.from({ length: 60 }, (_, i) => `Queue for ${word(i)} is stuck`);
    const ids = workspace.post(...titles);
    expect(workspace.detector.sizes().signatures).to.be.at.most(10);
    const [first] = workspace.patternsOf(...workspace.post(titles[0] ?? ''));
    expect(first).to.equal(workspace.stored.patternOf(ids.at(-1) ?? ''));
  });
});
