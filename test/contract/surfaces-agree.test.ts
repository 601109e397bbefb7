import { expect } from 'chai';
import type { Issue } from '../../src/domain/entities/issue.js';
import { encodeId, ID_PREFIX } from '../../src/domain/ids.js';
import { LIMITS } from '../../src/domain/limits.js';
import { WIRE } from '../../src/generated/wire.js';
import { startTestApp, type TestApp, type TestHeaders } from '../support/app.js';
import { insertConnector } from '../support/connectors.js';
import { askGraphql } from '../support/graphql.js';
import { rowsOf } from '../support/rows.js';
import { type Push, SCENARIOS, type Sent } from './scenarios.js';

/** The decision about one record, without the names and ids that differ between surfaces. */
interface Decision {
  readonly outcome: string;
  readonly reason?: string | undefined;
  readonly field?: string | null | undefined;
  /** The message without the name of the field. */
  readonly problem?: string | undefined;
}

/** An entry of `records` in a REST response. */
interface RestRecord {
  readonly index: number;
  readonly outcome: string;
  readonly field?: string;
  readonly reason?: string;
}

const FILLER_ID = 'FILLER-';
const FILLERS: readonly Sent[] = Array.from({ length: 64 }, (_, i) => ({
  externalId: `${FILLER_ID}${i}`,
  source: 'database',
  title: 'filler',
  body: 'x'.repeat(LIMITS.threadedBytes / 64),
}));
const NAMES = new Map<string, string>(
  Object.entries(WIRE.IngestRecordInput).map(([name, wire]) => [wire, name]),
);
const OUTCOMES = 'accepted rejected { index code message reason field }';

