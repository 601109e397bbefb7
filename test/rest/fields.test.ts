import { expect } from 'chai';
import type { Issue } from '../../src/domain/entities/issue.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectError, faultsOf } from './answers.js';
import { EVENTS, newSender, type Sender, UNLIMITED } from './sender.js';

const SMILE = '\u{1F600}';
const RECORD = { external_id: 'JIRA-1', source: 'jira', title: 'Disk full' };
const at = (...parts: Parameters<typeof Date.UTC>): number => Date.UTC(...parts);

/** A field, a sent value, and the value of the new issue. */
const TAKEN: readonly [field: string, sent: unknown, stored: Partial<Issue>][] = [
  ['title', 'x', { title: 'x' }],
  ['title', '  spaces stay  ', { title: '  spaces stay  ' }],
  ['title', SMILE.repeat(300), { title: SMILE.repeat(300) }],
  ['title', `${'x'.repeat(299)}\u{10FFFF}`, { title: `${'x'.repeat(299)}\u{10FFFF}` }],
  ['title', 'e\u0301 \u200b\u202e\ufeff\u0001\u007f', { title: 'e\u0301 \u200b\u202e\ufeff\u0001\u007f' }],
  ['external_id', SMILE.repeat(512), { externalId: SMILE.repeat(512) }],
  ['external_id', 'evt_01hx5f6g7h8j9kamnbpcqdresf', { externalId: 'evt_01hx5f6g7h8j9kamnbpcqdresf' }],
  ['external_id', ' x ', { externalId: ' x ' }],
  ['severity', 'p1', { severity: 'p1' }],
  ['severity', 'P4', { severity: 'p4' }],
  ['severity', ' p2\t', { severity: 'p2' }],
  ['severity', '', { severity: 'p3' }],
  ['severity', '\u3000', { severity: 'p3' }],
  ['severity', null, { severity: 'p3' }],
  ['source', ' JIRA\n', { source: 'jira', sourceRaw: null }],
  ['source', 'Custom_API', { source: 'custom_api', sourceRaw: null }],
  ['source', ' Grafana ', { source: 'custom_api', sourceRaw: ' Grafana ' }],
  ['source', `${SMILE}`, { source: 'custom_api', sourceRaw: SMILE }],
  ['body', '', { body: '' }],
  ['body', ' \n ', { body: ' \n ' }],
  ['body', 'x'.repeat(1_048_576), { body: 'x'.repeat(1_048_576) }],
  ['body', 'é'.repeat(524_288), { body: 'é'.repeat(524_288) }],
  ['body', null, { body: null }],
  ['team', SMILE.repeat(200), { team: SMILE.repeat(200) }],
  ['team', ' \u2003 ', { team: null }],
  ['team', null, { team: null }],
  ['external_url', 'https://example.com/?q=ü#x', { externalUrl: 'https://example.com/?q=ü#x' }],
  ['external_url', 'HTTP://EXAMPLE.COM', { externalUrl: 'HTTP://EXAMPLE.COM' }],
  ['external_url', `https://e.com/${'x'.repeat(2034)}`, { externalUrl: `https://e.com/${'x'.repeat(2034)}` }],
  ['external_url', '', { externalUrl: null }],
  ['source_created_at', '2026-06-14T14:35:00Z', { sourceCreatedAt: at(2026, 5, 14, 14, 35) }],
  ['source_created_at', '2026-06-14t14:35:00.1239z', { sourceCreatedAt: at(2026, 5, 14, 14, 35, 0, 123) }],
  ['source_created_at', '2026-06-14T14:35:00+05:30', { sourceCreatedAt: at(2026, 5, 14, 9, 5) }],
  ['source_created_at', '0001-01-01T00:00:00Z', { sourceCreatedAt: -62_135_596_800_000 }],
  ['source_created_at', '9999-12-31T23:59:59.999Z', { sourceCreatedAt: 253_402_300_799_999 }],
  ['source_updated_at', '1969-12-31T23:59:59.999Z', { sourceUpdatedAt: -1 }],
  ['source_updated_at', null, { sourceUpdatedAt: null }],
  ['connector_id', '', { connectorId: null }],
  ['connector_id', null, { connectorId: null }],
  ['metadata', null, { metadata: null }],
  ['metadata', {}, { metadata: '{}' }],
];

