import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../support/detection.js';
import { rowsOf } from '../support/rows.js';

const NAMES = ['cpu-usage', 'disk-space', 'queue-length', 'error-rate', 'memory-use', 'fan-speed'];
const TEAMS = ['shop', 'parcels', 'billing', 'search', 'ledger', 'mail', 'risk', 'feed'];
const titleOf = (name: string, team: string): string => `Sensor "${name}" tripped, owner ${team}`;

describe('a pattern whose slot turns out to hold few, recurring values', () => {
  let test: TestApp;
  let pushed: number;
  beforeEach(async () => {
    test = await startTestApp();
    pushed = 0;
  });
  afterEach(() => test.close());

  async function push(titles: readonly string[]): Promise<void> {
    const records = titles.map((title) => ({ source: 'custom_api', external_id: `i${pushed++}`, title }));
    const answer = await test.post('/v1/ingest/batch', { records });
    expect(answer.statusCode).to.equal(202);
    await test.app.runner.runUntilEmpty();
  }

  const others = TEAMS.slice(1).flatMap((team) => NAMES.map((name) => titleOf(name, team)));
  const visible = async () =>
    rowsOf(
      test.app.database,
      `SELECT name, issue_count, first_seen_at, status FROM pattern WHERE merged_into IS NULL AND status <> 'candidate'`,
      [],
    );

  it('is divided with its links, counts and times, and each part has a readable name', async () => {
    await push(NAMES.map((name) => titleOf(name, TEAMS[0] ?? '')));
    const start = test.clock.now();
    test.clock.advance(60_000);
    await push(others);
    const groups = await groupsOf(test.app, 1);
    expect(groups.map((group) => group.length)).to.deep.equal(NAMES.map(() => TEAMS.length));
    const patterns = await visible();
    expect(patterns.map(({ issue_count }) => Number(issue_count))).to.deep.equal(
      NAMES.map(() => TEAMS.length),
    );
    for (const pattern of patterns) expect(Number(pattern.first_seen_at)).to.be.at.most(start);
    for (const name of NAMES)
      expect(
        patterns.some((pattern) => String(pattern.name).includes(`"${name}"`)),
        name,
      ).to.equal(true);
    await expectConsistentPatterns(test.app);
  });

  it('is divided in the same way when issues with links are matched again', async () => {
    await push(NAMES.map((name) => titleOf(name, TEAMS[0] ?? '')));
    await push(others.slice(0, 20));
    pushed = 0;
    // The same issues again with other titles, so that the set that divides also moves links.
    await push([...NAMES].reverse().map((name) => titleOf(name, TEAMS[0] ?? '')));
    pushed = 100;
    await push(others.slice(20));
    await expectConsistentPatterns(test.app);
  });

  it('announces every part', async () => {
    await push(NAMES.map((name) => titleOf(name, TEAMS[0] ?? '')));
    const subscription = await test.app.patternEvents.subscribe(1, null);
    await push(others);
    const seen = new Set<string>();
    while (seen.size < NAMES.length) seen.add((await subscription.next()).value.id);
    await subscription.return?.();
    expect(seen.size).to.equal(NAMES.length);
  });
});
