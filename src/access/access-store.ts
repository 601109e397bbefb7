import { LRUCache } from 'lru-cache';
import { IsNull } from 'typeorm';
import type { Database, Tx } from '../db/database.js';
import { isDuplicateKey } from '../db/database-error.js';
import type { Clock } from '../domain/clock.js';
import { AccessToken } from '../domain/entities/access-token.js';
import { Workspace } from '../domain/entities/workspace.js';
import { AppError } from '../domain/errors.js';
import { encodeId, ID_PREFIX, IdMinter, isId } from '../domain/ids.js';
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
  async createWorkspace(name: string): Promise<Workspace> {
    requireName('workspace', name);
    try {
      return await this.database.write((tx) => insertWorkspace(tx, name, this.clock.now()));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError('conflict', `a workspace named ${JSON.stringify(name)} exists already`);
    }
  }

  /** Oldest first. */
  listWorkspaces(): Promise<Workspace[]> {
    return this.database.read((manager) => manager.find(Workspace, { order: { id: 'ASC' } }));
  }

  /** @throws AppError not_found */
  async getWorkspace(name: string): Promise<Workspace> {
    const found = await this.database.read((manager) => manager.findBy(Workspace, { name }));
    // The database may ignore trailing blanks; the name is compared exactly.
    const workspace = found.find((candidate) => candidate.name === name);
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

  /** Oldest first, including revoked and expired tokens. */
  async listTokens(workspaceId: number): Promise<TokenView[]> {
    const tokens = await this.database.read((manager) =>
      manager.find(AccessToken, { where: { workspaceId }, order: { id: 'ASC' } }),
    );
    return tokens.map(viewOf);
  }

  /**
   * Permanently revokes a token; revoking it again changes nothing. Other processes notice within `LIMITS.tokenCacheMs`.
   * @throws AppError not_found
   */
  async revokeToken(id: string): Promise<TokenView> {
    const revokedAt = this.clock.now();
    const token = !isId(ID_PREFIX.token, id)
      ? null
      : await this.database.write(async ({ manager }) => {
          await manager.update(AccessToken, { id, revokedAt: IsNull() }, { revokedAt });
          return manager.findOneBy(AccessToken, { id });
        });
    if (token === null)
      throw new AppError('not_found', `there is no token with the id ${JSON.stringify(id)}`);
    for (const [text, { caller }] of this.known.entries()) if (caller.tokenId === id) this.known.delete(text);
    return viewOf(token);
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
        if (await tx.manager.exists(Workspace)) return false;
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
    const hash = tokenDigest(token);
    const stored = await this.database.read((manager) => manager.findOneBy(AccessToken, { hash }));
    if (stored === null) throw new UnauthorizedError('invalid');
    const { id, workspaceId, scopes, expiresAt, revokedAt } = viewOf(stored);
    if (revokedAt !== null) throw new UnauthorizedError('invalid');
    const caller: Caller = { workspaceId, tokenId: id, scopes: new Set(scopes), expiresAt };
    unexpired(caller, this.clock.now());
    // The age counts from before the read: a revocation may have come between.
    this.known.set(token, { caller, readAt });
    return caller;
  }

  private async insertToken(
    { manager }: Tx,
    { token, scopes, ...fields }: Omit<NewToken, 'id' | 'createdAt' | 'revokedAt'>,
  ): Promise<NewToken> {
    const id = encodeId(ID_PREFIX.token, this.ids.mint());
    const view = { ...fields, id, revokedAt: null, createdAt: this.clock.now() };
    await manager.insert(AccessToken, { ...view, hash: tokenDigest(token), scopes: scopes.join(' ') });
    return { ...view, scopes, token };
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

async function insertWorkspace({ manager }: Tx, name: string, createdAt: number): Promise<Workspace> {
  const workspace = manager.create(Workspace, { name, createdAt });
  await manager.insert(Workspace, workspace);
  return workspace;
}

function viewOf({ id, workspaceId, name, scopes, expiresAt, revokedAt, createdAt }: AccessToken): TokenView {
  const stored = new Set(scopes.split(' '));
  const known = ALL_SCOPES.filter((scope) => stored.has(scope));
  return { id, workspaceId, name, scopes: known, expiresAt, revokedAt, createdAt };
}