/** A field, a rejected value, and the reason. */
const REFUSED: readonly [field: string, sent: unknown, reason: string][] = [
  ['title', 'x'.repeat(301), 'too_long'],
  ['title', SMILE.repeat(301), 'too_long'],
  ['title', '', 'missing_field'],
  ['title', ' \u00a0\u2028 ', 'missing_field'],
  ['title', null, 'missing_field'],
  ['title', 5, 'invalid_type'],
  ['title', false, 'invalid_type'],
  ['title', ['x'], 'invalid_type'],
  ['title', { toString: 'x' }, 'invalid_type'],
  ['title', 'a\0b', 'invalid_format'],
  ['title', 'a\ud800', 'invalid_format'],
  ['title', '\udc00\ud800', 'invalid_format'],
  ['external_id', 'x'.repeat(513), 'too_long'],
  ['external_id', '', 'missing_field'],
  ['external_id', null, 'missing_field'],
  ['external_id', 12, 'invalid_type'],
  ['external_id', '\0', 'invalid_format'],
  ['external_id', '\ud83d', 'invalid_format'],
  ['source', '', 'missing_field'],
  ['source', null, 'missing_field'],
  ['source', 1, 'invalid_type'],
  ['source', 'a\0', 'invalid_format'],
  ['severity', 'p5', 'invalid_enum'],
  ['severity', 'p0', 'invalid_enum'],
  ['severity', 'critical', 'invalid_enum'],
  ['severity', 'Highest', 'invalid_enum'],
  ['severity', '1', 'invalid_enum'],
  ['severity', 'p 1', 'invalid_enum'],
  ['severity', 'ｐ1', 'invalid_enum'],
  ['severity', '__proto__', 'invalid_enum'],
  ['severity', 1, 'invalid_type'],
  ['severity', [], 'invalid_type'],
  ['body', 'x'.repeat(1_048_577), 'too_long'],
  ['body', 'é'.repeat(524_289), 'too_long'],
  ['body', 'a\0', 'invalid_format'],
  ['body', '\udfff', 'invalid_format'],
  ['body', {}, 'invalid_type'],
  ['team', 'x'.repeat(201), 'too_long'],
  ['team', '\0', 'invalid_format'],
  ['team', ['a'], 'invalid_type'],
  ['external_url', 'ftp://example.com', 'invalid_format'],
  ['external_url', 'javascript:alert(1)', 'invalid_format'],
  ['external_url', 'example.com/a', 'invalid_format'],
  ['external_url', '//example.com', 'invalid_format'],
  ['external_url', 'https://', 'invalid_format'],
  ['external_url', 'https://a b', 'invalid_format'],
  ['external_url', ' https://example.com', 'invalid_format'],
  ['external_url', `https://e.com/${'x'.repeat(2035)}`, 'too_long'],
  ['external_url', 1, 'invalid_type'],
  ['source_created_at', '2026-06-14', 'invalid_timestamp'],
  ['source_created_at', '1', 'invalid_timestamp'],
  ['source_created_at', 'yesterday', 'invalid_timestamp'],
  ['source_created_at', '2026-06-14T14:35:00', 'invalid_timestamp'],
  ['source_created_at', '2026-06-14 14:35:00Z', 'invalid_timestamp'],
  ['source_created_at', '2026-02-30T00:00:00Z', 'invalid_timestamp'],
  ['source_created_at', '2026-06-14T24:00:00Z', 'invalid_timestamp'],
  ['source_created_at', '2026-06-14T14:35Z', 'invalid_timestamp'],
  ['source_created_at', ' 2026-06-14T14:35:00Z', 'invalid_timestamp'],
  ['source_created_at', '+002026-06-14T14:35:00Z', 'invalid_timestamp'],
  ['source_created_at', 1_781_447_700, 'invalid_type'],
  ['source_updated_at', '0000-01-01T00:00:00+00:01', 'invalid_timestamp'],
  ['source_updated_at', '9999-12-31T23:59:59-00:01', 'invalid_timestamp'],
  ['connector_id', 'con_01hx5f6g7h8j9kamnbpcqdresf', 'unknown_connector'],
  ['connector_id', '../../etc/passwd', 'unknown_connector'],
  ['connector_id', "' OR 1=1 --", 'unknown_connector'],
  ['connector_id', 7, 'invalid_type'],
  ['metadata', [], 'invalid_type'],
  ['metadata', 'text', 'invalid_type'],
  ['metadata', 1, 'invalid_type'],
];

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 30)}… of ${text.length} characters`;
}

describe('the fields of a record', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  for (const [field, sent, stored] of TAKEN)
    it(`accepts ${field} ${show(sent)}`, async () => {
      const { rejected, issue_ids } = await sender.batch([{ ...RECORD, [field]: sent }]);
      expect(rejected).to.deep.equal([]);
      expect(await sender.issue(issue_ids[0] as string)).to.include(stored);
    });

  for (const [field, sent, reason] of REFUSED)
    it(`rejects ${field} ${show(sent)} with the reason ${reason}`, async () => {
      const { accepted, records, rejected } = await sender.batch([{ ...RECORD, [field]: sent }]);
      expect(accepted).to.equal(0);
      const id = field === 'external_id' ? {} : { external_id: RECORD.external_id };
      expect(records).to.deep.equal([{ index: 0, outcome: 'rejected', field, reason, ...id }]);
      expect(rejected[0]?.message).to.match(new RegExp(`^${field} `));
    });

  it('lists every fault of a record and uses the first one as the message', async () => {
    const { rejected, records } = await sender.batch([
      {
        metadata: 1,
        connector_id: 2,
        source_updated_at: 'x',
        severity: 'x',
        title: 'x'.repeat(301),
        team: 1,
      },
    ]);
    expect(rejected[0]?.message).to.equal('external_id is required');
    expect(records[0]).to.include({ field: 'external_id', reason: 'missing_field' });
    const { errors } = records[0] as unknown as { errors: { field: string; reason: string }[] };
    expect(errors.map(({ field, reason }) => `${field} ${reason}`)).to.deep.equal([
      'external_id missing_field',
      'source missing_field',
      'title too_long',
      'severity invalid_enum',
      'team invalid_type',
      'source_updated_at invalid_timestamp',
      'connector_id invalid_type',
      'metadata invalid_type',
    ]);
  });

  describe('the fields of a single event', () => {
    it('are reported with reasons if invalid, and nothing is stored', async () => {
      const fields = { external_id: 'a', title: '\0', severity: 'p9', body: 1, metadata: [] };
      const error = expectError(await sender.post(EVENTS, fields), 400, 'validation_error');
      expect(faultsOf(error)).to.deep.equal([
        'title invalid_format',
        'body invalid_type',
        'severity invalid_enum',
        'metadata invalid_type',
      ]);
      for (const fault of error.details.errors ?? [])
        expect(fault).to.have.all.keys('field', 'message', 'reason');
      expect(error.message).to.equal(error.details.errors?.[0]?.message);
      expect(await test.app.issues.findByKey(sender.workspaceId, 'custom_api', 'a')).to.equal(null);
    });

    it('must include an external_id or a title', async () => {
      const nothing = [
        {},
        { external_id: '', title: ' ' },
        { external_id: null, title: null },
        { body: 'x' },
      ];
      for (const fields of nothing) {
        const error = expectError(await sender.post(EVENTS, fields), 400, 'validation_error');
        expect(faultsOf(error)).to.deep.equal(['external_id missing_field']);
      }
    });

    it('are reported without repeating rejected values', async () => {
      const secret = 'correct-horse-battery-staple';
      const fields = Object.fromEntries(
        ['severity', 'external_url', 'source_created_at', 'connector_id'].map((name) => [name, secret]),
      );
      const response = await sender.post(EVENTS, { ...fields, title: `${secret}\0` });
      expectError(response, 400, 'validation_error');
      expect(response.body).not.to.contain(secret);
    });

    it('get a minted external_id if absent, which is never deduplicated', async () => {
      const first = await sender.event({ title: 'Disk full' });
      const second = await sender.event({ title: 'Disk full' });
      expect(second.issue_id).not.to.equal(first.issue_id);
      const { externalId } = await sender.issue(first.issue_id);
      expect(externalId).to.match(/^evt_[0-9a-z]{26}$/);
      const pushed = await sender.event({ external_id: externalId, title: 'As sent by a caller' });
      expect(pushed.issue_id).not.to.equal(first.issue_id);
      expect(pushed.records[0]?.outcome).to.equal('created');
      expect(await sender.issue(first.issue_id)).to.include({ title: 'Disk full', occurrenceCount: 1 });
    });

    it('get the external_id as the title if absent, cut to 300 characters at a code point', async () => {
      const external_id = `${'x'.repeat(299)}${SMILE.repeat(2)}`;
      const { issue_id } = await sender.event({ external_id });
      expect(await sender.issue(issue_id)).to.include({
        externalId: external_id,
        title: `${'x'.repeat(299)}${SMILE}`,
      });
    });

    it('may include everything that a record of a batch may', async () => {
      const { issue_id } = await sender.event({
        title: 'Disk full',
        team: 'platform',
        source_created_at: '2026-06-14T14:35:00Z',
        source_updated_at: '2026-06-14T14:36:00Z',
        source: 'slack',
      });
      expect(await sender.issue(issue_id)).to.include({
        source: 'slack',
        team: 'platform',
        sourceCreatedAt: at(2026, 5, 14, 14, 35),
        sourceUpdatedAt: at(2026, 5, 14, 14, 36),
      });
    });
  });
});
