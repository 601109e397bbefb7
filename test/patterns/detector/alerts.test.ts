import { expect } from 'chai';
import fc from 'fast-check';
import { sorted, Workspace } from './stored-rows.js';

const MONITORS = [
  'Swap usage',
  'Disk full',
  'Login errors',
  'Slow queries',
  'Mail queue length',
  'Clock drift',
  'Open sockets',
  'Cache misses',
  'Thread pool exhausted',
  'Job runtime',
];
const SERVICES = ['shop', 'billing', 'search-api', 'auth', 'media', 'mail', 'ledger-service', 'stock'];

interface Alert {
  readonly monitor: string;
  readonly title: string;
}

/** Writes one alert in the format of a tool; `n` varies state, host, service and environment. */
type Format = (monitor: string, n: number) => string;

const pick = (list: readonly string[], n: number): string => list[n % list.length] as string;
const camel = (text: string): string =>
  text.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
const slug = (text: string): string => text.toLowerCase().replaceAll(' ', '-');

const FORMATS: Readonly<Record<string, Format>> = {
  'a list of labels': (monitor, n) =>
    `[${pick(['FIRING:2', 'RESOLVED'], n)}] ${camel(monitor)} (web-${n} ${pick(SERVICES, n)} prod critical)`,
  'a state at the end': (monitor, n) =>
    `${pick(['PROBLEM', 'RECOVERY'], n)} - web-${n} - ${monitor} is ${pick(['OK', 'CRITICAL', 'WARNING'], n)}`,
  'a quoted name': (monitor, n) =>
    `${pick(['ALARM', 'OK'], n)}: "${slug(monitor)}" in ${pick(['EU (Paris)', 'US West (N. Texas)'], n)}`,
  'states in brackets': (monitor, n) =>
    `[${pick(['Triggered', 'Recovered', 'Re-Triggered'], n)}] [P${n % 5}] ${monitor} on host:web-${n}`,
  'host and monitor': (monitor, n) =>
    `** ${pick(['PROBLEM', 'RECOVERY'], n)} Alert: web-${n}/${monitor} is OK **`,
};

/** Ten alerts of each monitor in a fixed order that looks random. */
function alertsOf(format: Format): Alert[] {
  const alerts = MONITORS.flatMap((monitor) =>
    Array.from({ length: 10 }, (_, n) => ({ monitor, title: format(monitor, n * 7 + 3) })),
  );
  return alerts
    .map((alert, i) => ({ alert, at: (i * 37) % 101 }))
    .sort((a, b) => a.at - b.at)
    .map(({ alert }) => alert);
}

describe('PatternDetector with the alerts of ten monitors', function () {
  this.timeout(60_000);

  for (const [name, format] of Object.entries(FORMATS))
    it(`never groups two monitors, and the second alert joins the first, with ${name}`, () => {
      const workspace = new Workspace();
      const ids = new Map<string, string[]>();
      for (const { monitor, title } of alertsOf(format)) {
        const own = ids.get(monitor) ?? [];
        own.push(...workspace.post(title));
        ids.set(monitor, own);
        const patterns = [...ids.values()].map((list) => [...new Set(workspace.patternsOf(...list))]);
        expect(patterns.map((list) => list.length)).to.deep.equal(patterns.map(() => 1));
        expect(new Set(patterns.flat()).size).to.equal(ids.size);
      }
    });

  it('never groups two monitors while the names of services are not known yet', () => {
    const workspace = new Workspace();
    const ids = new Map<string, string[]>();
    for (const { monitor, title } of alertsOf(
      (name, n) => `[Alerting] ${name} - ${pick(SERVICES, n)} (prod)`,
    ))
      ids.set(monitor, [...(ids.get(monitor) ?? []), ...workspace.post(title)]);
    const patterns = [...ids.values()].map((list) => new Set(workspace.patternsOf(...list)));
    for (const own of patterns) expect(own.size).to.equal(1);
    expect(new Set(patterns.flatMap((own) => [...own])).size).to.equal(MONITORS.length);
  });
});

const SLUGS = MONITORS.slice(0, 6).map(slug);
const probe = (name: string, service: string): string => `Sensor "${name}" tripped, owner ${service}`;

/** Posts alerts whose quoted names were merged at first, because only one service is known. */
function mergedFirst(): { workspace: Workspace; first: string[] } {
  const workspace = new Workspace();
  const first = workspace.post(...SLUGS.map((name) => probe(name, 'shop')));
  expect(new Set(workspace.patternsOf(...first)).size).to.equal(1);
  return { workspace, first };
}

const allOthers = SERVICES.slice(1).flatMap((service) => SLUGS.map((name) => probe(name, service)));

