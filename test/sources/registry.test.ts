import { expect } from 'chai';
import { SEVERITIES } from '../../src/domain/severity.js';
import { SOURCE_PATHS, type SourcePath } from '../../src/domain/source.js';
import { sourcePathRules } from '../../src/sources/registry.js';

const UUID = '9b2f5c3e-0c4d-4c1e-8f8a-1d2e3f405162';

const FORMS: Record<SourcePath, { readonly good: readonly string[]; readonly bad: readonly string[] }> = {
  jira: {
    good: ['JIRA-1234', 'PRODUCT_2013-7', '10400', 'a-1', 'VERYLONGPROJECTKEY-1'],
    bad: [
      'JIRA',
      'JIRA-',
      '-1',
      '1A-1',
      'JIRA-1 ',
      ' JIRA-1',
      'JIRA-1\n',
      'JIRA-1a',
      'JIRA 1',
      'ÄB-1',
      'JIRA-١',
    ],
  },
  servicenow: {
    good: [
      'INC0010180',
      'RITM0010028',
      'u_table7',
      '9d385017c611228701d22104cc95c371',
      '9D385017C611228701D22104CC95C371',
    ],
    bad: ['INC', '0010180', 'INC-1', 'INC0010180 ', '9d385017c611228701d22104cc95c37', 'x'.repeat(32)],
  },
  github: {
    good: [
      'owner/repo#12',
      'my-org/my.repo_x#1',
      '12',
      '#12',
      'I_kwDOQwktts7nMIvA',
      'MDU6SXNzdWU0NDQ1MDAwNDE=',
      'https://github.com/o/r/issues/12',
      'owner/repo/dependabot/7',
    ],
    bad: [
      'owner/repo#',
      'owner/repo#x',
      'repo#1',
      'a b',
      'short',
      '##12',
      'ftp://github.com/o/r',
      'owner/repo#12 ',
    ],
  },
  pagerduty: {
    good: ['PGR0VU2', 'Q3B15VLMF3ASBD', 'disk full on db-1', 'ü', 'x'.repeat(255), 'A'.repeat(512)],
    bad: ['a\tb', 'a\nb', '\u0085', '\u007f', 'x'.repeat(256)],
  },
  opsgenie: { good: [UUID, `${UUID}-1570530430213`, '23', 'host-1: disk full', 'x'.repeat(512)], bad: [] },
  linear: {
    good: ['ENG-123', 'a1-1', UUID, UUID.toUpperCase()],
    bad: ['ENG', 'ENG_X-1', '1-1', '123', `${UUID}-1`, UUID.replaceAll('-', ''), 'ENG-1 '],
  },
  zendesk: { good: ['35436', '0'], bad: ['#35436', '35436 ', 'ZD-1', '-1', '1.5', ''] },
  custom_api: { good: ['anything at all', '../../etc', '\u{1F600}'], bad: [] },
};

const SCALES: Record<SourcePath, Partial<Record<(typeof SEVERITIES)[number], readonly string[]>>> = {
  jira: {
    p1: ['highest', 'blocker'],
    p2: ['high', 'critical'],
    p3: ['medium', 'major'],
    p4: ['low', 'lowest', 'minor', 'trivial'],
  },
  servicenow: {
    p1: ['1', '1 - critical', 'critical'],
    p2: ['2 - high'],
    p3: ['3', 'moderate'],
    p4: ['4 - low', '5 - planning', '5'],
  },
  github: {
    p1: ['p0', 'sev0', 'sev1', 'priority: critical', 'critical'],
    p2: ['sev2', 'high'],
    p3: ['medium', 'moderate'],
    p4: ['low'],
  },
  pagerduty: { p1: ['p1'], p2: ['p2', 'high'], p3: ['p3', 'low'], p4: ['p4', 'p5'] },
  opsgenie: { p1: ['p1', '1'], p2: ['2'], p3: ['3'], p4: ['4', 'p5', '5'] },
  linear: { p1: ['urgent', '1'], p2: ['high'], p3: ['medium', '0'], p4: ['low', '4'] },
  zendesk: { p1: ['urgent'], p2: ['high'], p3: ['normal'], p4: ['low'] },
  custom_api: {},
};

for (const path of SOURCE_PATHS) {
  describe(`rules of the source path ${path}`, () => {
    const { externalIdForm, severityNames } = sourcePathRules(path);

    it('accepts every id format of the source', () => {
      for (const id of FORMS[path].good)
        expect(externalIdForm.matches(id), JSON.stringify(id)).to.equal(true);
    });

    it('refuses ids in other formats', () => {
      for (const id of FORMS[path].bad)
        expect(externalIdForm.matches(id), JSON.stringify(id)).to.equal(false);
    });

    it('accepts the severities of the source', () => {
      for (const severity of SEVERITIES)
        for (const name of SCALES[path][severity] ?? [])
          expect(severityNames.get(name), name).to.equal(severity);
    });

    it('never maps p1 to p4 to a different severity', () => {
      for (const severity of SEVERITIES) expect(severityNames.get(severity) ?? severity).to.equal(severity);
    });
  });
}
