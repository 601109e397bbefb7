import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Source } from '../../src/domain/source.js';
import { hmac, onlyIssue, reading, reasonIgnored, verdict } from '../support/webhooks.js';

/*
 * Payloads published by vendors and their users, which cannot be copied into this repository. SAMPLES_DIR is a folder with
 * one subfolder per source. Without it these tests are skipped; the other files contain payloads of our own.
 */
const FOLDER = process.env.SAMPLES_DIR;

function bytes(file: string): Buffer {
  return readFileSync(join(FOLDER as string, file));
}

function sample(file: string): [Source, unknown] {
  return [file.split('/')[0] as Source, JSON.parse(bytes(file).toString('utf8'))];
}

const GITHUB = (event: string) => ({ 'x-github-event': event });

/** [file, expected fields, status] */
const RECORDS: readonly (readonly [string, Record<string, unknown>, string])[] = [
  [
    'github/issues.edited.json',
    {
      externalId: 'Codertocat/Hello-World#1',
      title: 'Spelling error in the README file',
      severity: undefined,
    },
    'unresolved',
  ],
  [
    'jira/cloud-issue-updated-priority.json',
    {
      externalId: 'TES-41',
      severity: 'p2',
      externalUrl: 'https://some-instance-test.atlassian.net/browse/TES-41',
      sourceUpdatedAt: '2019-02-16T21:15:16.037Z',
    },
    'unresolved',
  ],
  [
    'jira/server-issue-resolved.json',
    {
      externalId: 'TES-4',
      severity: 'p3',
      body: null,
      externalUrl: 'http://some-instance-test.centralus.cloudapp.azure.com:8080/browse/TES-4',
    },
    'resolved',
  ],
  [
    'pagerduty/v3-incident-priority-updated.json',
    { externalId: 'PGR0VU2', title: 'A little bump in the road', severity: 'p1', team: 'Engineering' },
    'open',
  ],
  [
    'opsgenie/acknowledge.json',
    {
      externalId: '052652ac-5d1c-464a-812a-7dd18bbfba8c',
      title: 'test alert',
      severity: undefined,
      sourceUpdatedAt: '2015-01-05T10:03:44.764Z',
      sourceCreatedAt: '2015-01-05T10:03:11.104Z',
    },
    'acknowledged',
  ],
  [
    'linear/issue-create.json',
    { externalId: 'WEB-42', severity: 'p2', team: 'Webhooks', body: null },
    'unresolved',
  ],
  ['linear/issue-update-no-priority.json', { externalId: 'WEB-46', severity: 'p3' }, 'unresolved'],
  [
    'zendesk/event-ticket-created.json',
    { externalId: '42', title: "can't pull cgr.dev/acme.com/nginx", severity: 'p3' },
    'unresolved',
  ],
  [
    'servicenow/table-api-INC0000046.json',
    {
      externalId: 'INC0000046',
      severity: 'p3',
      sourceCreatedAt: '2015-11-01T22:05:30.000Z',
      team: undefined,
    },
    'unresolved',
  ],
  ['servicenow/table-api-INC0000050.json', { externalId: 'INC0000050', severity: 'p1' }, 'unresolved'],
  [
    'slack/message.json',
    { externalId: 'C111:1610261659.001400', title: 'Hi there! Thanks for sharing the info!' },
    'kept',
  ],
  [
    'slack/message_changed.json',
    { externalId: 'CXXXXXXXXXX:1701735043.989889', body: 'edited message' },
    'kept',
  ],
];

if (FOLDER !== undefined) {
  describe('readDelivery with payloads published by vendors', () => {
    for (const [file, fields, status] of RECORDS) {
      it(`maps ${file} to the expected issue`, () => {
        const [source, payload] = sample(file);
        const { record, transition, creates } = onlyIssue(source, payload, GITHUB('issues'));
        expect(record).to.deep.include(fields);
        expect(transition.status).to.equal(status);
        expect(creates).to.equal(true);
      });
    }

    it('ignores payloads that do not concern an issue', () => {
      expect(reasonIgnored(...sample('github/ping.json'), GITHUB('ping'))).to.equal('ping');
      expect(reasonIgnored(...sample('zendesk/event-user-group-membership.json'))).to.equal(
        'event_not_supported',
      );
      expect(reasonIgnored(...sample('zendesk/trigger-ticket-update.json'))).to.equal('not_the_template');
    });

    it('maps a trigger without the template with field aliases', () => {
      const settings = { fieldAliases: { externalId: 'ticketID', severity: 'priority' } };
      const { record } = onlyIssue(...sample('zendesk/trigger-ticket-update.json'), {}, settings);
      expect(record).to.include({ externalId: '12345', severity: 'p3', title: undefined });
    });

    it("refuses PagerDuty's V2 format, because it is not signed", () => {
      const body = bytes('pagerduty/v2-incident-trigger-legacy.json');
      expect(verdict('pagerduty', {}, body, ['secret-of-pagerduty'])).to.equal('no_signature');
      const [source, payload] = sample('pagerduty/v2-incident-trigger-legacy.json');
      expect(reading(source, payload).kind).to.equal('ignore');
    });
  });

  describe('verifyDelivery with signatures published with payloads', () => {
    it('verifies the signature of PagerDuty and refuses any other', () => {
      const body = bytes('pagerduty/v3-incident-priority-updated.json');
      const secret = 'lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK';
      const good = 'v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd';
      const bad = 'v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5';
      const check = (header: string) =>
        verdict('pagerduty', { 'x-pagerduty-signature': header }, body, [secret]);
      expect(check(good)).to.equal('verified');
      expect(check(bad)).to.equal('bad_signature');
      expect(check(`${bad},${good}`)).to.equal('verified');
    });

    it('computes the documented signature of Zendesk but refuses it, because its secret is public', () => {
      const secret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';
      for (const [file, signature] of [
        ['zendesk/trigger-ticket-update.json', 'PlxjkFT3fSnU9NWSRjLHP86izLX68auazS1Xo8ZfiZE='],
        ['zendesk/event-user-group-membership.json', '10IqYzYTLHRftNsNE+im0DeOM6/JactIRuy0XCHJ9B8='],
      ] as const) {
        expect(hmac(secret, 'base64', '1234', bytes(file))).to.equal(signature);
        const headers = {
          'x-zendesk-webhook-signature': signature,
          'x-zendesk-webhook-signature-timestamp': '1234',
        };
        expect(verdict('zendesk', headers, bytes(file), [secret])).to.equal('bad_signature');
      }
    });
  });
}
