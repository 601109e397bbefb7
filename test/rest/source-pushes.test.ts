import { expect } from 'chai';
import { SOURCE_PATHS, type SourcePath } from '../../src/domain/source.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectAccepted, expectError, faultsOf } from './answers.js';
import { newSender, type Sender, UNLIMITED } from './sender.js';

interface Forms {
  readonly taken: readonly string[];
  readonly refused: readonly string[];
  /** Native severity names by severity. */
  readonly severities: Readonly<Record<string, readonly string[]>>;
}

const UUID = '4513b7ea-3b91-438f-b7e4-e3e54af9147c';
const FORMS: Readonly<Record<SourcePath, Forms>> = {
  jira: {
    taken: ['JIRA-1234', 'PRODUCT_2013-7', '10400', 'a-1'],
    refused: ['JIRA', 'JIRA-', '-1', ' JIRA-1', 'JIRA-1 ', 'JIRA-1\n', '1JIRA-1', 'JIRA-1a', 'JI RA-1'],
    severities: {
      p1: ['Highest', 'Blocker', ' highest '],
      p2: ['High', 'Critical'],
      p3: ['Medium', 'Major'],
      p4: ['Low', 'Lowest', 'Minor', 'TRIVIAL'],
    },
  },
  servicenow: {
    taken: ['INC0010180', 'RITM0010028', '46e18c0fa9fe19810066a0083f76bd56', 'u_inc1'],
    refused: ['INC', '0010180', 'INC 1', '46e18c0fa9fe19810066a0083f76bd5g', 'INC-1'],
    severities: {
      p1: ['1', '1 - Critical', 'critical'],
      p2: ['2', '2 - High'],
      p3: ['3', '3 - Moderate', 'Moderate'],
      p4: ['4', '4 - Low', '5', '5 - Planning', 'planning'],
    },
  },
  github: {
    taken: [
      'owner/repo#12',
      '12',
      '#12',
      'I_kwDOQwktts7nMIvA',
      'MDU6SXNzdWU0NDQ1MDAwNDE=',
      'https://github.com/owner/repo/issues/12',
    ],
    refused: ['a b', 'short', 'owner/repo#', 'ftp://github.com/a', '#'],
    severities: {
      p1: ['critical', 'P0', 'p1', 'sev0', 'sev1', 'priority: critical'],
      p2: ['high', 'p2', 'sev2'],
      p3: ['medium', 'moderate', 'p3'],
      p4: ['low', 'p4'],
    },
  },
  pagerduty: {
    taken: ['PGR0VU2', 'Q3B15VLMF3ASBD', 'web-01/disk full', 'x'.repeat(255), 'ü'],
    refused: ['a\u0007b', 'a\nb', `${'x'.repeat(255)} y`],
    severities: { p1: ['P1'], p2: ['P2', 'high'], p3: ['P3', 'low'], p4: ['P4', 'P5'] },
  },
  opsgenie: {
    taken: [UUID, `${UUID}-1718377200000`, '23', 'any alias at all', 'x'.repeat(512)],
    refused: [],
    severities: { p1: ['P1'], p2: ['P2'], p3: ['P3'], p4: ['P4', 'P5'] },
  },
  linear: {
    taken: ['ENG-123', UUID, 'E2E-1'],
    refused: ['ENG_1-2', '123', 'ENG-', `${UUID}0`],
    severities: {
      p1: ['Urgent', '1'],
      p2: ['High', '2'],
      p3: ['Medium', '3', 'none', '0'],
      p4: ['Low', '4'],
    },
  },
  zendesk: {
    taken: ['35436', '0'],
    refused: ['#35436', '35436a', '-1', '1.5', '３５'],
    severities: { p1: ['urgent'], p2: ['high'], p3: ['Normal'], p4: ['low'] },
  },
  custom_api: {
    taken: ['anything', ' at all ', '\u{1F600}'],
    refused: [],
    severities: { p1: ['p1'], p2: ['P2'] },
  },
};

