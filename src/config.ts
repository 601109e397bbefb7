import proxyAddr from 'proxy-addr';
import { isTokenText } from './access/bearer.js';
import { LIMITS } from './domain/limits.js';
import { isSourcePath, SOURCE_PATHS, type SourcePath } from './domain/source.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that an operator can set. `README.md` and `.env.example` describe each variable. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** `sqlite:FILE`, `mysql://…` or `mariadb://…`. May hold a password: never log it. */
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly databaseWaitSeconds: number;
  /** May hold a password: never log it. */
  readonly redisUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly rateLimitPerMinute: number;
  readonly anonymousLimitPerMinute: number;
  readonly bootstrapToken: string | undefined;
  /** Addresses, networks and names as proxy-addr takes them. */
  readonly trustedProxies: readonly string[];
  /** Whether others can reach it: then no page fills in a token for its reader. */
  readonly isProduction: boolean;
  /** Origins of pages that may use GraphQL; `*` is every one. */
  readonly corsOrigins: readonly string[];
  readonly jobRetentionDays: number;
  /** Distinct issues from which a pattern is shown. */
  readonly patternMinIssues: number;
  /** Sources whose form of `external_id` is not checked. */
  readonly uncheckedSources: readonly SourcePath[];
  /** AES-256 keys for the secrets of connectors; the first one encrypts. Never log them. */
  readonly connectorSecretsKeys: readonly Buffer[];
  readonly webhookRetentionDays: number;
  readonly shutdownSeconds: number;
}

/** The environment cannot be used. The message lists every problem, one a line, and repeats no secret. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['These settings cannot be used:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** Of AES-256. */
const SECRET_KEY_BYTES = 32;
/** Apollo Sandbox on its own site. */
const DEFAULT_CORS_ORIGINS = 'https://studio.apollographql.com';
const DEFAULT_DATABASE_URL = 'sqlite:./data/causeloop.sqlite';

/**
 * Reads the settings; an empty variable counts as unset.
 * @throws ConfigError with every problem at once
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new Reader(env);
  const config: Config = {
    port: reader.wholeNumber('PORT', 4000, 0, 65_535),
    host: reader.text('HOST') ?? '0.0.0.0',
    databaseUrl: reader.checked('DATABASE_URL', databaseUrlProblem) ?? DEFAULT_DATABASE_URL,
    databasePoolSize: reader.wholeNumber('DATABASE_POOL_SIZE', 4, 2, 16),
    databaseWaitSeconds: reader.wholeNumber('DATABASE_WAIT_SECONDS', 30, 0, 3_600),
    redisUrl: reader.checked('REDIS_URL', redisUrlProblem),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    rateLimitPerMinute: reader.wholeNumber('RATE_LIMIT_PER_MINUTE', LIMITS.rateLimitPerMinute, 1, 1e9),
    anonymousLimitPerMinute: reader.wholeNumber(
      'ANONYMOUS_LIMIT_PER_MINUTE',
      LIMITS.anonymousLimitPerMinute,
      1,
      1e9,
    ),
    bootstrapToken: reader.checked('BOOTSTRAP_TOKEN', bootstrapTokenProblem),
    trustedProxies: reader.list(
      'TRUSTED_PROXIES',
      isProxy,
      'an address, a network such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    ),
    isProduction: reader.text('NODE_ENV') === 'production',
    corsOrigins: reader.list(
      'CORS_ORIGINS',
      isOrigin,
      'an origin such as https://app.example.com, without a path, * for every one, or none',
      DEFAULT_CORS_ORIGINS,
    ),
    jobRetentionDays: reader.wholeNumber('JOB_RETENTION_DAYS', LIMITS.jobRetentionDays, 1, 36_500),
    patternMinIssues: reader.wholeNumber('PATTERN_MIN_ISSUES', LIMITS.patternMinIssues, 1, 1_000),
    uncheckedSources: reader.list('UNCHECKED_SOURCES', isSourcePath, `one of ${SOURCE_PATHS.join(', ')}`),
    connectorSecretsKeys: reader.secretKeys('CONNECTOR_SECRETS_KEY'),
    webhookRetentionDays: reader.wholeNumber(
      'WEBHOOK_RETENTION_DAYS',
      LIMITS.webhookRetentionDays,
      1,
      36_500,
    ),
    shutdownSeconds: reader.wholeNumber('SHUTDOWN_TIMEOUT_SECONDS', 10, 1, 600),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** Collects problems instead of stopping at the first one. */
