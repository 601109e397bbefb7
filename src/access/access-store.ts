import { LRUCache } from 'lru-cache';
import type { Database } from '../db/database.js';
import { isDuplicateKey } from '../db/database-error.js';
import type { Row, Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { requireName } from '../domain/rules/name.js';
import { bearerToken, mintToken, tokenDigest, UnauthorizedError } from './bearer.js';
import { ALL_SCOPES, parseScopes, type Scope } from './scopes.js';

/** Who calls. */
export interface Caller {
  readonly workspaceId: number;
  readonly tokenId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Epoch milliseconds; null for a token without end. */
  readonly expiresAt: number | null;
}

/** A workspace as it is listed. Instants are epoch milliseconds. */
export interface WorkspaceView {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
}

export interface TokenOptions {
  readonly workspaceId: number;
  readonly scopes: readonly string[];
  readonly name?: string | null;
  /** Epoch milliseconds; absent or null: the token does not expire. */
  readonly expiresAt?: number | null;
}

/** A token as it is listed: never its text, which nobody knows any more. */
export interface TokenView {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly createdAt: number;
}

/** A token just made, the only time with its text. */
export interface NewToken extends TokenView {
  readonly token: string;
}

/** What is known of a valid token, and since when. */
interface Known {
  readonly caller: Caller;
  readonly readAt: number;
}

interface Lookup {
  readonly caller: Promise<Caller>;
  readonly startedAt: number;
}

const CACHED_TOKENS = 10_000;
const TOKEN_COLUMNS = 'id, workspace_id, name, scopes, expires_at, revoked_at, created_at';
const DEFAULT_WORKSPACE = 'default';

/** Workspaces and the tokens that open them. */
export class AccessStore {
  private readonly ids: IdMinter;
  /** Only valid tokens get in, so strangers cannot fill it. */
  private readonly known = new LRUCache<string, Known>({ max: CACHED_TOKENS });
  private readonly lookups = new Map<string, Lookup>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.ids = new IdMinter(clock);
  }

  /**
   * Who sent this Authorization header. What was read of a token is trusted for `LIMITS.tokenCacheMs`, so a
   * revocation takes that long at most; the expiry is judged on every call. A known token answers at once, without
   * a promise.
   * @throws (or rejects with) UnauthorizedError; AppError unavailable when the database cannot be reached
   */
  authenticate(authorization: string | undefined): Caller | Promise<Caller> {
    const token = bearerToken(authorization);
    const now = this.clock.now();
    const known = this.known.get(token);
    return known !== undefined && isFresh(known.readAt, now)
      ? unexpired(known.caller, now)
      : this.lookUp(token, now);
  }

  /**
   * @throws AppError validation_error for a name that is empty, too long or not plain text; conflict for one that exists
   */
  async createWorkspace(name: string): Promise<WorkspaceView> {
    requireName('workspace', name);
    try {
      return await this.database.write((tx) => insertWorkspace(tx, name, this.clock.now()));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError('conflict', `a workspace named ${JSON.stringify(name)} exists already`);
    }
  }

  /** Oldest first. */
  async listWorkspaces(): Promise<WorkspaceView[]> {
    const rows = await this.database.query('SELECT id, name, created_at FROM workspace ORDER BY id', []);
    return rows.map(workspaceOf);
  }

  /** @throws AppError not_found */
  async getWorkspace(name: string): Promise<WorkspaceView> {
    const rows = await this.database.query('SELECT id, name, created_at FROM workspace WHERE name = ?', [
      name,
    ]);
    // The database may ignore trailing blanks; the name is compared exactly.
    const workspace = rows.map(workspaceOf).find((candidate) => candidate.name === name);
    if (workspace === undefined)
      throw new AppError('not_found', `there is no workspace named ${JSON.stringify(name)}`);
    return workspace;
  }

  /** @throws AppError validation_error for an unknown scope, a bad name or an expiry that is not in the future */
  async createToken(options: TokenOptions): Promise<NewToken> {
    const scopes = parseScopes(options.scopes);
    const expiresAt = options.expiresAt ?? null;
    const name = options.name ?? null;
    if (name !== null) requireName('token', name);
    if (expiresAt !== null && !(expiresAt > this.clock.now()))
      throw new AppError('validation_error', 'the expiry of a token must be in the future');
    return this.database.write((tx) =>
      this.insertToken(tx, { workspaceId: options.workspaceId, name, scopes, expiresAt, token: mintToken() }),
    );
  }

  /** Oldest first; revoked and expired ones too. */
  async listTokens(workspaceId: number): Promise<TokenView[]> {
    const rows = await this.database.query(
      `SELECT ${TOKEN_COLUMNS} FROM access_token WHERE workspace_id = ? ORDER BY id`,
      [workspaceId],
    );
    return rows.map(tokenOf);
  }

  /**
   * Closes a token for ever; again changes nothing. Other processes notice within `LIMITS.tokenCacheMs`.
   * @throws AppError not_found
   */
  async revokeToken(id: string): Promise<TokenView> {
    const bytes = decodeId(ID_PREFIX.token, id);
    const now = this.clock.now();
    const token =
      bytes === null
        ? undefined
        : await this.database.write(async (tx) => {
            await tx.execute('UPDATE access_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [
              now,
              bytes,
            ]);
            const { rows } = await tx.execute(`SELECT ${TOKEN_COLUMNS} FROM access_token WHERE id = ?`, [
              bytes,
            ]);
            return rows.map(tokenOf)[0];
          });
    if (token === undefined)
      throw new AppError('not_found', `there is no token with the id ${JSON.stringify(id)}`);
    for (const [text, { caller }] of this.known.entries()) if (caller.tokenId === id) this.known.delete(text);
    return token;
  }

  /**
   * Gives an empty database its first workspace and a token with every scope, both or neither. Safe to run again
   * and in several processes: the workspace's name is unique.
   * @param bootstrapToken the token's text, if the operator chose it
   * @returns the text of a token that was made here and that nobody knows yet; null when there is nothing to show
   */
  async bootstrap(bootstrapToken?: string): Promise<string | null> {
    const token = bootstrapToken ?? mintToken();
    try {
      const made = await this.database.write(async (tx) => {
        const { rows } = await tx.execute('SELECT id FROM workspace LIMIT 1', []);
        if (rows.length > 0) return false;
        const { id } = await insertWorkspace(tx, DEFAULT_WORKSPACE, this.clock.now());
        await this.insertToken(tx, {
          workspaceId: id,
          name: 'bootstrap',
          scopes: ALL_SCOPES,
          expiresAt: null,
          token,
        });
        return true;
      });
      return made && bootstrapToken === undefined ? token : null;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  /** Reads a token once for all who ask at the same time; a refusal is remembered by nobody. */
  private lookUp(token: string, now: number): Promise<Caller> {
    const running = this.lookups.get(token);
    if (running !== undefined && isFresh(running.startedAt, now)) return running.caller;
    const lookup: Lookup = { startedAt: now, caller: this.readCaller(token, now) };
    this.lookups.set(token, lookup);
    const forget = (): void => {
      if (this.lookups.get(token) === lookup) this.lookups.delete(token);
    };
    lookup.caller.then(forget, forget);
    return lookup.caller;
  }

  private async readCaller(token: string, readAt: number): Promise<Caller> {
    const [row] = await this.database.query(`SELECT ${TOKEN_COLUMNS} FROM access_token WHERE hash = ?`, [
      tokenDigest(token),
    ]);
    if (row === undefined) throw new UnauthorizedError('invalid');
    const { id, workspaceId, scopes, expiresAt, revokedAt } = tokenOf(row);
    if (revokedAt !== null) throw new UnauthorizedError('invalid');
    const caller: Caller = { workspaceId, tokenId: id, scopes: new Set(scopes), expiresAt };
    unexpired(caller, this.clock.now());
    // The age counts from before the read: a revocation may have come between.
    this.known.set(token, { caller, readAt });
    return caller;
  }

  private async insertToken(
    tx: Transaction,
    { token, ...fields }: Omit<NewToken, 'id' | 'createdAt' | 'revokedAt'>,
  ): Promise<NewToken> {
    const bytes = this.ids.mint();
    const createdAt = this.clock.now();
    await tx.execute(
      'INSERT INTO access_token (id, workspace_id, hash, name, scopes, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [
        bytes,
        fields.workspaceId,
        tokenDigest(token),
        fields.name,
        fields.scopes.join(' '),
        fields.expiresAt,
        createdAt,
      ],
    );
    return { id: encodeId(ID_PREFIX.token, bytes), ...fields, token, revokedAt: null, createdAt };
  }
}