describe('POST /v1/ingest/{source}/issues', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  const push = (path: string, fields: object) => sender.post(`/v1/ingest/${path}/issues`, fields);
  async function expectFaults(path: string, fields: object, faults: readonly string[]): Promise<void> {
    const error = expectError(await push(path, fields), 400, 'validation_error');
    expect(faultsOf(error), JSON.stringify(fields)).to.deep.equal(faults);
  }

  for (const path of SOURCE_PATHS) {
    const { taken, refused, severities } = FORMS[path];
    const [external_id = ''] = taken;

    it(`accepts the id forms of ${path}`, async () => {
      for (const id of taken) {
        const { issue_id } = expectAccepted(await push(path, { external_id: id, title: 'Login fails' }));
        expect(await sender.issue(issue_id)).to.include({ source: path, externalId: id });
      }
    });

    it(`refuses ids in other forms for ${path}`, async () => {
      for (const id of refused)
        await expectFaults(path, { external_id: id, title: 'Login fails' }, ['external_id invalid_format']);
      await expectFaults(path, { title: 'Login fails' }, ['external_id missing_field']);
      await expectFaults(path, { external_id: 35436, title: 'Login fails' }, ['external_id invalid_type']);
      await expectFaults(path, { external_id: 'x'.repeat(513), title: 'a' }, ['external_id too_long']);
    });

    it(`accepts the severity names of ${path}`, async () => {
      for (const [severity, names] of Object.entries({ ...severities, p3: severities.p3 ?? [undefined] }))
        for (const name of [...names, severity]) {
          const { issue_id } = expectAccepted(await push(path, { external_id, title: 'a', severity: name }));
          if (name !== undefined) expect((await sender.issue(issue_id)).severity, name).to.equal(severity);
        }
      for (const name of ['p9', 'whatever', '99', '1 - High'])
        await expectFaults(path, { external_id, title: 'a', severity: name }, ['severity invalid_enum']);
      await expectFaults(path, { external_id, title: 'a', severity: 1 }, ['severity invalid_type']);
    });

    it(`accepts a body whose source is absent or ${path}`, async () => {
      for (const source of [undefined, null, '', path, ` ${path.toUpperCase()} `])
        expectAccepted(await push(path, { external_id, title: 'a', source }));
      const other = path === 'jira' ? 'linear' : 'jira';
      for (const source of [other, `${path}x`, 'slack'].filter(
        (name) => path !== 'custom_api' || name === other || name === 'slack',
      ))
        await expectFaults(path, { external_id, title: 'a', source }, ['source invalid_enum']);
    });

    it(`requires a title for ${path}`, async () => {
      for (const title of [undefined, null, '', ' '])
        await expectFaults(path, { external_id, title }, ['title missing_field']);
    });
  }

  it('keeps the original name of a coerced source on the path custom_api', async () => {
    const fields = { external_id: 'a', title: 'a', source: 'Grafana' };
    const { issue_id } = expectAccepted(await push('custom_api', fields));
    expect(await sender.issue(issue_id)).to.include({ source: 'custom_api', sourceRaw: 'Grafana' });
  });

  for (const path of [
    'slack',
    'email',
    'database',
    'JIRA',
    'Jira',
    'nagios',
    'jira%20',
    '%6aira%00',
    'constructor',
    '__proto__',
  ])
    it(`answers 404 for the path ${path} and lists the supported ones`, async () => {
      const { message } = expectError(await push(path, { external_id: 'a', title: 'a' }), 404, 'not_found');
      for (const supported of SOURCE_PATHS) expect(message).to.contain(supported);
      expect(message).not.to.contain('nagios');
    });

  it('does not check ids of sources in UNCHECKED_SOURCES', async () => {
    const lenient = await startTestApp({ config: { ...UNLIMITED, uncheckedSources: ['jira'] } });
    try {
      const fields = { external_id: 'whatever it is', title: 'a' };
      expectAccepted(await lenient.post('/v1/ingest/jira/issues', fields));
      expectError(await lenient.post('/v1/ingest/linear/issues', fields), 400, 'validation_error');
      const severity = { ...fields, severity: 'Highest' };
      expectAccepted(await lenient.post('/v1/ingest/jira/issues', severity));
    } finally {
      await lenient.close();
    }
  });

  it('does not check id forms in batches and single events', async () => {
    const record = { external_id: 'whatever it is', source: 'jira', title: 'a' };
    expect((await sender.batch([record])).accepted).to.equal(1);
    expect((await sender.event(record)).accepted).to.equal(1);
  });
});
