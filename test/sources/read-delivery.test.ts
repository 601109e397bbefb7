import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../src/domain/rules/connector-settings.js';
import { judgeRecord } from '../../src/domain/rules/validate.js';
import { SOURCES } from '../../src/domain/source.js';
import { webhookSource } from '../../src/sources/registry.js';
import { onlyIssue, reading } from '../support/webhooks.js';

const RULES = { kind: 'event', connectorIds: new Set<string>() } as const;

/** Keys that mappings read, so that arbitrary values reach them. */
const KEYS = [
  ...[
    'type',
    'action',
    'event',
    'event_type',
    'data',
    'issue',
    'alert',
    'detail',
    'ticket',
    'result',
    'records',
  ],
  ...[
    'fields',
    'id',
    'key',
    'number',
    'title',
    'subject',
    'summary',
    'message',
    'text',
    'body',
    'description',
  ],
  ...[
    'priority',
    'status',
    'state',
    'labels',
    'name',
    'team',
    'teams',
    'url',
    'html_url',
    'self',
    'url',
    'zen',
  ],
  ...[
    'created_at',
    'updated_at',
    'createdAt',
    'updatedAt',
    'occurred_at',
    'ts',
    'channel',
    'subtype',
    'metadata',
  ],
  ...['repository', 'full_name', 'webhookEvent', 'alertId', 'identifier', 'external_id', 'content', 'attrs'],
];
const WORDS = [
  ...[
    'issues',
    'ping',
    'opened',
    'closed',
    'deleted',
    'Issue',
    'create',
    'update',
    'remove',
    'message',
    'incident',
  ],
  ...[
    'jira:issue_created',
    'jira:issue_deleted',
    'incident.triggered',
    'Create',
    'Close',
    'Delete',
    'event_callback',
  ],
  ...[
    'zen:event-type:ticket.created',
    'zen:event-type:ticket.soft_deleted',
    'url_verification',
    'message_changed',
  ],
  ...[
    '\0',
    '\ud800',
    '  ',
    'x'.repeat(700),
    '😀'.repeat(400),
    '2026-06-14T15:00:00Z',
    '1e400',
    '1610261659.001400',
  ],
];
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(...WORDS, null, true, 0, -1, 1.5, 1e21, 1_420_452_224_764_002_300),
    fc.string(),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('anything'), { maxKeys: 12 }),
  ),
}));
/** The vendors' envelopes with arbitrary content. */
const payload = fc.oneof(
  anything,
  fc.record({
    action: fc.constantFrom('opened', 'closed', 'deleted'),
    issue: anything,
    repository: anything,
  }),
  fc.record({ webhookEvent: fc.constant('jira:issue_updated'), issue: anything, changelog: anything }),
  fc.record({
    event: fc.record({
      event_type: fc.constant('incident.triggered'),
      data: anything,
      occurred_at: anything,
    }),
  }),
  fc.record({ action: fc.constantFrom('Create', 'Close', 'Delete'), alert: anything }),
  fc.record({ type: fc.constant('Issue'), action: fc.constantFrom('create', 'remove'), data: anything }),
  fc.record({ type: fc.constant('zen:event-type:ticket.created'), detail: anything }),
  fc.record({ type: fc.constant('event_callback'), event: anything }),
);

for (const source of SOURCES) {
  describe(`readDelivery with arbitrary payloads from ${source}`, () => {
    it('returns valid records or nothing and never throws', () => {
      const headers = { 'x-github-event': 'issues' };
      fc.assert(
        fc.property(payload, (sent) => {
          const found = reading(source, sent, headers);
          const event = { headers, payload: sent, settings: DEFAULT_SETTINGS };
          webhookSource(source).eventName(event);
          webhookSource(source).deliveryId(event);
          if (found.kind !== 'issues') return;
          expect(found.issues).to.not.have.lengthOf(0);
          for (const { record } of found.issues)
            expect(judgeRecord(record, 'graphql', RULES)).to.not.be.an('array');
        }),
        { numRuns: 400 },
      );
    });
  });
}

