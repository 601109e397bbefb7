import { expect } from 'chai';
import type { InjectOptions } from 'fastify';
import { ALL_SCOPES, type Scope } from '../../src/access/scopes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { insertConnector } from '../support/connectors.js';
import { expectAccepted, expectError, faultsOf } from './answers.js';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from './sender.js';

type Method = NonNullable<InjectOptions['method']>;

const SOURCE_PUSH = '/v1/ingest/jira/issues';
const UNKNOWN_JOB = '/v1/ingest/status/ing_job_01hx5e5f6g7h8j9kamnbpcqdre';

const ROUTES: readonly { method: Method; path: string; scopes: readonly Scope[] }[] = [
  { method: 'POST', path: EVENTS, scopes: ['ingest:write'] },
  { method: 'POST', path: BATCH, scopes: ['ingest:write'] },
  { method: 'POST', path: SOURCE_PUSH, scopes: ['ingest:write'] },
  { method: 'GET', path: UNKNOWN_JOB, scopes: ['ingest:read', 'ingest:write'] },
  { method: 'HEAD', path: UNKNOWN_JOB, scopes: ['ingest:read', 'ingest:write'] },
];

/** Matches a challenge of RFC 6750, section 3: auth-params separated by commas. */
const CHALLENGE = /^Bearer [a-z_]+="[^"\\]*"(?:, ?[a-z_]+="[^"\\]*")*$/;