class Reader {
  readonly problems: string[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }

  wholeNumber(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.problems.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) this.problems.push(`${name} must be one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  list<T extends string>(
    name: string,
    isAllowed: (item: string) => item is T,
    expected: string,
    fallback = '',
  ): T[] {
    const items = (this.text(name) ?? fallback).split(',').map((item) => item.trim());
    const allowed: T[] = [];
    for (const item of items) {
      if (item === '') continue;
      if (isAllowed(item)) allowed.push(item);
      else this.problems.push(`${name}: ${JSON.stringify(item)} is not ${expected}`);
    }
    return allowed;
  }

  /** Never repeats a value, not even one that is wrong. */
  secretKeys(name: string): Buffer[] {
    const texts = (this.text(name) ?? '').split(',').map((text) => text.trim());
    return texts.flatMap((text) => {
      if (text === '') return [];
      const key = secretKey(text);
      if (key === null)
        this.problems.push(
          `${name} must be 32 bytes in base64 or hexadecimal, such as \`openssl rand -base64 32\` prints; several are separated by commas, the newest first`,
        );
      return key === null ? [] : [key];
    });
  }

  /** `problemOf` must not repeat the value, which may hold a secret. */
  checked(name: string, problemOf: (value: string) => string | null): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const problem = problemOf(value);
    if (problem !== null) this.problems.push(`${name} ${problem}`);
    return value;
  }
}

function secretKey(text: string): Buffer | null {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  const key = /^[A-Za-z\d+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
  return key?.length === SECRET_KEY_BYTES ? key : null;
}

function isOrigin(item: string): item is string {
  return item === '*' || item === 'none' || (URL.canParse(item) && new URL(item).origin === item);
}

function isProxy(item: string): item is string {
  try {
    proxyAddr.compile(item);
    return true;
  } catch {
    return false;
  }
}

function databaseUrlProblem(value: string): string | null {
  if (value.startsWith('sqlite:')) return sqliteProblem(value.slice('sqlite:'.length));
  if (!/^(mysql|mariadb):\/\//.test(value))
    return 'must begin with mysql://, mariadb:// or sqlite: (such as sqlite:./data/causeloop.sqlite)';
  const url = parsedUrl(value);
  if (url === null)
    return 'is not a valid address; special characters in user and password must be percent-encoded';
  if (url.hostname === '') return 'names no host';
  if (!/^\/[^/]+$/.test(url.pathname))
    return 'must end with the name of one database, such as mysql://user:password@host:3306/causeloop';
  if (url.hash !== '')
    return 'contains a bare #; special characters in user and password must be percent-encoded';
  for (const [name, setting] of url.searchParams)
    if (name !== 'ssl' || (setting !== 'true' && setting !== 'false'))
      return 'knows only the parameter ssl=true or ssl=false';
  return null;
}

function sqliteProblem(file: string): string | null {
  if (file === '') return 'names no file: write sqlite:./relative/file or sqlite:/absolute/file';
  if (file === ':memory:') return 'cannot be in memory: what was accepted must survive a restart';
  if (/^\/\/(?!\/)/.test(file))
    return 'has two slashes: write sqlite:./relative/file or sqlite:/absolute/file';
  return null;
}

function redisUrlProblem(value: string): string | null {
  if (!/^rediss?:\/\//.test(value)) return 'must begin with redis:// or rediss://';
  const url = parsedUrl(value);
  if (url === null || url.hostname === '')
    return 'is not a valid address; special characters in user and password must be percent-encoded';
  if (!/^\/?\d*$/.test(url.pathname))
    return 'may only name a database number after the host, such as redis://host:6379/0';
  return null;
}

function bootstrapTokenProblem(value: string): string | null {
  if (value.length < LIMITS.bootstrapTokenChars)
    return `must have at least ${LIMITS.bootstrapTokenChars} characters`;
  if (value.length > LIMITS.tokenChars) return `must have at most ${LIMITS.tokenChars} characters`;
  return isTokenText(value) ? null : 'may contain only letters, digits and - . _ ~ + / with = at the end';
}

/** null also when a part of it has a percent sign that encodes nothing. */
function parsedUrl(value: string): URL | null {
  try {
    const url = new URL(value);
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return url;
  } catch {
    return null;
  }
}