/** Whether what was read at `readAt` still counts; a clock that stepped back makes it old. */
function isFresh(readAt: number, now: number): boolean {
  const age = now - readAt;
  return age >= 0 && age < LIMITS.tokenCacheMs;
}

function unexpired(caller: Caller, now: number): Caller {
  if (caller.expiresAt !== null && caller.expiresAt <= now) throw new UnauthorizedError('invalid');
  return caller;
}

async function insertWorkspace(tx: Transaction, name: string, createdAt: number): Promise<WorkspaceView> {
  await tx.execute('INSERT INTO workspace (name, created_at) VALUES (?, ?)', [name, createdAt]);
  const { rows } = await tx.execute('SELECT id, name, created_at FROM workspace WHERE name = ?', [name]);
  return workspaceOf(rows[0] as Row);
}

function workspaceOf(row: Row): WorkspaceView {
  return { id: Number(row.id), name: String(row.name), createdAt: Number(row.created_at) };
}

function tokenOf(row: Row): TokenView {
  const stored = new Set(String(row.scopes).split(' '));
  return {
    id: encodeId(ID_PREFIX.token, row.id as Buffer),
    workspaceId: Number(row.workspace_id),
    name: row.name === null ? null : String(row.name),
    scopes: ALL_SCOPES.filter((scope) => stored.has(scope)),
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
    revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
    createdAt: Number(row.created_at),
  };
}
