import { expect } from 'chai';
import fc from 'fast-check';
import { Workspace } from './stored-rows.js';

const SERVICES = [
  'cart',
  'search',
  'auth-service',
  'billing-api',
  'checkout',
  'inventory',
  'recommendation',
  'mailer',
];

describe('PatternDetector without history', () => {
  it('creates a candidate with one issue for each new message', () => {
    const workspace = new Workspace();
    const { matches, newPatterns, templates } = workspace.detector.detect([
      { issueId: 'a', title: 'Disk full on db-1', source: 'custom_api' },
      { issueId: 'b', title: 'Certificate expired', source: 'custom_api' },
    ]);
    expect(matches.map(({ step }) => step)).to.deep.equal(['new', 'new']);
    expect(newPatterns).to.have.length(2);
    expect(templates.map(({ text }) => text)).to.deep.equal(['Disk full on <*>', 'Certificate expired']);
  });

  it('links an issue that differs only in values to the same pattern', () => {
    const workspace = new Workspace();
    const [first, second] = workspace.patternsOf(...workspace.post('Disk full on db-1', 'Disk full on db-2'));
    expect(second).to.equal(first);
    expect(workspace.detector.rows().templates[0]?.firstIssueId).to.equal(null);
  });
});

describe('PatternDetector with messages that contain names', () => {
  it('merges the messages into one pattern and moves the first issues to it', () => {
    const workspace = new Workspace();
    expect(
      workspace.groups(...SERVICES.map((name) => `Deployment failed: ${name} v1.2.${name.length}`)),
    ).to.equal(1);
    const { templates } = workspace.detector.rows();
    expect(templates.map(({ words }) => words)).to.deep.equal(['Deployment failed : <*>']);
  });

  it('keeps the oldest pattern and redirects the others to it', () => {
    const workspace = new Workspace();
    for (const name of SERVICES) workspace.post(`Health check timed out for ${name} after 30s`);
    const survivors = [...workspace.stored.patterns].filter(([, into]) => into === null).map(([id]) => id);
    expect(survivors).to.deep.equal(['pattern-1']);
  });

  it('keeps the oldest pattern when learned templates merge', () => {
    const people = ['Eve', 'Ann', 'Ben', 'Cy', 'Di', 'Fay'];
    for (let first = 0; first < people.length; first++) {
      const workspace = new Workspace();
      const titles = people.flatMap((_, i) =>
        SERVICES.map((name, j) => `Request access to ${name} for ${people[(i * first + j) % people.length]}`),
      );
      const [pattern] = workspace.patternsOf(...workspace.post(...titles));
      expect(pattern).to.equal('pattern-1');
    }
  });

  it('keeps different states apart, however many names occur', () => {
    const workspace = new Workspace();
    const titles = ['Started', 'Paused', 'Resumed', 'Stopped'].flatMap((state) =>
      SERVICES.map((name) => `VM ${name} ${state}`),
    );
    expect(workspace.groups(...titles)).to.equal(4);
  });

  it('keeps messages apart that share a sentence structure but not its words', () => {
    const workspace = new Workspace();
    const users = ['root', 'admin', 'guest', 'oracle', 'backup', 'deploy'];
    const titles = users.flatMap((user) => [
      `Failed password for ${user} from 10.0.0.1 port 22`,
      `Failed password for invalid user ${user} from 10.0.0.1 port 22`,
    ]);
    expect(workspace.groups(...titles)).to.equal(2);
  });

  it('merges names with different numbers of words', () => {
    const workspace = new Workspace();
    const titles = ['Ann', 'Bo', 'Cy', 'Di', 'Eve', 'Fay'].map(
      (name) => `Access request for ${name} was denied`,
    );
    workspace.post(...titles);
    expect(
      workspace.groups('Access request for Gus was denied', 'Access request for Hal Ibsen was denied'),
    ).to.equal(1);
  });
});