describe('access to the REST routes', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  const send = (method: Method, url: string, authorization?: string) =>
    test.app.server.inject({ method, url, headers: authorization === undefined ? {} : { authorization } });

  describe('a request without a valid token', () => {
    it('is answered on every route with a challenge that names no error', async () => {
      for (const { method, path } of ROUTES) {
        const response = await send(method, path);
        expect(response.statusCode, path).to.equal(401);
        expect(response.headers['www-authenticate'], path).to.match(CHALLENGE).and.not.contain('error');
        if (method !== 'HEAD') expectError(response, 401, 'unauthorized');
      }
    });

    it('is refused if it uses another authentication scheme', async () => {
      for (const authorization of ['Basic dXNlcjpwYXNz', 'Digest a="b"', 'token', 'Bearerx abc', 'x']) {
        const response = await send('POST', EVENTS, authorization);
        expectError(response, 401, 'unauthorized');
        expect(response.headers['www-authenticate'], authorization).to.match(CHALLENGE);
        expect(response.headers['www-authenticate'], authorization).not.to.contain('error=');
      }
    });

    const invalid = [
      'Bearer',
      'Bearer ',
      'Bearer a b',
      'Bearer a, Bearer b',
      'Bearer "quoted"',
      'Bearer t\u00e9st',
      'Bearer nobody-has-this-token',
      `Bearer ${'x'.repeat(10_000)}`,
      "Bearer ' OR '1'='1",
      'Bearer %00',
      'bearer nobody-has-this-token',
    ];
    for (const authorization of invalid)
      it(`is refused for the Authorization ${authorization.slice(0, 40)}`, async () => {
        for (const { method, path } of ROUTES) {
          const response = await send(method, path, authorization);
          expect(response.statusCode).to.equal(401);
          expect(response.headers['www-authenticate']).to.match(CHALLENGE);
          expect(response.headers['www-authenticate']).to.contain('error="invalid_token"');
          expect(response.headers).not.to.have.property('x-ratelimit-limit');
        }
      });

    it('is refused without repeating the token', async () => {
      const response = await send('POST', EVENTS, 'Bearer my-very-secret-token');
      expect(response.body + JSON.stringify(response.headers)).not.to.contain('my-very-secret-token');
    });

    it('is refused if the token is in the query or the body', async () => {
      expectError(await send('POST', `${EVENTS}?access_token=${sender.token}`), 401, 'unauthorized');
      const payload = { access_token: sender.token, title: 'Disk full' };
      const response = await test.app.server.inject({ method: 'POST', url: EVENTS, payload });
      expectError(response, 401, 'unauthorized');
    });

    it('is refused once its token is revoked', async () => {
      const { id, token } = await test.app.access.createToken({
        workspaceId: sender.workspaceId,
        scopes: ALL_SCOPES,
      });
      const authorization = `Bearer ${token}`;
      expect((await send('GET', UNKNOWN_JOB, authorization)).statusCode).to.equal(404);
      await test.app.access.revokeToken(id);
      const response = await send('GET', UNKNOWN_JOB, authorization);
      expectError(response, 401, 'unauthorized');
      expect(response.headers['www-authenticate']).to.contain('error="invalid_token"');
    });

    it('is refused from the moment its token expires', async () => {
      const { token } = await test.app.access.createToken({
        workspaceId: sender.workspaceId,
        scopes: ALL_SCOPES,
        expiresAt: test.clock.now() + 1000,
      });
      const authorization = `Bearer ${token}`;
      test.clock.advance(999);
      expect((await send('GET', UNKNOWN_JOB, authorization)).statusCode).to.equal(404);
      test.clock.advance(1);
      expectError(await send('GET', UNKNOWN_JOB, authorization), 401, 'unauthorized');
    });
  });

  describe('a token', () => {
    it('is accepted with the scheme in any case', async () => {
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR'])
        expect((await send('GET', UNKNOWN_JOB, `${scheme} ${sender.token}`)).statusCode).to.equal(404);
    });

    it('grants access to a route only with its scope', async () => {
      const workspace = await test.newWorkspace('scopes');
      for (const scope of ALL_SCOPES) {
        const authorization = `Bearer ${await workspace.token(scope)}`;
        for (const { method, path, scopes } of ROUTES) {
          const response = await send(method, path, authorization);
          const allowed = scopes.includes(scope);
          expect(response.statusCode === 403, `${scope} ${path}`).to.equal(!allowed);
          if (!allowed) {
            expect(response.headers['www-authenticate']).to.match(CHALLENGE);
            expect(response.headers['www-authenticate']).to.contain('error="insufficient_scope"');
            expect(response.headers['www-authenticate']).to.contain(`scope="${scopes[0]}"`);
          }
          if (!allowed && method !== 'HEAD') {
            const { details } = expectError(response, 403, 'forbidden');
            expect(details).to.deep.equal({ required_scope: scopes[0] });
          }
        }
      }
    });

    it('grants no access with all scopes except the required one', async () => {
      const workspace = await test.newWorkspace('all but one');
      const others = ALL_SCOPES.filter((scope) => scope !== 'ingest:write');
      const response = await send('POST', EVENTS, `Bearer ${await workspace.token(...others)}`);
      expectError(response, 403, 'forbidden');
    });
  });

  describe('another workspace', () => {
    let other: Sender;
    beforeEach(async () => {
      other = await newSender(test);
    });

    it('cannot read a job, before or after it is settled', async () => {
      const { job_id } = await sender.event({ title: 'Disk full' });
      const unknown = expectError(await other.get(UNKNOWN_JOB), 404, 'not_found');
      for (let round = 0; round < 2; round++) {
        expect((await sender.get(`/v1/ingest/status/${job_id}`)).statusCode).to.equal(200);
        for (const include of ['', '?include=records']) {
          const response = await other.get(`/v1/ingest/status/${job_id}${include}`);
          const error = expectError(response, 404, 'not_found');
          expect({ ...error, trace_id: '' }).to.deep.equal({ ...unknown, trace_id: '' });
        }
        await test.app.runner.runUntilEmpty();
      }
    });

    it('has its own issue for the same key', async () => {
      const fields = { source: 'jira', external_id: 'JIRA-1', title: 'Mine' };
      const mine = await sender.event(fields);
      const theirs = await other.event({ ...fields, title: 'Theirs' });
      expect(theirs.issue_id).not.to.equal(mine.issue_id);
      expect(await sender.issue(mine.issue_id)).to.include({ title: 'Mine', occurrenceCount: 1 });
      expect(await other.issue(theirs.issue_id)).to.include({ title: 'Theirs', occurrenceCount: 1 });
      expect(await test.app.issues.findIssue(other.workspaceId, mine.issue_id)).to.equal(null);
    });

    it('cannot use a connector of the first workspace', async () => {
      const { database } = test.app;
      const connector_id = await insertConnector({ database, clock: test.clock }, sender.workspaceId);
      const fields = { title: 'Disk full', connector_id };
      expectAccepted(await sender.post(EVENTS, fields));
      const error = expectError(await other.post(EVENTS, fields), 400, 'validation_error');
      expect(faultsOf(error)).to.deep.equal(['connector_id unknown_connector']);
      const { records } = await other.batch([{ ...fields, external_id: 'a', source: 'jira' }]);
      expect(records).to.deep.equal([
        {
          index: 0,
          outcome: 'rejected',
          field: 'connector_id',
          reason: 'unknown_connector',
          external_id: 'a',
        },
      ]);
    });

    it('has its own Idempotency-Keys', async () => {
      const headers = { 'idempotency-key': 'the same' };
      const mine = expectAccepted(await sender.post(EVENTS, { title: 'Mine' }, headers));
      const response = await other.post(EVENTS, { title: 'Theirs' }, headers);
      expect(expectAccepted(response).job_id).not.to.equal(mine.job_id);
      expect(response.headers).not.to.have.property('idempotency-replayed');
    });
  });
});