describe('PatternDetector with a slot of few, recurring values', function () {
  this.timeout(60_000);

  it('divides the template, and moves the first issues', () => {
    const { workspace, first } = mergedFirst();
    const ids = [...first, ...workspace.post(...allOthers)];
    const patterns = workspace.patternsOf(...ids);
    expect(new Set(patterns).size).to.equal(SLUGS.length);
    expect(patterns).to.deep.equal(patterns.map((_, i) => patterns[i % SLUGS.length]));
  });

  it('leaves the oldest issue in its pattern and names the new patterns', () => {
    const { workspace, first } = mergedFirst();
    const [before] = workspace.patternsOf(first[0] ?? '');
    const changes = workspace.detector.detect(
      allOthers.map((title, i) => ({ issueId: `other-${i}`, title, source: 'custom_api' })),
    );
    workspace.write(changes);
    expect(workspace.patternsOf(first[0] ?? '')).to.deep.equal([before]);
    expect(changes.splitPatterns).to.have.length(SLUGS.length - 1);
    for (const { from, into } of changes.splitPatterns) {
      expect(from).to.equal(before);
      expect(changes.newPatterns).to.include(into);
      expect(workspace.stored.patterns.get(into)).to.equal(null);
    }
  });

  it('finds the same patterns in any order, and reaches the same state whatever the batches, restarts and hand-overs are', () => {
    const everything = [...SLUGS.map((name) => probe(name, 'shop')), ...allOthers];
    const order = fc.shuffledSubarray(everything, { minLength: everything.length });
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 9 }), (titles, size) => {
        const whole = new Workspace();
        const ids = whole.post(...titles);
        const parts = new Workspace();
        let other = { detector: parts.detector, version: parts.stored.version };
        for (let at = 0; at < titles.length; at += size) {
          const before = { detector: parts.detector, version: parts.stored.version };
          if (at % 3 === 0) parts.restart();
          else parts.handOver(other.detector, other.version);
          other = before;
          parts.post(...titles.slice(at, at + size));
        }
        expect(sorted(parts.stored.rows())).to.deep.equal(whole.detector.rows());
        expect(parts.patternsOf(...ids)).to.deep.equal(whole.patternsOf(...ids));
        const names = titles.map((title) => title.split('"')[1]);
        const pairs = new Set(names.map((name, i) => `${name} ${whole.patternsOf(ids[i] ?? '')}`));
        expect(pairs.size).to.equal(SLUGS.length);
        expect(new Set(whole.patternsOf(...ids)).size).to.equal(SLUGS.length);
      }),
      { numRuns: 40 },
    );
  });

  it('does not merge the parts again', () => {
    const { workspace } = mergedFirst();
    workspace.post(...allOthers);
    const later = workspace.post(...SLUGS.map((name) => probe(name, 'parcels')), probe('fan-speed', 'shop'));
    expect(new Set(workspace.patternsOf(...later)).size).to.equal(SLUGS.length + 1);
  });

  it('leaves values that are expected in their place, such as the name after "for"', () => {
    const workspace = new Workspace();
    const people = ['Ann', 'Ben', 'Cy', 'Di', 'Eve', 'Fay'];
    const titles = SERVICES.flatMap((name) =>
      people.map((person) => `Request access to ${name} for ${person}`),
    );
    expect(workspace.groups(...titles)).to.equal(1);
  });

  it('does not divide a pattern that a person merged', () => {
    const { workspace, first } = mergedFirst();
    const [pattern = ''] = workspace.patternsOf(first[0] ?? '');
    const [other = ''] = workspace.patternsOf(...workspace.post('Sensor offline'));
    workspace.write(workspace.detector.mergePatterns(other, pattern));
    workspace.post(...allOthers);
    expect(workspace.patternsOf(...first)).to.deep.equal(first.map(() => pattern));
  });

  it('keeps the correction of a single title', () => {
    const { workspace, first } = mergedFirst();
    const [pattern = ''] = workspace.patternsOf(first[0] ?? '');
    const [corrected = ''] = workspace.patternsOf(...workspace.post('Sensor batteries are empty'));
    const title = probe(SLUGS[1] ?? '', 'shop');
    workspace.write(workspace.detector.pin({ title, source: 'custom_api' }, corrected));
    workspace.post(...allOthers, title);
    const [kept, moved] = workspace.patternsOf(first[0] ?? '', first[1] ?? '');
    expect(kept).to.equal(pattern);
    expect(moved).to.equal(corrected);
  });
});

describe('PatternDetector with fingerprints', () => {
  it('shows a template that matches all titles of a fingerprint', () => {
    const workspace = new Workspace();
    const titles = ['Disk of web-1 is full', 'Disk of the archive is full', 'Disk of the archive is full'];
    workspace.postIssues(
      titles.map((title, i) => ({ issueId: `${i}`, title, source: 'custom_api', fingerprint: 'disk' })),
    );
    expect(workspace.detector.rows().templates.map(({ words }) => words)).to.deep.equal([
      'Disk of <*> is full',
    ]);
  });

  it('keeps the first title if the titles have no word in common', () => {
    const workspace = new Workspace();
    for (const [i, title] of ['Disk full', 'No space left'].entries())
      workspace.postIssues([{ issueId: `${i}`, title, source: 'custom_api', fingerprint: 'disk' }]);
    expect(workspace.detector.rows().templates.map(({ words }) => words)).to.deep.equal(['Disk full']);
  });
});
