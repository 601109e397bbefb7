import { expect } from 'chai';
import { tokenize } from '../../../src/patterns/text/tokens.js';

function masked(text: string): string {
  return tokenize(text).words.join(' ');
}

/** Texts of the same alert in different states, on different hosts, in different environments. */
const SAME: readonly (readonly [string, readonly string[]])[] = [
  [
    '<*> DiskFull <*>',
    [
      '[FIRING:3] DiskFull (web-1:9100 shop prod critical)',
      '[RESOLVED] DiskFull (db.internal shop staging warning)',
      '[FIRING:2, RESOLVED:1] DiskFull (web-2 billing-api eu-west-1 info)',
    ],
  ],
  [
    '<*> - Disk full is <*>',
    ['PROBLEM - web-1 - Disk full is CRITICAL', 'RECOVERY - web-1 - Disk full is OK'],
  ],
  ['<*> : Disk full on <*>', ['Problem: Disk full on web-1', 'Resolved in 5m 3s: Disk full on web-1']],
  [
    '<*> Disk full on host : <*>',
    ['[Triggered] [P2] Disk full on host:web-1', '[Recovered] Disk full on host:db-2'],
  ],
  ['<*> / Disk full <*> - > <*>', ['web-1/Disk full OK -> CRIT', 'db-2/Disk full CRIT -> OK']],
  ['<*> Disk full <*> on <*>', ['🔥 Disk full firing on web-1', '✅ Disk full resolved on web-2']],
  ['<*> Disk full <*>', ['web-1 Disk full Down (no response from the device)', 'web-1 Disk full Up (OK)']],
  [
    'Disk full <*> is <*>',
    ['Disk full{host="web-1", job="shop"} is firing', 'Disk full{host="db"} is resolved'],
  ],
  [
    'Disk full . LABELS = <*>',
    ['Disk full. LABELS = map[host:web-1 job:shop]', 'Disk full. LABELS = map[a:b c:d e:f g'],
  ],
  [
    'Disk full in namespace <*> of <*>',
    ['Disk full in namespace shop of prod', 'Disk full in namespace pay of qa'],
  ],
  [
    '<*> : " disk-full " in <*>',
    ['ALARM: "disk-full" in EU (Paris)', 'OK: "disk-full" in US West (N. Texas)'],
  ],
  [
    '[ acme/shop ] Run failed - <*>',
    ['[acme/shop] Run failed - main (f00d1)', '[acme/shop] Run failed - fix/a-12 (9)'],
  ],
];

describe('tokenize: states, labels and names of alerts', () => {
  for (const [template, titles] of SAME)
    for (const title of titles)
      it(`masks "${title}" as "${template}"`, () => {
        expect(masked(title)).to.equal(template);
      });

  const KEPT: readonly string[] = [
    'Deployment failed',
    'link is up again',
    'Failed password for root',
    'Tombstone dump ( criteo )',
    'Fan failure of the critical unit',
    'Memory high ( more than half of the limit )',
    'warning',
  ];
  for (const title of KEPT)
    it(`keeps the words of "${title}"`, () => {
      expect(masked(title)).to.equal(title);
    });

  it('keeps metric names that contain digits', () => {
    expect(masked('p95 latency and http-5xx-rate of web-1')).to.equal('p95 latency and http-5xx-rate of <*>');
  });

  it('ends a cut title at the same word although the values have different lengths', () => {
    const title = (host: string): string =>
      `${host} ${'no capacity remaining on the filesystem '.repeat(12)}`.slice(0, 300);
    const cut = (text: string): string => tokenize(text, text.lastIndexOf(' ') + 1).words.join(' ');
    expect(cut(title('web-1'))).to.equal(cut(title('web-1.prod.example.com')));
  });
});
