import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectConsistentPatterns, groupsOf } from '../../support/detection.js';
import { askGraphql } from '../../support/graphql.js';

interface Alert {
  readonly id: string;
  readonly title: string;
  readonly recovery: string;
  readonly source: string;
  readonly team: string;
}

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** A week of alerts of three teams, each with its recovery. */
const WEEK: readonly Alert[] = DAYS.flatMap((day) => [
  ...['DiskWillFill', 'NodeClockSkew'].map((rule) => ({
    id: `alertmanager-${rule}-${day}`,
    title: `[FIRING:${day}] ${rule} (web-${day}:9100 shop prod critical)`,
    recovery: `[RESOLVED] ${rule} (web-${day}:9100 shop prod critical)`,
    source: 'custom_api',
    team: 'platform',
  })),
  ...['Failed logins', 'Slow checkout'].map((monitor) => ({
    id: `datadog-${monitor}-${day}`,
    title: `[Triggered] [P${day % 4}] ${monitor} on host:auth-${day}`,
    recovery: `[Recovered] [P${day % 4}] ${monitor} on host:auth-${day}`,
    source: 'custom_api',
    team: 'identity',
  })),
  ...['backup-age', 'queue-depth'].map((alarm) => ({
    id: `Q3B15VLMF3ASBD${alarm === 'backup-age' ? 'A' : 'B'}${day}`,
    title: `ALARM: "${alarm}" in ${day % 2 === 0 ? 'EU (Ireland)' : 'US East (N. Virginia)'}`,
    recovery: `OK: "${alarm}" in ${day % 2 === 0 ? 'EU (Ireland)' : 'US East (N. Virginia)'}`,
    source: 'pagerduty',
    team: 'data',
  })),
]);

describe('patterns of alerts', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(async () => {
    await expectConsistentPatterns(test.app);
    await test.close();
  });

  async function push(records: readonly object[]): Promise<void> {
    await test.post('/v1/ingest/batch', { records });
    await test.app.runner.runUntilEmpty();
  }

  const record = ({ id, title, source, team }: Alert): object => ({ external_id: id, title, source, team });

  it('are one for each rule, monitor and alarm after a week with recoveries', async () => {
    for (const day of DAYS) {
      const alerts = WEEK.filter(({ id }) => id.endsWith(String(day)));
      await push(alerts.map(record));
      await push(
        alerts.map((alert) => ({ ...record({ ...alert, title: alert.recovery }), status: 'resolved' })),
      );
    }
    const { data } = await askGraphql(test, '{ patterns { nodes { template issueCount } } }');
    const found = data.patterns.nodes.map((node: { template: string; issueCount: number }) => node);
    expect(found.map(({ issueCount }: { issueCount: number }) => issueCount)).to.deep.equal(Array(6).fill(7));
    expect(found.map(({ template }: { template: string }) => template)).to.have.members([
      '[<*>] DiskWillFill (web-<*>)',
      '[<*>] NodeClockSkew (web-<*>)',
      '[<*>] Failed logins on host:auth-<*>',
      '[<*>] Slow checkout on host:auth-<*>',
      '<*>: "backup-age" in <*>',
      '<*>: "queue-depth" in <*>',
    ]);
  });

  it('are divided when a quoted name comes back with every owner, and all counts stay exact', async () => {
    const names = ['disk-full', 'queue-long', 'fan-slow', 'clock-drift', 'mail-stuck', 'cert-old'];
    const owners = ['shop', 'billing', 'search', 'auth', 'media', 'mail', 'stock', 'ledger'];
    const alerts = (owner: string): object[] =>
      names.map((name) => ({
        external_id: `${name}/${owner}`,
        source: 'custom_api',
        title: `Sensor "${name}" tripped, owner ${owner}`,
      }));
    for (const owner of owners.slice(0, 1)) await push(alerts(owner));
    expect(await groupsOf(test.app, 1)).to.have.length(1);
    for (const owner of owners.slice(1)) await push(alerts(owner));
    const groups = await groupsOf(test.app, 1);
    expect(groups).to.have.length(names.length);
    for (const group of groups) {
      expect(group).to.have.length(owners.length);
      expect(new Set(group.map((id) => id.split('/')[0])).size).to.equal(1);
    }
    const { data } = await askGraphql(test, '{ patterns { nodes { template issueCount } } }');
    for (const node of data.patterns.nodes) {
      expect(node.issueCount).to.equal(owners.length);
      expect(node.template).to.match(/^Sensor "[a-z-]+" tripped, owner <\*>$/);
    }
  });
});
