import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { newSender, type Sender, UNLIMITED } from './sender.js';

/** The folder of the Big List of Naughty Strings, for a longer run than the table below. */
const CORPORA = process.env.CORPORA_DIR;

const NAUGHTY = [
  'undefined',
  'null',
  '__proto__',
  'NaN',
  '-1E+02',
  '0x0',
  "Robert'); DROP TABLE issue;--",
  '" OR ""="',
  '`id` $(id) %24{jndi:ldap://x} {{7*7}}',
  '%s%n%x %d \\0 \\u0000 \\x00',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '../../../../etc/passwd%00',
  'C:\\Windows\\System32\\',
  '\t tab \u000b \u000c \r\n lines \n',
  '\u0001\u0002\u0008\u001b[31m\u007f\u0080\u009f',
  '\ufeffbyte order mark\ufffe\uffff\u{1FFFF}',
  '\u200b\u200c\u200d\u2060\u00ad zero width',
  '\u202eright to left\u202c \u2066isolate\u2069',
  'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤',
  '田中さんにあげて下さい 사회과학원 الكل في المجمو عة',
  'Ω≈ç√∫˜µ≤≥÷ ‘’“” ﬁ ẞß İıiI ǅ',
  'e\u0301 é n\u0303 ñ \u212b Å \u1e9b\u0323',
  '👾 🙇 💁 👩‍👩‍👧‍👦 🏳️‍🌈 🇺🇸 1️⃣ 👋🏽',
  '\u{10FFFF}\u{F0000}\u{E0001}\ue000',
  '   leading and trailing   ',
  "'; SELECT SLEEP(1); -- \\' \\\" ` \u00bf\u02bc\uff07",
  "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
  '{"a":[1,{"b":null}]} <?xml version="1.0"?><!DOCTYPE x>',
];

describe('unusual Unicode text', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  /** Sends texts in every free-text field and checks that they are read back unchanged. */
  async function expectIntact(texts: readonly string[]): Promise<void> {
    const records = texts.map((text, i) => ({
      external_id: `${i} ${text}`,
      source: 'jira',
      title: `${text}|`,
      team: `${text}.`,
      body: text,
      metadata: { [text]: text, nested: [text] },
    }));
    const { issue_ids, rejected } = await sender.batch(records);
    expect(rejected).to.deep.equal([]);
    for (const [i, record] of records.entries()) {
      const issue = await sender.issue(issue_ids[i] as string);
      expect(issue).to.include({
        externalId: record.external_id,
        title: record.title,
        team: record.team,
        body: record.body,
        metadata: JSON.stringify(record.metadata),
      });
    }
  }

  it('is stored and read back byte for byte', async () => {
    await expectIntact(NAUGHTY);
  });

  it('identifies the same issue only if it is byte for byte equal', async () => {
    const records = NAUGHTY.map((text) => ({ external_id: text, source: 'jira', title: 'a' }));
    const { issue_ids } = await sender.batch(records);
    expect(new Set(issue_ids).size).to.equal(NAUGHTY.length);
    expect((await sender.batch(records)).issue_ids).to.deep.equal(issue_ids);
    for (const [i, text] of NAUGHTY.entries())
      expect((await test.app.issues.findByKey(sender.workspaceId, 'jira', text))?.id).to.equal(issue_ids[i]);
  });

  it('round-trips for generated Unicode strings', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((s) => !s.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => expectIntact(texts)),
      { numRuns: 20 },
    );
  });

  const whenThere = CORPORA === undefined ? [] : ['the Big List of Naughty Strings'];
  for (const name of whenThere)
    it(`round-trips for every string of ${name}`, async function () {
      this.timeout(60_000);
      const all: string[] = JSON.parse(readFileSync(join(CORPORA ?? '', 'blns', 'blns.json'), 'utf8'));
      const texts = all.filter((text) => Array.from(text).length < 199);
      expect(all.length - texts.length, 'too long for a team').to.be.lessThan(10);
      for (let at = 0; at < texts.length; at += 250) await expectIntact(texts.slice(at, at + 250));
      for (const text of all.filter((text) => text.trim() !== '')) {
        const fields = { external_id: text, title: text, body: text, metadata: { [text]: text } };
        const cut = Array.from(text).length > 300 ? { ...fields, title: 'a' } : fields;
        const { issue_id } = await sender.event(cut);
        expect(await sender.issue(issue_id)).to.include({ externalId: text, title: cut.title, body: text });
      }
    });
});
