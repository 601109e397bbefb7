import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Source } from '../../src/domain/source.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { deliverTo, newConnector } from '../support/deliveries.js';
import { hmac, secretFor } from '../support/webhooks.js';

/* What test/sources/webhook-samples.test.ts reads, all the way into the database. SAMPLES_DIR names the folder. */
const FOLDER = process.env.SAMPLES_DIR;

const utc = (text: string): number => Date.parse(text);

/** [file, external id, expected fields] */
const STORED: readonly (readonly [string, string, Record<string, unknown>])[] = [
  [
    'github/issues.edited.json',
    'Codertocat/Hello-World#1',
    { title: 'Spelling error in the README file', status: 'open', severity: 'p3' },
  ],
  [
    'jira/cloud-issue-updated-priority.json',
    'TES-41',
    {
      severity: 'p2',
      externalUrl: 'https://some-instance-test.atlassian.net/browse/TES-41',
      sourceUpdatedAt: utc('2019-02-16T21:15:16.037Z'),
    },
  ],
  [
    'jira/server-issue-resolved.json',
    'TES-4',
    {
      status: 'resolved',
      severity: 'p3',
      externalUrl: 'http://some-instance-test.centralus.cloudapp.azure.com:8080/browse/TES-4',
    },
  ],
  [
    'pagerduty/v3-incident-priority-updated.json',
    'PGR0VU2',
    { title: 'A little bump in the road', severity: 'p1', team: 'Engineering' },
  ],
  ['opsgenie/acknowledge.json', '052652ac-5d1c-464a-812a-7dd18bbfba8c', { title: 'test alert' }],
  ['linear/issue-create.json', 'WEB-42', { severity: 'p2', team: 'Webhooks' }],
  ['linear/issue-update-no-priority.json', 'WEB-46', { severity: 'p3' }],
  ['zendesk/event-ticket-created.json', '42', { title: "can't pull cgr.dev/acme.com/nginx", severity: 'p3' }],
  [
    'servicenow/table-api-INC0000046.json',
    'INC0000046',
    { severity: 'p3', sourceCreatedAt: utc('2015-11-01T22:05:30Z') },
  ],
  ['servicenow/table-api-INC0000050.json', 'INC0000050', { severity: 'p1' }],
  ['slack/message.json', 'C111:1610261659.001400', { title: 'Hi there! Thanks for sharing the info!' }],
  ['slack/message_changed.json', 'CXXXXXXXXXX:1701735043.989889', { body: 'edited message' }],
];

if (FOLDER !== undefined) {
  describe('POST /v1/webhooks/inbound/{connector_id} with payloads published by vendors', () => {
    let test: TestApp;

    beforeEach(async () => {
      test = await startTestApp();
    });
    afterEach(() => test.close());

    /** Signs with a header that every connector accepts, because some payloads are too old for a signed timestamp. */
    async function deliver(file: string, settings: object = {}, event = 'issues') {
      const body = readFileSync(join(FOLDER as string, file));
      const source = file.split('/')[0] as Source;
      const connector = await newConnector(test, source, { settings });
      const signature = hmac(secretFor(source), 'hex', body);
      const headers = { 'x-causeloop-signature': signature, 'x-github-event': event };
      return { connector, answer: await deliverTo(test, connector.id, body, headers) };
    }

    for (const [file, externalId, fields] of STORED) {
      it(`stores the expected issue for ${file}`, async () => {
        const { connector, answer } = await deliver(file);
        expect(answer.json().outcome).to.equal('accepted');
        expect(await connector.issue(externalId)).to.deep.include(fields);
      });
    }

    it('does not create an issue for payloads that do not concern one', async () => {
      for (const [file, event] of [
        ['github/ping.json', 'ping'],
        ['zendesk/event-user-group-membership.json', ''],
        ['zendesk/trigger-ticket-update.json', ''],
      ] as const) {
        const { answer } = await deliver(file, {}, event);
        expect([answer.statusCode, answer.json().outcome], file).to.deep.equal([200, 'ignored']);
      }
      const settings = { fieldAliases: { externalId: 'ticketID', severity: 'priority' } };
      const { connector } = await deliver('zendesk/trigger-ticket-update.json', settings);
      expect(await connector.issue('12345')).to.include({ severity: 'p3', title: '12345' });
    });

    it('keeps the stored severity if an Opsgenie payload has none', async () => {
      const body = {
        source: 'opsgenie',
        external_id: '052652ac-5d1c-464a-812a-7dd18bbfba8c',
        severity: 'p1',
      };
      await test.post('/v1/ingest/events', body);
      const { connector } = await deliver('opsgenie/acknowledge.json');
      expect(await connector.issue(body.external_id)).to.include({ severity: 'p1', title: 'test alert' });
    });

    it("refuses PagerDuty's V2 format, because it does not have a signature", async () => {
      const body = readFileSync(join(FOLDER as string, 'pagerduty/v2-incident-trigger-legacy.json'));
      const { id } = await newConnector(test, 'pagerduty');
      expect((await deliverTo(test, id, body)).statusCode).to.equal(401);
    });
  });
}
