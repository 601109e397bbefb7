import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { askGraphql, INGEST_BATCH, ingest } from '../support/graphql.js';
import { insertPattern } from '../support/patterns.js';

/** An operation is interpreted the first time and compiled when it comes again. */
const TIMES = 3;

describe('an operation that is sent again and again', () => {
  let app: TestApp;
  let known: { issueIds: string[]; jobId: string };

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    known = await ingest(app, [
      { metadata: { a: { b: [1, null, 'x'] }, __proto__x: 1 }, body: '', severity: 'p1', team: 'ä' },
      { source: 'unheard of', sourceCreatedAt: '2026-06-14T15:00:00.123+02:00' },
      { title: '' },
    ]);
    await insertPattern(app.app.database, 1, { issueIds: known.issueIds });
    await app.app.runner.runUntilEmpty();
  });

  after(() => app.close());

  const repeated: [string, string, Record<string, unknown>?][] = [
    [
      'a job',
      'query ($id: ID!) { job(id: $id) { id kind status progress total accepted rejectedCount createdAt startedAt finishedAt rejected { index code message reason field } records { index outcome issue { id } } } }',
    ],
    ['an unknown job', 'query { job(id: "ing_job_0") { id } }'],
    [
      'fragments and directives',
      'query ($yes: Boolean = true, $no: Boolean = false) { jobs(first: 1) { nodes { ...J status @skip(if: $yes) kind @include(if: $yes) progress @include(if: $no) } } } fragment J on IngestJob { __typename id issues(first: 2) { edges { cursor node { ...I } } } } fragment I on Issue { id source sourceRaw metadata body team sourceCreatedAt pattern { name } patternLink { slotValues } }',
    ],
    [
      'aliases',
      '{ a: issues(first: 1) { nodes { x: id y: externalId } } b: issues(first: 2, filter: { severity: [P1], team: null }) { nodes { severity } } }',
    ],
    [
      'enums and times in variables',
      'query ($f: JobFilter) { jobs(filter: $f) { nodes { id } } }',
      { f: { status: ['PARTIAL'], createdAfter: '2026-06-14T15:00:00Z' } },
    ],
    ['an error of one field', '{ jobs { nodes { id } } bad: issues(first: 0) { nodes { id } } }'],
    [
      'an error in a nullable field',
      '{ job(id: "x") { id } jobs(first: 1) { nodes { issues(first: 101) { nodes { id } } } } }',
    ],
    ['a variable that is missing', 'query ($id: ID!) { a: job(id: $id) { id } }', {}],
    ['a variable of the wrong type', 'query ($n: Int) { jobs(first: $n) { nodes { id } } }', { n: 'ten' }],
    [
      'a variable of an unknown value',
      'query ($s: Source!) { issueByExternalId(source: $s, externalId: "K-0") { id } }',
      { s: 'NOWHERE' },
    ],
    [
      'a variable with an unknown field',
      'query ($f: IssueFilter) { issues(filter: $f) { nodes { id } } }',
      { f: { colour: 'red' } },
    ],
    [
      'a time that is none',
      'query ($f: JobFilter) { jobs(filter: $f) { nodes { id } } }',
      { f: { createdAfter: 'yesterday' } },
    ],
    [
      'a single value for a list',
      'query ($f: IssueFilter) { issues(filter: $f) { nodes { id } } }',
      { f: { severity: 'P1' } },
    ],
    [
      'introspection',
      '{ __type(name: "IngestJob") { name fields { name type { kind name ofType { name } } } } __typename }',
    ],
  ];

  for (const [what, query, variables] of repeated)
    it(`is answered alike each time: ${what}`, async () => {
      const answers = [];
      for (let i = 0; i < TIMES; i++) {
        const { status, data, errors } = await askGraphql(app, query, variables ?? { id: known.jobId });
        answers.push({ status, data, errors });
      }
      for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    });

  it('decides alike each time: a batch', async () => {
    const values = [
      undefined,
      null,
      '',
      ' ',
      'x',
      'P1',
      '2026-06-14',
      '2026-06-14T14:35:00Z',
      'https://example.com/',
    ];
    const fields = [
      'externalId',
      'source',
      'title',
      'severity',
      'externalUrl',
      'sourceCreatedAt',
      'connectorId',
    ];
    const records = fields.flatMap((field) =>
      values.map((value) => ({
        externalId: `same ${field} ${value}`,
        source: 'jira',
        title: 't',
        [field]: value,
      })),
    );
    const decisions = [];
    for (let i = 0; i < TIMES; i++) {
      const { data } = await askGraphql(app, INGEST_BATCH, { records });
      decisions.push({ rejected: data.ingestBatch.rejected, accepted: data.ingestBatch.accepted });
    }
    for (const decision of decisions) expect(decision).to.deep.equal(decisions[0]);
  });

  it('tells null from absent each time', async () => {
    const update =
      'mutation ($r: [IngestRecordInput!]!) { ingestBatch(records: $r) { records { outcome issue { team body } } } }';
    for (let i = 0; i < TIMES; i++) {
      const send = async (fields: object) => {
        const { data } = await askGraphql(app, update, {
          r: [{ externalId: 'null', source: 'jira', title: 't', ...fields }],
        });
        return data.ingestBatch.records[0].issue;
      };
      expect(await send({ team: 'a', body: 'b' })).to.deep.equal({ team: 'a', body: 'b' });
      expect(await send({ team: null })).to.deep.equal({ team: null, body: 'b' });
      expect(await send({})).to.deep.equal({ team: null, body: 'b' });
    }
  });
});
