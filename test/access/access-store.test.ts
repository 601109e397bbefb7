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

/** What a call fails with, thrown or rejected. */
async function failure(work: () => unknown): Promise<AppError> {
  try {
    await work();
  } catch (error) {
    expect(error).to.be.instanceOf(AppError);
    return error as AppError;
  }
  throw new Error('nothing failed');
}

describe('access', () => {
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

  describe('by a token', () => {
    it('opens the workspace of the token, with its scopes and no other', async () => {
      const { header, id } = await newToken();
      const caller = await access.authenticate(header);
      expect(caller).to.deep.equal({
        workspaceId,
        tokenId: id,
        scopes: new Set(['ingest:write']),
        expiresAt: null,
      });
    });

    it('is refused for a text that is no token of ours', async () => {
      const { token } = await newToken();
      for (const text of [`${token}x`, token.slice(1), token.toUpperCase(), 'cl_unknown']) {
        const error = await failure(() => access.authenticate(`Bearer ${text}`));
        expect(error)
          .to.be.instanceOf(UnauthorizedError)
          .and.include({ code: 'unauthorized', reason: 'invalid' });
        expect(error.message).not.to.include(text);
      }
    });

    it('answers at once for a token that was read just now', async () => {
      const { header } = await newToken();
      const first = access.authenticate(header);
      expect(first).to.be.instanceOf(Promise);
      await first;
      expect(access.authenticate(header)).not.to.be.instanceOf(Promise);
    });

    it('reads a token once for all who ask at the same time', async () => {
      const { header } = await newToken();
      const other = new AccessStore(test.database, test.clock);
      let callers: Caller[] = [];
      const statements = await readStatements(test.database, async () => {
        callers = await Promise.all(Array.from({ length: 20 }, () => other.authenticate(header)));
      });
      expect(statements).to.have.length(1);
      expect(new Set(callers.map(({ tokenId }) => tokenId)).size).to.equal(1);
    });

    it('ends at once where the token is revoked, and within the named time elsewhere', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      await Promise.all([access.authenticate(header), elsewhere.authenticate(header)]);
      await access.revokeToken(id);
      expect(await failure(() => access.authenticate(header))).to.include({ reason: 'invalid' });
      test.clock.advance(LIMITS.tokenCacheMs);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('ends in time although the revocation came while the token was being read', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      const reading = Promise.resolve(elsewhere.authenticate(header)).catch(() => undefined);
      await access.revokeToken(id);
      test.clock.advance(LIMITS.tokenCacheMs);
      await reading;
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('ends at the very moment of the expiry, also for a token that is remembered', async () => {
      const { header } = await newToken(test.clock.now() + HOUR_MS);
      test.clock.advance(HOUR_MS - 1);
      expect((await access.authenticate(header)).workspaceId).to.equal(workspaceId);
      test.clock.advance(1);
      expect(await failure(() => access.authenticate(header))).to.include({ reason: 'invalid' });
      const elsewhere = new AccessStore(test.database, test.clock);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('does not trust what it remembers when the clock steps back', async () => {
      const { header, id } = await newToken();
      const elsewhere = new AccessStore(test.database, test.clock);
      await elsewhere.authenticate(header);
      await access.revokeToken(id);
      test.clock.advance(-HOUR_MS);
      expect(await failure(() => elsewhere.authenticate(header))).to.include({ reason: 'invalid' });
    });

    it('says that the database is away, not that the token is wrong', async () => {
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
    it('are stored as a digest only', async () => {
      const { token } = await newToken();
      const rows = await rowsOf(test.database, 'SELECT * FROM access_token', []);
      expect(rows).to.have.length(1);
      for (const value of Object.values(rows[0] ?? {})) {
        const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
        expect(text).not.to.include(token).and.not.to.include(token.slice(3));
      }
    });

    it('are listed oldest first without their text, also those that are over', async () => {
      const first = await newToken(test.clock.now() + 1);
      test.clock.advance(10);
      const second = await newToken();
      await access.revokeToken(second.id);
      const listed = await access.listTokens(workspaceId);
      expect(listed.map(({ id }) => id)).to.deep.equal([first.id, second.id]);
      expect(listed.map(({ revokedAt }) => revokedAt)).to.deep.equal([null, test.clock.now()]);
      expect(JSON.stringify(listed)).not.to.include(first.token).and.not.to.include(second.token);
    });

    it('are listed for their own workspace only', async () => {
      await newToken();
      const other = await access.createWorkspace('other');
      expect(await access.listTokens(other.id)).to.deep.equal([]);
    });

    it('must end in the future, have known scopes and a name of plain text', async () => {
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

    it('stay revoked since the first time', async () => {
      const { id } = await newToken();
      const { revokedAt } = await access.revokeToken(id);
      test.clock.advance(HOUR_MS);
      expect((await access.revokeToken(id)).revokedAt)
        .to.equal(revokedAt)
        .and.not.equal(null);
    });

    it('cannot be revoked when there is none with that id', async () => {
      for (const id of ['tok_01hx5f6g7h8j9kamnbpcqdresf', 'tok_', 'anything', ''])
        expect((await failure(() => access.revokeToken(id))).code).to.equal('not_found');
    });
  });

  describe('workspaces', () => {
    it('are listed oldest first and found by their name', async () => {
      test.clock.advance(5);
      const other = await access.createWorkspace('billing');
      expect(await access.listWorkspaces()).to.deep.equal([
        { id: workspaceId, name: 'payments', createdAt: test.clock.now() - 5 },
        other,
      ]);
      expect(await access.getWorkspace('billing')).to.deep.equal(other);
    });

    it('have names that are compared byte for byte', async () => {
      for (const name of ['Payments', 'PAYMENTS', 'pâyments', 'payments2', '\u{1F600}']) {
        const { id } = await access.createWorkspace(name);
        expect(await access.getWorkspace(name)).to.include({ id, name });
      }
      for (const name of ['payments ', 'pAyments', 'paymentß'])
        expect((await failure(() => access.getWorkspace(name))).code, name).to.equal('not_found');
    });

    it('cannot share a name', async () => {
      expect((await failure(() => access.createWorkspace('payments'))).code).to.equal('conflict');
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => access.createWorkspace('contested')),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).to.include({ code: 'conflict' });
    });

    it('have a name of plain text, up to 100 code points', async () => {
      expect((await access.createWorkspace('\u{1F600}'.repeat(100))).name).to.equal('\u{1F600}'.repeat(100));
      for (const name of ['', ' ', ' a', 'a ', 'a\tb', 'a\0b', '\ud800', '\u{1F600}'.repeat(101)])
        expect((await failure(() => access.createWorkspace(name))).code, name).to.equal('validation_error');
    });
  });
});

describe('the first start on a database', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.close());

  const store = () => new AccessStore(test.database, test.clock);

  it('makes a workspace and a token with every scope, and tells its text', async () => {
    const token = await store().bootstrap();
    const caller: Caller = await store().authenticate(`Bearer ${token}`);
    expect([...caller.scopes]).to.deep.equal([...ALL_SCOPES]);
    expect(await store().listWorkspaces())
      .to.have.length(1)
      .and.have.nested.property('[0].name', 'default');
  });

  it('takes the text that the operator chose and does not repeat it', async () => {
    expect(await store().bootstrap('chosen-by-the-operator')).to.equal(null);
    expect((await store().authenticate('Bearer chosen-by-the-operator')).scopes.size).to.equal(
      ALL_SCOPES.length,
    );
  });

  it('happens once, however many processes start at the same time', async () => {
    const tokens = await Promise.all(Array.from({ length: 12 }, () => store().bootstrap()));
    const [token, ...others] = tokens.filter((made) => made !== null);
    expect(others).to.deep.equal([]);
    expect(await store().authenticate(`Bearer ${token}`)).to.have.property('workspaceId');
    const [workspace, ...more] = await store().listWorkspaces();
    expect(more).to.deep.equal([]);
    expect(await store().listTokens(workspace?.id ?? 0)).to.have.length(1);
  });

  it('is over once there is a workspace of any name', async () => {
    const { id } = await store().createWorkspace('mine');
    expect(await store().bootstrap()).to.equal(null);
    expect(await store().bootstrap('chosen-by-the-operator')).to.equal(null);
    expect(await store().listWorkspaces()).to.have.length(1);
    expect(await store().listTokens(id)).to.deep.equal([]);
  });
});
