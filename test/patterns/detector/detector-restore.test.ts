import { expect } from 'chai';
import fc from 'fast-check';
import { type DetectorIssue, PatternDetector } from '../../../src/patterns/detector/pattern-detector.js';
import { sorted, Workspace } from './stored-rows.js';

const name = fc.constantFrom(
  'cart',
  'web-1',
  'api.internal',
  'db.internal',
  'eu_west',
  'us_east',
  'Ann Lee',
  'Bob',
  'Cy',
  'search',
  'shop',
  'mail',
  'stock',
);
const title = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('Deploy of', 'Login for', 'Queue'), name)
      .map(([a, b]) => `${a} ${b} failed again`),
  },
  { weight: 2, arbitrary: fc.tuple(name, name).map(([a, b]) => `Job for ${a} moved from ${b} to ${a}`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([a, b]) => `user=${a} host="${b}" rejected`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('disk-full', 'cpu-high', 'queue-long'), name)
      .map(([a, b]) => `Sensor "${a}" tripped, owner ${b}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);
const issue: fc.Arbitrary<DetectorIssue> = fc.record({
  issueId: fc.integer({ min: 1, max: 40 }).map(String),
  title,
  source: fc.constantFrom('custom_api' as const, 'jira' as const),
  fingerprint: fc.option(fc.constantFrom('f1', 'f2'), { freq: 8 }),
  bodyErrorLine: fc.option(fc.constantFrom('Error: a', 'java.io.IOException: b'), { freq: 3 }),
});

type Step =
  | { readonly kind: 'detect'; readonly issues: readonly DetectorIssue[] }
  | { readonly kind: 'pin' | 'unlink'; readonly issue: DetectorIssue; readonly pattern: number }
  | { readonly kind: 'merge'; readonly from: number; readonly into: number };

const pattern = fc.integer({ min: 1, max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('detect' as const),
      issues: fc.array(issue, { minLength: 1, maxLength: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('pin' as const, 'unlink' as const), issue, pattern }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), from: pattern, into: pattern }) },
);

function perform(workspace: Workspace, step: Step): void {
  const { detector } = workspace;
  if (step.kind === 'detect') workspace.write(detector.detect(step.issues));
  else if (step.kind === 'merge')
    workspace.write(detector.mergePatterns(`pattern-${step.from}`, `pattern-${step.into}`));
  else workspace.write(detector[step.kind](step.issue, `pattern-${step.pattern}`));
}

describe('PatternDetector.restore', function () {
  this.timeout(60_000);

  for (const [bounds, text] of [
    [{}, 'wide bounds'],
    [{ templates: 8, signatures: 14 }, 'bounds that evict all the time'],
  ] as const)
    it(`continues exactly like a detector that never stopped, with ${text}`, () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
          const steady = new Workspace(bounds);
          const restarted = new Workspace(bounds);
          for (const one of steps) {
            perform(steady, one);
            perform(restarted, one);
            expect(sorted(restarted.stored.rows())).to.deep.equal(restarted.detector.rows());
            restarted.restart();
          }
          expect(restarted.detector.rows()).to.deep.equal(steady.detector.rows());
          expect([...restarted.stored.links]).to.deep.equal([...steady.stored.links]);
          expect([...restarted.stored.patterns]).to.deep.equal([...steady.stored.patterns]);
        }),
        { numRuns: 150 },
      );
    });

  for (const [bounds, text] of [
    [{}, 'wide bounds'],
    [{ templates: 8, signatures: 14 }, 'bounds that evict all the time'],
  ] as const)
    it(`continues exactly like a detector that never stopped when processes take turns, with ${text}`, () => {
      const turns = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 2 })), { maxLength: 25 });
      fc.assert(
        fc.property(turns, (steps) => {
          const steady = new Workspace(bounds);
          const shared = new Workspace(bounds);
          const processes = [0, 1, 2].map(() => ({
            detector: new PatternDetector(shared.mint, bounds),
            version: 0,
          }));
          for (const [one, turn] of steps) {
            const own = processes[turn] as (typeof processes)[number];
            shared.handOver(own.detector, own.version);
            expect(own.detector.rows()).to.deep.equal(sorted(shared.stored.rows()));
            perform(steady, one);
            perform(shared, one);
            own.version = shared.stored.version;
          }
          expect(shared.detector.rows()).to.deep.equal(steady.detector.rows());
          expect([...shared.stored.links]).to.deep.equal([...steady.stored.links]);
        }),
        { numRuns: 150 },
      );
    });

  it('reports a template row that is missing', () => {
    const rows = { templates: [], signatures: [{ id: 2, key: 'a', templateId: 1 }], nextId: 3 };
    expect(() => PatternDetector.restore(rows, () => 'p')).to.throw('signature 2 names template 1');
  });
});
