import { expect } from 'chai';
import { closestName } from '../../src/domain/rules/close-names.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { BATCH, EVENTS, newSender, type Sender } from './sender.js';

const DETAIL = { prefer: 'return=representation' };

describe('warnings of the opt-in detail', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp();
    sender = await newSender(test);
  });
  after(() => test?.close());

  it('name the closest known key of each unknown key, and the id that was sent', async () => {
    const event = {
      external_id: 'W-1',
      title: 'Disk full',
      severty: 'p1',
      externalUrl: 'https://a.example',
      colour: 1,
    };
    const { records } = (await sender.post(EVENTS, event, DETAIL)).json();
    expect(records).to.have.lengthOf(1);
    expect(records[0]).to.deep.include({
      external_id: 'W-1',
      warnings: [
        { field: 'severty', message: 'severty is unknown and was ignored: did you mean severity?' },
        {
          field: 'externalUrl',
          message: 'externalUrl is unknown and was ignored: did you mean external_url?',
        },
      ],
    });
  });

  it('belong to their record of a batch, rejected or not', async () => {
    const batch = {
      records: [
        { external_id: 'W-2', source: 'jira', title: 'a' },
        { external_id: 'W-3', source: 'jira', titel: 'b' },
        null,
      ],
    };
    const { records } = (await sender.post(BATCH, batch, DETAIL)).json();
    expect(records[0]).to.not.have.property('warnings');
    expect(records[1]).to.deep.include({ external_id: 'W-3', outcome: 'rejected' });
    expect(records[1].warnings[0].field).to.equal('titel');
    expect(records[2]).to.not.have.property('external_id');
  });

  it('are absent without the opt-in', async () => {
    const { statusCode, body } = await sender.post(EVENTS, { title: 'a', severty: 'p1' });
    expect(statusCode).to.equal(202);
    expect(body).to.not.contain('severty');
  });

  it('ignore names that are not close to a known one', () => {
    const known = ['title', 'team', 'severity'];
    expect(
      ['Title', 'titel', 'tem', 'severety', 'teem'].map((name) => closestName(name, known)),
    ).to.deep.equal(['title', 'title', 'team', 'severity', 'team']);
    for (const name of ['', 'x', 'priority', 'host', 'x'.repeat(10_000)])
      expect(closestName(name, known), name.slice(0, 9)).to.equal(null);
  });
});

describe('a batch with too many records', () => {
  it('is refused with their number', async () => {
    const test = await startTestApp();
    try {
      const response = await test.post(BATCH, { records: Array.from({ length: 612 }, () => ({})) });
      expect(response.json().error.message).to.equal(
        'records must be an array of 1 to 500 records; this one has 612',
      );
    } finally {
      await test.close();
    }
  });
});
