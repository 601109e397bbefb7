import { expect } from 'chai';
import { slackText } from '../../src/sources/payload/slack-text.js';
import { onlyIssue, reading, reasonIgnored } from '../support/webhooks.js';

function slack(event: object): Record<string, unknown> {
  return {
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T1',
    api_app_id: 'A1',
    event: {
      type: 'message',
      channel: 'C06NRA6JLER',
      ts: '1719209506.817929',
      text: 'Disk full',
      user: 'U1',
      event_ts: '1719209506.817929',
      ...event,
    },
  };
}

const edit = (message: object) =>
  slack({
    subtype: 'message_changed',
    ts: '1719209600.000100',
    event_ts: '1719209600.000100',
    message: { ts: '1719209506.817929', text: 'Disk full!', edited: { ts: '1719209599.000000' }, ...message },
  });

describe('Slack webhooks', () => {
  it('maps a message to an issue', () => {
    const text = '*Disk full* on <https://db.example|db-1> &amp; db-2\nMore below.';
    const { record, transition, creates } = onlyIssue(
      'slack',
      slack({ text }),
      {},
      { accountUrl: 'https://acme.slack.com' },
    );
    expect(record).to.deep.include({
      externalId: 'C06NRA6JLER:1719209506.817929',
      title: 'Disk full on db-1 & db-2',
      body: text,
      externalUrl: 'https://acme.slack.com/archives/C06NRA6JLER/p1719209506817929',
      sourceCreatedAt: '2024-06-24T06:11:46.817Z',
    });
    expect([transition.status, creates]).to.deep.equal(['kept', true]);
  });

  it('accepts bot messages, including those with text in attachments only', () => {
    const attachments = [
      { title: 'FIRING', text: 'Latency', fallback: 'x' },
      { fallback: 'see the dashboard' },
    ];
    const { record } = onlyIssue(
      'slack',
      slack({ subtype: 'bot_message', text: '', bot_id: 'B1', attachments }),
    );
    expect(record).to.include({ title: 'FIRING', body: 'FIRING\nLatency\nsee the dashboard' });
  });

  it("ignores the app's own messages", () => {
    expect(reasonIgnored('slack', slack({ subtype: 'bot_message', app_id: 'A1' }))).to.equal('own_message');
    expect(reasonIgnored('slack', slack({ bot_profile: { app_id: 'A1' } }))).to.equal('own_message');
    expect(reading('slack', slack({ app_id: 'A2' })).kind).to.equal('issues');
  });

  it('updates the issue of an edited message', () => {
    const { record, transition } = onlyIssue('slack', edit({}));
    expect(record).to.include({
      externalId: 'C06NRA6JLER:1719209506.817929',
      title: 'Disk full!',
      sourceUpdatedAt: '2024-06-24T06:13:19.000Z',
    });
    expect(transition.status).to.equal('kept');
  });

  it('resolves the issue of a deleted message', () => {
    for (const event of [
      slack({
        subtype: 'message_deleted',
        deleted_ts: '1719209506.817929',
        ts: '1719209700.000100',
        event_ts: '1719209700.000100',
      }),
      edit({ subtype: 'tombstone' }),
    ]) {
      const { record, creates } = onlyIssue('slack', event);
      expect(record).to.include({ externalId: 'C06NRA6JLER:1719209506.817929', title: undefined });
      expect(creates).to.equal(false);
    }
  });

  it('ignores thread replies, other subtypes and other events', () => {
    expect(reasonIgnored('slack', slack({ thread_ts: '1719209000.000000' }))).to.equal('thread_reply');
    expect(reasonIgnored('slack', edit({ thread_ts: '1719209000.000000' }))).to.equal('thread_reply');
    expect(onlyIssue('slack', slack({ thread_ts: '1719209506.817929' })).creates).to.equal(true);
    for (const subtype of ['channel_join', 'file_share', 'message_replied'])
      expect(reasonIgnored('slack', slack({ subtype })), subtype).to.equal('subtype_not_supported');
    expect(reasonIgnored('slack', slack({ type: 'reaction_added' }))).to.equal('event_not_supported');
    expect(reasonIgnored('slack', { type: 'app_rate_limited' })).to.equal('event_not_supported');
    expect(reasonIgnored('slack', { command: '/deploy', text: '' })).to.equal('event_not_supported');
    expect(reasonIgnored('slack', slack({ channel: undefined }))).to.equal('no_channel');
    expect(reasonIgnored('slack', slack({ ts: 'x' }))).to.equal('no_identifier');
  });

  it('returns the challenge of the URL verification', () => {
    expect(reading('slack', { type: 'url_verification', challenge: '3eZb' })).to.deep.equal({
      kind: 'answer',
      answer: { challenge: '3eZb' },
    });
    expect(reasonIgnored('slack', { type: 'url_verification', challenge: 7 })).to.equal(
      'event_not_supported',
    );
  });
});

describe('slackText', () => {
  it('removes the markup and nothing else', () => {
    expect(slackText('<@U1|ada> see <#C1|ops> <!here> <https://x.example>')).to.equal(
      '@ada see #ops @here https://x.example',
    );
    expect(slackText('*bold* _it_ ~no~ `code` 2*3*4 a_b_c * x')).to.equal('bold it no code 2*3*4 a_b_c * x');
    expect(slackText('&lt;b&gt; &amp;amp;')).to.equal('<b> &amp;');
  });

  it('finishes in bounded time for malicious text', () => {
    for (const text of [
      '*'.repeat(1_000_000),
      '<'.repeat(1_000_000),
      '*a '.repeat(300_000),
      `${'_'.repeat(50_000)}x`,
    ])
      expect(slackText(text).length).to.be.at.most(20_000);
  });
});
