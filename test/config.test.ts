import { expect } from 'chai';
import fc from 'fast-check';
import { ConfigError, readConfig } from '../src/config.js';

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
  return [];
}

describe('readConfig', () => {
  it('defaults to port 4000 and an SQLite file', () => {
    expect(readConfig({})).to.deep.equal({
      role: 'all',
      port: 4000,
      host: '0.0.0.0',
      databaseUrl: 'sqlite:./data/causeloop.sqlite',
      databasePoolSize: 4,
      databaseWaitSeconds: 30,
      redisUrl: undefined,
      logLevel: 'info',
      rateLimitPerMinute: 1000,
      anonymousLimitPerMinute: 300,
      bootstrapToken: undefined,
      trustedProxies: [],
      isProduction: false,
      corsOrigins: ['https://studio.apollographql.com'],
      jobRetentionDays: 30,
      patternMinIssues: 2,
      uncheckedSources: [],
      connectorSecretsKeys: [],
      webhookRetentionDays: 7,
      drainDelaySeconds: 0,
      shutdownSeconds: 10,
      tracesProtocol: undefined,
    });
  });

  it('reads every setting from the environment', () => {
    const config = readConfig({
      ROLE: 'Worker',
      PORT: ' 8080 ',
      HOST: '127.0.0.1',
      DATABASE_URL: 'mysql://user:p%40ss@db:3307/causeloop?ssl=true',
      DATABASE_POOL_SIZE: '8',
      DATABASE_WAIT_SECONDS: '0',
      REDIS_URL: 'rediss://:secret@cache:6380/2',
      LOG_LEVEL: 'DEBUG',
      RATE_LIMIT_PER_MINUTE: '5',
      ANONYMOUS_LIMIT_PER_MINUTE: '6',
      BOOTSTRAP_TOKEN: 'sixteen-letters-',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,,2001:db8::1',
      NODE_ENV: 'production',
      CORS_ORIGINS: 'https://app.example.com, http://localhost:3000',
      JOB_RETENTION_DAYS: '7',
      PATTERN_MIN_ISSUES: '3',
      UNCHECKED_SOURCES: 'jira, zendesk',
      CONNECTOR_SECRETS_KEY: `${Buffer.alloc(32, 1).toString('base64')}, ${'02'.repeat(32)}`,
      WEBHOOK_RETENTION_DAYS: '14',
      DRAIN_DELAY_SECONDS: '2',
      SHUTDOWN_TIMEOUT_SECONDS: '3',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(config).to.deep.equal({
      role: 'worker',
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: 'mysql://user:p%40ss@db:3307/causeloop?ssl=true',
      databasePoolSize: 8,
      databaseWaitSeconds: 0,
      redisUrl: 'rediss://:secret@cache:6380/2',
      logLevel: 'debug',
      rateLimitPerMinute: 5,
      anonymousLimitPerMinute: 6,
      bootstrapToken: 'sixteen-letters-',
      trustedProxies: ['loopback', '10.0.0.0/8', '2001:db8::1'],
      isProduction: true,
      corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
      jobRetentionDays: 7,
      patternMinIssues: 3,
      uncheckedSources: ['jira', 'zendesk'],
      connectorSecretsKeys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      webhookRetentionDays: 14,
      drainDelaySeconds: 2,
      shutdownSeconds: 3,
      tracesProtocol: 'http/json',
    });
  });

  it('treats an empty variable as unset', () => {
    const names = [
      'PORT',
      'HOST',
      'DATABASE_URL',
      'REDIS_URL',
      'LOG_LEVEL',
      'BOOTSTRAP_TOKEN',
      'TRUSTED_PROXIES',
    ];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, '  '])))).to.deep.equal(readConfig({}));
  });

  it('explains why a gateway or a worker alone cannot use SQLite', () => {
    for (const ROLE of ['gateway', 'worker']) {
      expect(problemsOf({ ROLE }).join()).to.match(/needs a database server/);
      expect(readConfig({ ROLE, DATABASE_URL: 'mysql://db/causeloop' }).role).to.equal(ROLE);
    }
  });

  it('reports every problem at once', () => {
    const problems = problemsOf({
      PORT: '70000',
      DATABASE_URL: 'postgres://db/causeloop',
      DATABASE_POOL_SIZE: '1',
      DATABASE_WAIT_SECONDS: '-1',
      REDIS_URL: 'http://cache',
      LOG_LEVEL: 'loud',
      RATE_LIMIT_PER_MINUTE: '0',
      ANONYMOUS_LIMIT_PER_MINUTE: '1.5',
      BOOTSTRAP_TOKEN: 'short',
      TRUSTED_PROXIES: '10.0.0.0/8,nobody,300.1.1.1',
      CORS_ORIGINS: '*,none,https://app.example.com/path,app.example.com',
      JOB_RETENTION_DAYS: 'month',
      UNCHECKED_SOURCES: 'jira,slack',
      SHUTDOWN_TIMEOUT_SECONDS: '1e3',
    });
    expect(problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0])).to.deep.equal([
      'PORT',
      'DATABASE_URL',
      'DATABASE_POOL_SIZE',
      'DATABASE_WAIT_SECONDS',
      'REDIS_URL',
      'LOG_LEVEL',
      'RATE_LIMIT_PER_MINUTE',
      'ANONYMOUS_LIMIT_PER_MINUTE',
      'BOOTSTRAP_TOKEN',
      'TRUSTED_PROXIES',
      'TRUSTED_PROXIES',
      'CORS_ORIGINS',
      'CORS_ORIGINS',
      'JOB_RETENTION_DAYS',
      'UNCHECKED_SOURCES',
      'SHUTDOWN_TIMEOUT_SECONDS',
    ]);
    expect(new ConfigError(problems).message.split('\n')).to.have.length(problems.length + 1);
  });

  it('exports traces only if an exporter or an endpoint is named and nothing turns them off', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    const protocolOf = (env: NodeJS.ProcessEnv) => readConfig(env).tracesProtocol;
    expect(protocolOf({})).to.equal(undefined);
    expect(protocolOf({ OTEL_SERVICE_NAME: 'gateway' })).to.equal(undefined);
    expect(protocolOf({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).to.equal(undefined);
    expect(protocolOf({ ...endpoint, OTEL_SDK_DISABLED: 'True' })).to.equal(undefined);
    expect(protocolOf(endpoint)).to.equal('http/protobuf');
    expect(protocolOf({ OTEL_TRACES_EXPORTER: 'otlp' })).to.equal('http/protobuf');
    expect(
      protocolOf({
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      }),
    ).to.equal('http/json');
  });

  it('refuses variables of OpenTelemetry that it cannot follow, unless they are not used', () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'sometimes',
    };
    expect(problemsOf(wrong)).to.have.length(3);
    expect(problemsOf({ ...wrong, OTEL_SDK_DISABLED: 'true' })).to.deep.equal([]);
    expect(problemsOf({ OTEL_TRACES_EXPORTER: 'zipkin' })).to.have.length(1);
  });

  it('accepts only plain digits as numbers', () => {
    for (const PORT of ['0x50', '1e3', '80.0', '+80', '-1', '８０', '80 81', 'Infinity', '9'.repeat(30)])
      expect(problemsOf({ PORT }), PORT).to.have.length(1);
    for (const PORT of ['0', '00080', '65535']) expect(problemsOf({ PORT }), PORT).to.have.length(0);
  });

  it('accepts supported database URLs and refuses others', () => {
    const good = [
      ...['sqlite:./data/a.sqlite', 'sqlite:/var/lib/a.sqlite', 'sqlite:///var/lib/a.sqlite', 'sqlite:a'],
      ...[
        'mysql://root@127.0.0.1/db',
        'mariadb://u:p@host:3306/db',
        'mysql://u:p%2F%23@[::1]:3306/db?ssl=false',
      ],
    ];
    for (const DATABASE_URL of good) expect(problemsOf({ DATABASE_URL }), DATABASE_URL).to.have.length(0);
    const bad = [
      ...['sqlite:', 'sqlite::memory:', 'sqlite://relative', 'a.sqlite', 'file:a.sqlite', 'MYSQL://h/db'],
      ...[
        'mysql://',
        'mysql://host',
        'mysql://host/',
        'mysql://host/a/b',
        'mysql://u:a#b@host/db',
        'mysql://u:%@host/db',
      ],
      ...[
        'mysql://host/db?ssl=maybe',
        'mysql://host/db?charset=latin1',
        'mysql://host:99999/db',
        'mysql:///db',
      ],
    ];
    for (const DATABASE_URL of bad) expect(problemsOf({ DATABASE_URL }), DATABASE_URL).to.have.length(1);
  });

  it('accepts supported Redis URLs and refuses others', () => {
    for (const REDIS_URL of ['redis://cache', 'redis://:p%40ss@cache:6379/0', 'rediss://user:pass@cache/15'])
      expect(problemsOf({ REDIS_URL }), REDIS_URL).to.have.length(0);
    for (const REDIS_URL of ['cache:6379', 'redis://', 'redis://cache/name', 'redis://:%@cache'])
      expect(problemsOf({ REDIS_URL }), REDIS_URL).to.have.length(1);
  });

  it('accepts only a bootstrap token that can be sent as a Bearer token', () => {
    for (const BOOTSTRAP_TOKEN of ['a'.repeat(16), 'a'.repeat(512), 'aZ09-._~+/abcdef=='])
      expect(problemsOf({ BOOTSTRAP_TOKEN }), BOOTSTRAP_TOKEN).to.have.length(0);
    for (const BOOTSTRAP_TOKEN of [
      'a'.repeat(15),
      'a'.repeat(513),
      'with a blank in it',
      'sixteen-letters-é',
    ])
      expect(problemsOf({ BOOTSTRAP_TOKEN }), BOOTSTRAP_TOKEN).to.have.length(1);
  });

  it('accepts keys of 32 bytes and never repeats an invalid one', () => {
    const base64url = Buffer.alloc(32, 0xfb).toString('base64url');
    expect(readConfig({ CONNECTOR_SECRETS_KEY: base64url }).connectorSecretsKeys).to.deep.equal([
      Buffer.alloc(32, 0xfb),
    ]);
    for (const wrong of ['hunter2', 'a'.repeat(63), Buffer.alloc(31).toString('base64'), `${base64url}==`]) {
      const problems = problemsOf({ CONNECTOR_SECRETS_KEY: `${base64url},${wrong}` });
      expect(problems).to.have.lengthOf(1);
      expect(problems[0])
        .to.contain('CONNECTOR_SECRETS_KEY')
        .and.not.contain(wrong)
        .and.not.contain(base64url);
    }
  });

  it('never repeats a value that can contain a secret', () => {
    const secret = 'sesame';
    const value = fc
      .tuple(
        fc.constantFrom('', 'mysql://', 'mysql://u:', 'redis://:', 'sqlite:/data/x?', 'x'),
        fc.string(),
        fc.string(),
      )
      .map(([start, before, after]) => `${start}${before}${secret}${after}`);
    fc.assert(
      fc.property(value, (text) => {
        const problems = problemsOf({
          DATABASE_URL: text,
          REDIS_URL: text,
          BOOTSTRAP_TOKEN: text,
          PORT: text,
        });
        expect(problems.join('\n')).not.to.include(secret);
      }),
    );
  });
});
