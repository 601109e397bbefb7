import proxyAddr from 'proxy-addr';
import { isTokenText } from './access/bearer.js';
import { LIMITS } from './domain/limits.js';
import { isSourcePath, SOURCE_PATHS, type SourcePath } from './domain/source.js';
import { TRACES_PROTOCOLS, type TracesProtocol } from './telemetry/start-tracing.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * What a process does. gateway: serves requests. worker: processes jobs, and serves only /ready and /metrics. all: both.
 */
export const ROLES = ['all', 'gateway', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** The settings of the gateway. `README.md` and `.env.example` describe each variable. */
export interface Config {
  readonly role: Role;
  readonly port: number;
  readonly host: string;
  /** `sqlite:FILE`, `mysql://…` or `mariadb://…`. Can contain a password: never log it. */
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly databaseWaitSeconds: number;
  /** Can contain a password: never log it. */
  readonly redisUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly rateLimitPerMinute: number;
  readonly anonymousLimitPerMinute: number;
  readonly bootstrapToken: string | undefined;
  /** Addresses, networks and names in the notation of proxy-addr. */
  readonly trustedProxies: readonly string[];
  /** Whether the gateway is reachable by others; then no page fills in a token. */
  readonly isProduction: boolean;
  /** Origins of pages that may use GraphQL; `*` allows all. */
  readonly corsOrigins: readonly string[];
  readonly jobRetentionDays: number;
  /** Distinct issues that a pattern needs to be visible. */
  readonly patternMinIssues: number;
  /** Sources whose `external_id` may have any form. */
  readonly uncheckedSources: readonly SourcePath[];
  /** AES-256 keys for connector secrets; the first one encrypts. Never log them. */
  readonly connectorSecretsKeys: readonly Buffer[];
  readonly webhookRetentionDays: number;
  /** Longest time of a stop, for everything together. */
  readonly shutdownSeconds: number;
  /** How traces are exported; undefined if they are not. The SDK of OpenTelemetry reads its other variables itself. */
  readonly tracesProtocol: TracesProtocol | undefined;
  /** How long `/ready` reports a stop before the port closes. */
  readonly drainDelaySeconds: number;
}

/** The environment is invalid. The message lists every problem, one per line, and repeats no secret. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      ['The gateway cannot start with these settings:', ...problems.map((problem) => `  ${problem}`)].join(
        '\n',
      ),
    );
    this.name = 'ConfigError';
  }
}

/** Length of an AES-256 key. */
const SECRET_KEY_BYTES = 32;
const TRACES_SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
/** The site of Apollo Sandbox. */
const DEFAULT_CORS_ORIGINS = 'https://studio.apollographql.com';
const DEFAULT_DATABASE_URL = 'sqlite:./data/causeloop.sqlite';

/**
 * Reads the settings; an empty variable counts as unset.
 * @throws ConfigError with every problem at once
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new Reader(env);
  const config: Config = {
    role: reader.oneOf('ROLE', ROLES, 'all'),
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
      'an address, a network such as 10.0.0.0/8, or one of loopback, linklocal, uniquelocal',
    ),
    isProduction: reader.text('NODE_ENV') === 'production',
    corsOrigins: reader.list(
      'CORS_ORIGINS',
      isOrigin,
      'an origin without a path such as https://app.example.com, * for all origins, or none',
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
    drainDelaySeconds: reader.wholeNumber('DRAIN_DELAY_SECONDS', 0, 0, 300),
    shutdownSeconds: reader.wholeNumber('SHUTDOWN_TIMEOUT_SECONDS', 10, 1, 600),
    tracesProtocol: reader.tracesProtocol(),
  };
  if (config.role !== 'all' && config.databaseUrl.startsWith('sqlite:'))
    reader.problems.push(
      `ROLE ${config.role} needs a database server, because SQLite belongs to one process: set DATABASE_URL to mysql://… or mariadb://…, or use the role all`,
    );
  if (config.drainDelaySeconds >= config.shutdownSeconds)
    reader.problems.push('DRAIN_DELAY_SECONDS must be less than SHUTDOWN_TIMEOUT_SECONDS, which includes it');
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** Collects problems instead of stopping at the first. */
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

  /** The standard variables of OpenTelemetry that decide whether traces are exported. Others are read only then. */
  tracesProtocol(): TracesProtocol | undefined {
    if (this.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
    const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
    const isNamed = endpoints.some((name) => this.text(name) !== undefined);
    const exporter = this.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none'], isNamed ? 'otlp' : 'none');
    if (exporter === 'none') return undefined;
    for (const name of endpoints) this.checked(name, httpUrlProblem);
    this.oneOf('OTEL_TRACES_SAMPLER', TRACES_SAMPLERS, 'parentbased_always_on');
    const common = this.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', TRACES_PROTOCOLS, 'http/protobuf');
    return this.oneOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', TRACES_PROTOCOLS, common);
  }

  /** Repeats no value, not even an invalid one. */
  secretKeys(name: string): Buffer[] {
    const texts = (this.text(name) ?? '').split(',').map((text) => text.trim());
    return texts.flatMap((text) => {
      if (text === '') return [];
      const key = secretKey(text);
      if (key === null)
        this.problems.push(
          `${name} must be 32 bytes in base64 or hexadecimal, as printed by \`openssl rand -base64 32\`; separate several keys by commas, the newest first`,
        );
      return key === null ? [] : [key];
    });
  }

  /** `problemOf` must not repeat the value, which can contain a secret. */
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
    return 'must begin with mysql://, mariadb:// or sqlite:, such as sqlite:./data/causeloop.sqlite';
  const url = parsedUrl(value);
  if (url === null)
    return 'is not a valid URL: percent-encode special characters in the user and the password';
  if (url.hostname === '') return 'has no host: write mysql://user:password@host:3306/causeloop';
  if (!/^\/[^/]+$/.test(url.pathname))
    return 'must end with the name of one database, such as mysql://user:password@host:3306/causeloop';
  if (url.hash !== '') return 'contains a #: percent-encode special characters in the user and the password';
  for (const [name, setting] of url.searchParams)
    if (name !== 'ssl' || (setting !== 'true' && setting !== 'false'))
      return 'has an unknown parameter: only ssl=true and ssl=false are supported';
  return null;
}

/** Repeats the path, which is not a secret, but no parameters. */
function sqliteProblem(file: string): string | null {
  if (file === '') return 'has no file: write sqlite:./relative/file or sqlite:/absolute/file';
  if (file === ':memory:')
    return 'cannot be in memory, because accepted records must survive a restart: write sqlite:./data/causeloop.sqlite';
  const path = file.replace(/^file:|\?.*$/gs, '');
  if (path !== file) return `must not be a URI or have parameters: write sqlite:${path}`;
  if (file.endsWith('/')) return `names the folder ${file}: write sqlite:${file}causeloop.sqlite`;
  if (/^\/\/(?!\/)/.test(file))
    return 'begins with two slashes: write sqlite:./relative/file or sqlite:/absolute/file';
  return null;
}

function redisUrlProblem(value: string): string | null {
  if (!/^rediss?:\/\//.test(value)) return 'must begin with redis:// or rediss://';
  const url = parsedUrl(value);
  if (url === null || url.hostname === '')
    return 'is not a valid URL: percent-encode special characters in the user and the password';
  if (!/^\/?\d*$/.test(url.pathname))
    return 'may have only a database number after the host, such as redis://host:6379/0';
  return null;
}

function httpUrlProblem(value: string): string | null {
  return /^https?:\/\//.test(value) && parsedUrl(value) !== null
    ? null
    : 'must be a URL such as http://localhost:4318';
}

function bootstrapTokenProblem(value: string): string | null {
  if (value.length < LIMITS.bootstrapTokenChars)
    return `must have at least ${LIMITS.bootstrapTokenChars} characters`;
  if (value.length > LIMITS.tokenChars) return `must have at most ${LIMITS.tokenChars} characters`;
  return isTokenText(value) ? null : 'may contain only letters, digits and - . _ ~ + / with = at the end';
}

/** Returns null for an invalid URL, and for one with a percent sign that encodes nothing. */
function parsedUrl(value: string): URL | null {
  try {
    const url = new URL(value);
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return url;
  } catch {
    return null;
  }
}
