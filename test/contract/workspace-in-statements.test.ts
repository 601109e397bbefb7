import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { askGraphql, type GraphqlAnswer } from '../support/graphql.js';
import { allStatements } from '../support/statements.js';

/** The tables whose statements must name the workspace. `docs/ARCHITECTURE.md` lists the exceptions for the others. */
const OWNED =
  'issue|idempotency_record|pattern|pattern_link|pattern_signature|pattern_state|pattern_template';
const ON_OWNED = new RegExp(`\\b(?:FROM|INTO|UPDATE|JOIN)\\s+["\`]?(${OWNED})\\b`, 'i');

const READS = `query ($issue: ID!, $pattern: ID!) {
  issue(id: $issue) { title body metadata pattern { id } patternLink { step } similar(first: 5) { nodes { id } } }
  issueByExternalId(source: CUSTOM_API, externalId: "a") { id }
  issues(first: 5, filter: { source: [CUSTOM_API], team: "ops", search: "disk", patternId: $pattern }) { nodes { id } }
  pattern(id: $pattern) { examples bySource { key count } issues(first: 5) { nodes { id } } }
  patterns(first: 5, filter: { search: "disk" }) { nodes { id } }
  jobs(first: 5) { nodes { id issues { nodes { id } } } }
}`;

/** Whether the rows of a statement are chosen, or its new rows stated, with their workspace. */
function namesWorkspace(statement: string): boolean {
  const chosen = /^\s*INSERT/i.test(statement)
    ? statement
    : statement
        .split(/\b(?:ON|WHERE)\b/i)
        .slice(1)
        .join();
  return chosen.includes('workspace_id');
}

describe('tenancy of database statements', () => {
  let test: TestApp;
  before(async () => {
    test = await startTestApp();
  });
  after(() => test.close());

  async function push(externalId: string, title: string, headers = {}): Promise<string> {
    const event = { external_id: externalId, source: 'custom_api', title, team: 'ops' };
    const response = await test.post('/v1/ingest/events', event, headers);
    expect(response.statusCode).to.equal(202);
    return response.json<{ issue_id: string }>().issue_id;
  }

  async function ask(query: string, variables = {}): Promise<GraphqlAnswer['data']> {
    const { data, errors } = await askGraphql(test, query, variables);
    expect(errors).to.deep.equal([]);
    return data;
  }

  async function useEverything(): Promise<void> {
    const issue = await push('a', 'Disk full on node 1', { 'idempotency-key': 'first' });
    await push('a', 'Disk full on node 1', { 'idempotency-key': 'first' });
    await push('b', 'Disk full on node 2');
    await push('a', 'Disk full on node 3');
    const other = await push('c', 'Login refused for user 7');
    await push('d', 'Login refused for user 8');
    await test.app.runner.runUntilEmpty();
    const idOf = async (id: string): Promise<string> =>
      (await ask(`{ issue(id: "${id}") { pattern { id } } }`)).issue.pattern.id;
    const [disk, login] = [await idOf(issue), await idOf(other)];
    await ask(READS, { issue, pattern: disk });
    await ask(`mutation { unlinkIssue(issueId: "${other}") { id } }`);
    await ask(`mutation { linkIssue(issueId: "${other}", patternId: "${disk}") { id } }`);
    await ask(`mutation { renamePattern(id: "${disk}", name: "Disks") { id } }`);
    await ask(`mutation { mergePatterns(from: "${login}", into: "${disk}") { id } }`);
  }

  it('every statement on issues, Idempotency-Keys and patterns names its workspace', async () => {
    const statements = await allStatements(test.app.database, useEverything);
    const owned = statements.filter((statement) => ON_OWNED.test(statement));
    const tables = new Set(owned.map((statement) => ON_OWNED.exec(statement)?.[1]?.toLowerCase()));
    expect([...tables].sort()).to.deep.equal(OWNED.split('|').sort());
    expect(owned.filter((statement) => !namesWorkspace(statement))).to.deep.equal([]);
  });
});
