import { expect } from 'chai';
import { AccessStore, type Caller } from '../../src/access/access-store.js';
import { UnauthorizedError } from '../../src/access/bearer.js';
import { ALL_SCOPES } from '../../src/access/scopes.js';
import { AppError } from '../../src/domain/errors.js';
import { LIMITS } from '../../src/domain/limits.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from '../support/rows.js';
import { readStatements } from '../support/statements.js';

const HOUR_MS = 3_600_000;

/** The error of a call, thrown or rejected. */
async function failure(work: () => unknown): Promise<AppError> {
  try {
    await work();
  } catch (error) {
    expect(error).to.be.instanceOf(AppError);
    return error as AppError;
  }
  throw new Error('nothing failed');
}

describe('AccessStore', () => {
  let test: TestDatabase;
  let access: AccessStore;
  let workspaceId: number;

  beforeEach(async () => {
    test = await openTestDatabase();
    access = new AccessStore(test.database, test.clock);
    workspaceId = (await access.createWorkspace('payments')).id;
  });
  afterEach(() => test.close());

  const newToken = async (expiresAt: number | null = null) => {
    const made = await access.createToken({ workspaceId, scopes: ['ingest:write'], expiresAt });
    return { ...made, header: `Bearer ${made.token}` };
  };

  describe('authenticate', () => {
    it('returns the workspace and exactly the scopes of a token', async () => {
      const { header, id } = await newToken();
      const caller = await access.authenticate(header);
      expect(caller).to.deep.equal({
        workspaceId,
        tokenId: id,
        scopes: new Set(['ingest:write']),
        expiresAt: null,
      });
    });

    it('refuses text that is not a known token', async () => {
      const { token } = await newToken();
      for (const text of [`${token}x`, token.slice(1), token.toUpperCase(), 'cl_unknown']) {
        const error = await failure(() => access.authenticate(`Bearer ${text}`));
        expect(error)
          .to.be.instanceOf(UnauthorizedError)
          .and.include({ code: 'unauthorized', reason: 'invalid' });
        expect(error.message).not.to.include(text);
      }
    });

    it('returns a cached token synchronously', async () => {
      const { header } = await newToken();
      const first = access.authenticate(header);
      expect(first).to.be.instanceOf(Promise);
      await first;
      expect(access.authenticate(header)).not.to.be.instanceOf(Promise);
    });

    it('reads a token once for concurrent requests', async () => {
      const { header } = await newToken();
      const other = new AccessStore(test.database, test.clock);
      let callers: Caller[] = [];
      const statements = await readStatements(test.database, async () => {
        callers = await Promise.all(Array.from({ length: 20 }, () => other.authenticate(header)));
      });
      expect(statements).to.have.length(1);
      expect(new Set(callers.map(({ tokenId }) => tokenId)).size).to.equal(1);
    });

    it('refuses a revoked token immediately in this process and within the cache time in others', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      await Promise.all([access.authenticate(header), elsewhere.authenticate(header)]);
      await access.revokeToken(id);
      expect(await failure(() => access.authenticate(header))).to.include({ reason: 'invalid' });
      test.clock.advance(LIMITS.tokenCacheMs);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('refuses a revoked token in time even if it was being read during the revocation', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      const reading = Promise.resolve(elsewhere.authenticate(header)).catch(() => undefined);
      await access.revokeToken(id);
      test.clock.advance(LIMITS.tokenCacheMs);
      await reading;
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('refuses an expired token at the moment of its expiry, even if it is cached', async () => {
      const { header } = await newToken(test.clock.now() + HOUR_MS);
      test.clock.advance(HOUR_MS - 1);
      expect((await access.authenticate(header)).workspaceId).to.equal(workspaceId);
      test.clock.advance(1);
      expect(await failure(() => access.authenticate(header))).to.include({ reason: 'invalid' });
      const elsewhere = new AccessStore(test.database, test.clock);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('ignores the cache when the clock steps back', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      await elsewhere.authenticate(header);
      await access.revokeToken(id);
      test.clock.advance(-HOUR_MS);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('reports an unavailable database instead of an invalid token', async () => {
      const { header } = await newToken();
      const broken = await openTestDatabase();
      const store = new AccessStore(broken.database, test.clock);
      await broken.close();
      const error: unknown = await Promise.resolve()
        .then(() => store.authenticate(header))
        .catch((e: unknown) => e);
      expect(error).not.to.be.instanceOf(UnauthorizedError);
      expect(error).to.be.instanceOf(Error);
    });
  });

  describe('tokens', () => {
    it('stores only the digest of a token', async () => {
      const { token } = await newToken();
      const rows = await rowsOf(test.database, 'SELECT * FROM access_token', []);
      expect(rows).to.have.length(1);
      for (const value of Object.values(rows[0] ?? {})) {
        const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
        expect(text).not.to.include(token).and.not.to.include(token.slice(3));
      }
    });

    it('lists tokens oldest first without their text, including revoked and expired ones', async () => {
      const first = await newToken(test.clock.now() + 1);
      test.clock.advance(10);
      const second = await newToken();
      await access.revokeToken(second.id);
      const listed = await access.listTokens(workspaceId);
      expect(listed.map(({ id }) => id)).to.deep.equal([first.id, second.id]);
      expect(listed.map(({ revokedAt }) => revokedAt)).to.deep.equal([null, test.clock.now()]);
      expect(JSON.stringify(listed)).not.to.include(first.token).and.not.to.include(second.token);
    });

    it('lists only the tokens of the given workspace', async () => {
      await newToken();
      const other = await access.createWorkspace('other');
      expect(await access.listTokens(other.id)).to.deep.equal([]);
    });

    it('creates a token only with a future expiry, known scopes and a plain-text name', async () => {
      const bad = [
        { scopes: ['ingest:write'], expiresAt: test.clock.now() },
        { scopes: ['ingest:write'], expiresAt: Number.NaN },
        { scopes: ['everything'] },
        { scopes: [] },
        { scopes: ['ingest:write'], name: ' ' },
        { scopes: ['ingest:write'], name: 'a\nb' },
        { scopes: ['ingest:write'], name: 'a'.repeat(101) },
      ];
      for (const options of bad) {
        const error = await failure(() => access.createToken({ workspaceId, ...options }));
        expect(error.code, JSON.stringify(options)).to.equal('validation_error');
      }
      expect(await access.listTokens(workspaceId)).to.deep.equal([]);
    });

    it('keeps the time of the first revocation when a token is revoked again', async () => {
      const { id } = await newToken();
      const { revokedAt } = await access.revokeToken(id);
      test.clock.advance(HOUR_MS);
      expect((await access.revokeToken(id)).revokedAt)
        .to.equal(revokedAt)
        .and.not.equal(null);
    });

    it('does not find unknown token ids to revoke', async () => {
      for (const id of ['tok_01hx5f6g7h8j9kamnbpcqdresf', 'tok_', 'anything', ''])
        expect((await failure(() => access.revokeToken(id))).code).to.equal('not_found');
    });
  });

  describe('workspaces', () => {
    it('lists workspaces oldest first and finds them by name', async () => {
      test.clock.advance(5);
      const other = await access.createWorkspace('billing');
      expect(await access.listWorkspaces()).to.deep.equal([
        { id: workspaceId, name: 'payments', createdAt: test.clock.now() - 5 },
        other,
      ]);
      expect(await access.getWorkspace('billing')).to.deep.equal(other);
    });

    it('compares workspace names byte for byte', async () => {
      for (const name of ['Payments', 'PAYMENTS', 'pâyments', 'payments2', '\u{1F600}']) {
        const { id } = await access.createWorkspace(name);
        expect(await access.getWorkspace(name)).to.include({ id, name });
      }
      for (const name of ['payments ', 'pAyments', 'paymentß'])
        expect((await failure(() => access.getWorkspace(name))).code, name).to.equal('not_found');
    });

    it('refuses a workspace name that is already in use', async () => {
      expect((await failure(() => access.createWorkspace('payments'))).code).to.equal('conflict');
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => access.createWorkspace('contested')),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).to.include({ code: 'conflict' });
    });

    it('creates a workspace only with a plain-text name of up to 100 code points', async () => {
      expect((await access.createWorkspace('\u{1F600}'.repeat(100))).name).to.equal('\u{1F600}'.repeat(100));
      for (const name of ['', ' ', ' a', 'a ', 'a\tb', 'a\0b', '\ud800', '\u{1F600}'.repeat(101)])
        expect((await failure(() => access.createWorkspace(name))).code, name).to.equal('validation_error');
    });
  });
});

describe('bootstrap of an empty database', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.close());

  const store = () => new AccessStore(test.database, test.clock);

  it('creates a workspace and a token with every scope, and returns the text of the token', async () => {
    const token = await store().bootstrap();
    const caller: Caller = await store().authenticate(`Bearer ${token}`);
    expect([...caller.scopes]).to.deep.equal([...ALL_SCOPES]);
    expect(await store().listWorkspaces())
      .to.have.length(1)
      .and.have.nested.property('[0].name', 'default');
  });

  it('uses the configured BOOTSTRAP_TOKEN and does not return it', async () => {
    expect(await store().bootstrap('chosen-by-the-operator')).to.equal(null);
    expect((await store().authenticate('Bearer chosen-by-the-operator')).scopes.size).to.equal(
      ALL_SCOPES.length,
    );
  });

  it('bootstraps once when several processes start concurrently', async () => {
    const tokens = await Promise.all(Array.from({ length: 12 }, () => store().bootstrap()));
    const [token, ...others] = tokens.filter((made) => made !== null);
    expect(others).to.deep.equal([]);
    expect(await store().authenticate(`Bearer ${token}`)).to.have.property('workspaceId');
    const [workspace, ...more] = await store().listWorkspaces();
    expect(more).to.deep.equal([]);
    expect(await store().listTokens(workspace?.id ?? 0)).to.have.length(1);
  });

  it('does not bootstrap a database that has any workspace', async () => {
    const { id } = await store().createWorkspace('mine');
    expect(await store().bootstrap()).to.equal(null);
    expect(await store().bootstrap('chosen-by-the-operator')).to.equal(null);
    expect(await store().listWorkspaces()).to.have.length(1);
    expect(await store().listTokens(id)).to.deep.equal([]);
  });
});
