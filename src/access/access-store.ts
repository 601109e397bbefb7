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

/** The authenticated caller of a request. */
export interface Caller {
  readonly workspaceId: number;
  readonly tokenId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Epoch milliseconds; null for a token that does not expire. */
  readonly expiresAt: number | null;
}

export interface TokenOptions {
  readonly workspaceId: number;
  readonly scopes: readonly string[];
  readonly name?: string | null;
  /** Epoch milliseconds. Without it the token does not expire. */
  readonly expiresAt?: number | null;
}

/** A token as listed, without its text, of which only a digest is stored. */
export interface TokenView {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly createdAt: number;
}

/** A new token with its text, which is returned only once. */
export interface NewToken extends TokenView {
  readonly token: string;
}

/** The caller of a valid token, with the time at which it was read. */
interface CachedCaller {
  readonly caller: Caller;
  readonly readAt: number;
}

/** A running read of a token. */
interface TokenLookup {
  readonly caller: Promise<Caller>;
  readonly startedAt: number;
}

const CACHED_TOKENS = 10_000;
const DEFAULT_WORKSPACE = 'default';
const DEVELOPMENT_TOKEN_ID = 'development';

/** Stores workspaces and their tokens. */
export class AccessStore {
  private readonly ids: IdMinter;
  /** Contains only valid tokens, so that invalid requests cannot fill it. */
  private readonly cached = new LRUCache<string, CachedCaller>({ max: CACHED_TOKENS });
  private readonly lookups = new Map<string, TokenLookup>();
  private development: { readonly hash: Buffer; readonly caller: Caller } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.ids = new IdMinter(clock);
  }

  /**
   * Returns the caller of an Authorization header. A token is cached for `LIMITS.tokenCacheMs`, so a revocation takes effect
   * within that time; the expiry is checked on every call. For a cached token the result is not a promise.
   * @throws (or rejects with) UnauthorizedError; AppError unavailable when the database cannot be reached
   */
  authenticate(authorization: string | undefined): Caller | Promise<Caller> {
    const token = bearerToken(authorization);
    const now = this.clock.now();
    const cached = this.cached.get(token);
    return cached !== undefined && isFresh(cached.readAt, now)
      ? unexpired(cached.caller, now)
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
      throw new AppError('conflict', `a workspace named ${JSON.stringify(name)} already exists`);
    }
  }

  /** Lists all workspaces, oldest first. */
  listWorkspaces(): Promise<Workspace[]> {
    return this.database.read((manager) => manager.find(Workspace, { order: { id: 'ASC' } }));
  }

  /** Returns the workspace with exactly this name. @throws AppError not_found */
  async getWorkspace(name: string): Promise<Workspace> {
    const found = await this.database.read((manager) => manager.findBy(Workspace, { name }));
    // The database can ignore trailing spaces, so the name is compared again.
    const workspace = found.find((candidate) => candidate.name === name);
    if (workspace === undefined)
      throw new AppError('not_found', `there is no workspace named ${JSON.stringify(name)}`);
    return workspace;
  }

  /** @throws AppError validation_error for an unknown scope, an invalid name or an expiry that is not in the future */
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

  /** Lists the tokens of a workspace, oldest first, including revoked and expired ones. */
  async listTokens(workspaceId: number): Promise<TokenView[]> {
    const tokens = await this.database.read((manager) =>
      manager.find(AccessToken, { where: { workspaceId }, order: { id: 'ASC' } }),
    );
    return tokens.map(viewOf);
  }

  /**
   * Permanently revokes a token. Idempotent. Takes effect in other processes within `LIMITS.tokenCacheMs`.
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
    for (const [text, { caller }] of this.cached.entries())
      if (caller.tokenId === id) this.cached.delete(text);
    return viewOf(token);
  }

  /**
   * Creates the first workspace of an empty database and a token with every scope, in one transaction. Idempotent, also
   * across processes, because the name of the workspace is unique.
   * @param bootstrapToken the token's text, if the operator chose it
   * @returns the text of the generated token, or null if the operator chose the token or the database was not empty
   */
  async bootstrap(bootstrapToken?: string): Promise<string | null> {
    const token = bootstrapToken ?? mintToken();
    try {
      const created = await this.database.write(async (tx) => {
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
      return created && bootstrapToken === undefined ? token : null;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  /**
   * Returns a token with every scope of the oldest workspace, which only this process knows and only until it ends. Returns
   * null without a workspace.
   */
  async openDevelopmentToken(): Promise<string | null> {
    const [workspace] = await this.listWorkspaces();
    if (workspace === undefined) return null;
    const token = mintToken();
    const caller = {
      workspaceId: workspace.id,
      tokenId: DEVELOPMENT_TOKEN_ID,
      scopes: new Set(ALL_SCOPES),
      expiresAt: null,
    };
    this.development = { hash: tokenDigest(token), caller };
    return token;
  }

  /** Reads a token once for all concurrent requests. Invalid tokens are not cached. */
  private lookUp(token: string, now: number): Promise<Caller> {
    const running = this.lookups.get(token);
    if (running !== undefined && isFresh(running.startedAt, now)) return running.caller;
    const lookup: TokenLookup = { startedAt: now, caller: this.readCaller(token, now) };
    this.lookups.set(token, lookup);
    const forget = (): void => {
      if (this.lookups.get(token) === lookup) this.lookups.delete(token);
    };
    lookup.caller.then(forget, forget);
    return lookup.caller;
  }

  private async readCaller(token: string, readAt: number): Promise<Caller> {
    const hash = tokenDigest(token);
    if (this.development?.hash.equals(hash) === true) return this.development.caller;
    const stored = await this.database.read((manager) => manager.findOneBy(AccessToken, { hash }));
    if (stored === null) throw new UnauthorizedError('invalid');
    const { id, workspaceId, scopes, expiresAt, revokedAt } = viewOf(stored);
    if (revokedAt !== null) throw new UnauthorizedError('invalid');
    const caller: Caller = { workspaceId, tokenId: id, scopes: new Set(scopes), expiresAt };
    unexpired(caller, this.clock.now());
    // The age counts from the start of the read, because the token can be revoked during it.
    this.cached.set(token, { caller, readAt });
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

/** Whether a value read at `readAt` is recent enough. If the clock went back, it is not. */
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