describe('readDelivery: fitting of fields', () => {
  const github = (issue: object, repository: object = { full_name: 'o/r' }) =>
    onlyIssue('github', { action: 'edited', issue: { number: 1, ...issue }, repository }).record;

  it('cuts long values and puts the full title in front of the body', () => {
    const title = '😀'.repeat(301);
    const record = github({ title, body: 'More.' });
    expect(record.title).to.equal('😀'.repeat(300));
    expect(record.body).to.equal(`${title}\n\nMore.`);
    expect(github({ title, body: null }).body).to.equal(title);
    const long = 'ü'.repeat(600_000);
    expect(Buffer.byteLength(github({ title: 't', body: long }).body as string)).to.equal(1_048_576);
    expect(github({ title: 't', body: `x${long}` }).body).to.equal(`x${'ü'.repeat(524_287)}`);
  });

  it('replaces NUL and lone surrogates', () => {
    const record = github({ title: 'a\0b\ud800c', body: '\udc00' });
    expect(record.title).to.equal('a\uFFFDb\uFFFDc');
    expect(record.body).to.equal('\uFFFD');
  });

  it('leaves out invalid URLs and timestamps', () => {
    const record = github({
      html_url: 'javascript:alert(1)',
      created_at: 'yesterday',
      updated_at: '2026-02-30T00:00:00Z',
    });
    expect(record).to.include({
      externalUrl: undefined,
      sourceCreatedAt: undefined,
      sourceUpdatedAt: undefined,
    });
    expect(github({ html_url: `https://x/${'y'.repeat(2_048)}` }).externalUrl).to.equal(undefined);
  });

  it('ignores a payload without an identifier or with one that is too long', () => {
    for (const repository of [{ full_name: `o/${'r'.repeat(512)}` }, {}, { full_name: ' ' }])
      expect(reading('github', { action: 'edited', issue: { number: 1 }, repository })).to.deep.equal({
        kind: 'ignore',
        reason: 'no_identifier',
      });
  });

  it('keeps original values within the limits of metadata', () => {
    const labels = Array.from({ length: 500 }, (_, i) => ({ name: `${i}${'ü'.repeat(5_000)}` }));
    const { metadata } = github({ title: 't', labels, state: 'open', id: 7 });
    expect(metadata).to.include({ action: 'edited', id: 7, state: 'open' });
    expect(Buffer.byteLength(JSON.stringify(metadata))).to.be.lessThan(65_537);
  });
});

describe('readDelivery: connector settings', () => {
  const payload = {
    action: 'edited',
    issue: { number: 1, title: 't', labels: [{ name: 'Customer: VIP' }], custom: { squad: 'blue' } },
    repository: { full_name: 'o/r' },
  };
  const withSettings = (settings: object) => onlyIssue('github', payload, {}, settings).record;

  it('maps severity names from the settings', () => {
    expect(withSettings({}).severity).to.equal(undefined);
    expect(withSettings({ severities: { 'customer: vip': 'p1' } }).severity).to.equal('p1');
  });

  it('reads the team from teamField, or else uses the default team', () => {
    expect(withSettings({ team: 'red' }).team).to.equal('red');
    expect(withSettings({ team: 'red', teamField: 'issue.custom.squad' }).team).to.equal('blue');
    expect(withSettings({ team: 'red', teamField: 'issue.nothing.here' }).team).to.equal('red');
  });

  it('does not apply the default team to a partial payload', () => {
    const alert = { action: 'Acknowledge', alert: { alertId: 'a', message: 'm' } };
    expect(onlyIssue('opsgenie', alert, {}, { team: 'red' }).record.team).to.equal(undefined);
    expect(onlyIssue('opsgenie', { ...alert, action: 'Create' }, {}, { team: 'red' }).record.team).to.equal(
      'red',
    );
  });
});