describe('PatternDetector.detect', () => {
  it("groups by the sender's fingerprint if there is one", () => {
    const workspace = new Workspace();
    const ids = workspace.postIssues([
      { issueId: 'a', title: 'Timeout in cart', source: 'custom_api', fingerprint: 'net' },
      { issueId: 'b', title: 'Connection refused', source: 'custom_api', fingerprint: 'net' },
      { issueId: 'c', title: 'Timeout in cart', source: 'custom_api' },
    ]);
    const [a, b, c] = workspace.patternsOf(...ids);
    expect(b).to.equal(a);
    expect(c).to.not.equal(a);
  });

  it('ignores how often a text arrives', () => {
    const once = new Workspace();
    const often = new Workspace();
    const titles = SERVICES.map((name) => `Queue ${name} is stuck`);
    once.post(...titles);
    for (const title of titles) often.post(...Array(20).fill(title));
    const shape = ({ detector }: Workspace): string[] => detector.rows().templates.map(({ words }) => words);
    expect(shape(often)).to.deep.equal(shape(once));
  });

  it('ignores the source', () => {
    const workspace = new Workspace();
    const ids = workspace.postIssues([
      { issueId: 'a', title: 'Login failing for SSO users', source: 'jira' },
      { issueId: 'b', title: 'Login failing for SSO users', source: 'pagerduty' },
    ]);
    expect(new Set(workspace.patternsOf(...ids)).size).to.equal(1);
  });
});

const title = fc
  .tuple(
    fc.constantFrom('Deploy', 'Login', 'VM', 'Queue'),
    fc.constantFrom('failed for', 'started on', 'is'),
    fc.constantFrom(
      'cart',
      'web-1',
      'api.internal',
      'eu_west',
      'Ann Lee',
      '"x y"',
      '12',
      'a=b',
      'NEW to OLD',
    ),
    fc.constantFrom('', 'now', 'after 5s', '[core]'),
  )
  .map((parts) => parts.join(' '));
const titles = fc.array(fc.oneof({ weight: 9, arbitrary: title }, fc.string({ unit: 'binary' })), {
  maxLength: 60,
});

describe('PatternDetector with any sequence of titles', function () {
  this.timeout(60_000);

  it('changes nothing when the same titles are posted again', () => {
    fc.assert(
      fc.property(titles, (list) => {
        const workspace = new Workspace();
        const issues = list.map((text, i) => ({
          issueId: String(i),
          title: text,
          source: 'custom_api' as const,
        }));
        workspace.write(workspace.detector.detect(issues));
        const { matches, nextId: _nextId, ...changes } = workspace.detector.detect(issues);
        for (const list of Object.values(changes)) expect(list).to.deep.equal([]);
        for (const { issueId, patternId } of matches)
          expect(workspace.stored.patternOf(issueId)).to.equal(patternId);
      }),
    );
  });

  it('leaves each message in the oldest of its patterns', () => {
    fc.assert(
      fc.property(titles, (list) => {
        const workspace = new Workspace();
        for (const title of list) workspace.post(title);
        const age = (id: string): number => Number(id.slice('pattern-'.length));
        for (const [from, into] of workspace.stored.patterns)
          if (into !== null) expect(age(into)).to.be.below(age(from));
      }),
      { numRuns: 300 },
    );
  });

  it('reaches the same state whatever the batches are', () => {
    fc.assert(
      fc.property(titles, fc.integer({ min: 1, max: 7 }), (list, size) => {
        const whole = new Workspace();
        const parts = new Workspace();
        const ids = whole.post(...list);
        const others: string[] = [];
        for (let at = 0; at < list.length; at += size)
          others.push(...parts.post(...list.slice(at, at + size)));
        expect(parts.detector.rows()).to.deep.equal(whole.detector.rows());
        expect(parts.patternsOf(...others)).to.deep.equal(whole.patternsOf(...ids));
      }),
    );
  });
});