describe('the same push through REST and GraphQL', () => {
  let app: TestApp;
  let workspaces = 0;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  after(() => app.close());

  for (const { name, pushes, expected } of SCENARIOS)
    it(`REST and GraphQL agree on ${name}`, async () => {
      const rest = await surface(overRest, pushes);
      for (const other of [overGraphql, overLargeRest]) {
        const { decisions, stored } = await surface(other, pushes);
        expect(decisions).to.deep.equal(rest.decisions);
        expect(stored).to.deep.equal(rest.stored);
      }
      // The surfaces could agree on a wrong decision.
      const last = rest.decisions.at(-1) ?? [];
      expect(last.map(({ outcome, reason }) => reason ?? outcome)).to.deep.equal(expected);
    });

  /** Runs the pushes of a scenario through one surface, in a new workspace. */
  async function surface(push: typeof overRest, pushes: readonly Push[]) {
    const workspace = await app.newWorkspace(`w${workspaces++}`);
    const headers = { authorization: `Bearer ${await workspace.token()}` };
    const connector = await insertConnector(
      { database: app.app.database, clock: app.clock },
      workspace.workspaceId,
    );
    const decisions: Decision[][] = [];
    for (const { kind, path, records } of pushes) {
      const sent = records.map((record) => withConnector(record, connector));
      decisions.push(await push(headers, kind, path, sent));
    }
    return { decisions, stored: await stored(workspace.workspaceId, connector) };
  }

  async function overRest(headers: TestHeaders, kind: Push['kind'], path: string, sent: readonly Sent[]) {
    const records = sent.map(inWireNames);
    const url = {
      event: '/v1/ingest/events',
      batch: '/v1/ingest/batch',
      source: `/v1/ingest/${path}/issues`,
    }[kind];
    const response = await app.post(url, kind === 'batch' ? { records } : records[0], {
      ...headers,
      prefer: 'return=representation',
    });
    const body = response.json();
    if (response.statusCode === 400) {
      const [{ field, message, reason }] = body.error.details.errors;
      return [{ outcome: 'rejected', reason, field: NAMES.get(field) ?? field, problem: problemOf(message) }];
    }
    expect(response.statusCode).to.equal(202);
    const messages = new Map<number, string>();
    for (const { index, message, code } of body.rejected) {
      expect(code).to.equal('processing_error');
      messages.set(index, message);
    }
    return body.records.map(({ index, outcome, field, reason }: RestRecord): Decision => {
      if (outcome !== 'rejected') return { outcome };
      const problem = problemOf(messages.get(index) ?? '');
      return { outcome, reason, field: NAMES.get(field ?? '') ?? field ?? null, problem };
    });
  }

  /** Adds records until the batch is large, because large batches can be processed in a thread of their own. */
  async function overLargeRest(
    headers: TestHeaders,
    kind: Push['kind'],
    path: string,
    sent: readonly Sent[],
  ) {
    if (kind !== 'batch') return overRest(headers, kind, path, sent);
    const decisions = await overRest(
      headers,
      kind,
      path,
      [...sent, ...FILLERS].slice(0, LIMITS.batchRecords),
    );
    return decisions.slice(0, sent.length);
  }

  async function overGraphql(headers: TestHeaders, kind: Push['kind'], path: string, sent: readonly Sent[]) {
    const operations = {
      event: `mutation ($sent: IngestEventInput!) { it: ingestEvent(input: $sent) { ${OUTCOMES} job { records { index outcome } } } }`,
      batch: `mutation ($sent: [IngestRecordInput!]!) { it: ingestBatch(records: $sent) { ${OUTCOMES} job { records { index outcome } } } }`,
      source: `mutation ($sent: SourceIssueInput!) { it: ingestSourceIssue(source: ${path.toUpperCase()}, input: $sent) { ${OUTCOMES} job { records { index outcome } } } }`,
    };
    const { data, errors } = await askGraphql(
      app,
      operations[kind],
      { sent: kind === 'batch' ? sent : sent[0] },
      headers,
    );
    expect(errors).to.deep.equal([]);
    const { accepted, rejected, job } = data.it;
    expect(accepted + rejected.length).to.equal(sent.length);
    const faults = new Map<number, Record<string, string>>();
    for (const { index, code, ...fault } of rejected) {
      expect(code).to.equal('processing_error');
      faults.set(index, fault);
    }
    return sent.map((_, index): Decision => {
      const fault = faults.get(index);
      if (fault === undefined) return { outcome: job.records[index].outcome.toLowerCase() };
      const { reason = '', field, message = '' } = fault;
      return { outcome: 'rejected', reason: reason.toLowerCase(), field, problem: problemOf(message) };
    });
  }

  /** Returns the stored issues of a workspace, oldest first. */
  async function stored(workspaceId: number, connector: string): Promise<object[]> {
    const rows = await rowsOf(app.app.database, 'SELECT id FROM issue WHERE workspace_id = ?', [workspaceId]);
    const ids = rows.map(({ id }) => encodeId(ID_PREFIX.issue, id as Buffer));
    const views = await Promise.all(ids.map((id) => app.app.issues.findIssue(workspaceId, id)));
    return (views as Issue[])
      .filter(({ externalId }) => !externalId.startsWith(FILLER_ID))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id: _, workspaceId: __, externalId, title, connectorId, ...state }) => ({
        ...state,
        externalId: externalId.replace(/^evt_[0-9a-z]{26}$/, 'evt_minted'),
        title: title.replace(/^evt_[0-9a-z]{26}$/, 'evt_minted'),
        connectorId: connectorId === connector ? 'known' : connectorId,
      }));
  }
});

function withConnector(record: Sent, connector: string): Sent {
  return record.connectorId === 'known' ? { ...record, connectorId: connector } : record;
}

function inWireNames(record: Sent): Sent {
  const names: Record<string, string> = WIRE.IngestRecordInput;
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [names[name] ?? name, value]));
}

/** Returns a message without the name of the field, which each surface spells in its own way. */
function problemOf(message: string): string {
  return message.replace(/^\S+ /, '');
}
