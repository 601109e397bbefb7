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

  it('reads Block Kit blocks, the first line of which is the title', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Disk full on db-1' } },
      { type: 'divider' },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*Usage* 98 %' },
        fields: [{ type: 'mrkdwn', text: '*Host*\ndb-1' }],
      },
      {
        type: 'context',
        elements: [
          { type: 'image', alt_text: 'x' },
          { type: 'mrkdwn', text: 'since' },
          { type: 'plain_text', text: 'noon' },
        ],
      },
      { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Silence' } }] },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'See ' },
              { type: 'link', url: 'https://wiki.example/disk', text: 'the runbook' },
              { type: 'text', text: ' or ask ' },
              { type: 'user', user_id: 'U1' },
            ],
          },
          {
            type: 'rich_text_list',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'first' }] }],
          },
        ],
      },
    ];
    const expected =
      'Disk full on db-1\n*Usage* 98 %\n*Host*\ndb-1\nsince noon\nSee the runbook or ask @U1\nfirst';
    const bot = { subtype: 'bot_message', text: '' };
    expect(onlyIssue('slack', slack({ ...bot, blocks })).record).to.include({
      title: 'Disk full on db-1',
      body: expected,
    });
    expect(onlyIssue('slack', slack({ ...bot, attachments: [{ blocks }] })).record).to.include({
      title: 'Disk full on db-1',
      body: expected,
    });
  });

  it('adds to the text what only blocks and attachments say', () => {
    const rich = {
      type: 'rich_text_section',
      elements: [{ type: 'text', text: 'Disk full', style: { bold: true } }],
    };
    const person = slack({ text: '*Disk full*', blocks: [{ type: 'rich_text', elements: [rich] }] });
    expect(onlyIssue('slack', person).record).to.include({ title: 'Disk full', body: '*Disk full*' });
    const attachments = [
      {
        pretext: 'Alert',
        title: 'Latency',
        title_link: 'https://grafana.example/a',
        text: 'p99 > 3 s',
        fields: [{ title: 'Region', value: 'eu', short: true }, { value: 'no title' }],
        fallback: 'unused',
      },
      { title: 'A linked page', original_url: 'https://x.example', from_url: 'https://x.example' },
    ];
    const { record } = onlyIssue('slack', slack({ text: 'Checkout is slow', attachments }));
    expect(record).to.include({
      title: 'Checkout is slow',
      body: 'Checkout is slow\n\nAlert\nLatency (https://grafana.example/a)\np99 > 3 s\nRegion: eu\nno title',
      externalUrl: 'https://grafana.example/a',
    });
  });

  it('accepts files with a text, replies that were also sent to the channel, and messages by /me', () => {
    const files = [{ name: 'error.log' }];
    const shared = onlyIssue('slack', slack({ subtype: 'file_share', files })).record;
    expect(shared).to.include({ title: 'Disk full' });
    expect(shared.metadata).to.deep.include({ files: ['error.log'] });
    expect(reasonIgnored('slack', slack({ subtype: 'file_share', text: '', files }))).to.equal('no_text');
    const broadcast = slack({ subtype: 'thread_broadcast', thread_ts: '1719209000.000000' });
    expect(onlyIssue('slack', broadcast).record.title).to.equal('Disk full');
    expect(onlyIssue('slack', slack({ subtype: 'me_message' })).record.title).to.equal('Disk full');
  });

  it('never throws for malicious blocks', () => {
    let deep: object = { type: 'rich_text_section', elements: [{ type: 'text', text: 'lost' }] };
    for (let i = 0; i < 20_000; i++) deep = { type: 'rich_text', elements: [deep] };
    const blocks = [
      deep,
      null,
      7,
      { type: 'section' },
      { type: 'context', elements: 'x' },
      { type: 'table', rows: [[1]] },
    ];
    expect(onlyIssue('slack', slack({ text: 'Disk full', blocks })).record.body).to.equal('Disk full');
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
    for (const subtype of ['channel_join', 'message_replied'])
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
    expect(slackText('~_*bold*_~ `*a*` **very** *two words _here_*')).to.equal('bold a very two words here');
    expect(slackText('&gt; quoted\n&gt;&gt;*more*')).to.equal('quoted\nmore');
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
