import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { ALL_SCOPES, type Scope } from '../../src/access/scopes.js';
import { type App, type AppOverrides, createApp } from '../../src/app.js';
import { type Config, readConfig } from '../../src/config.js';
import { TestClock } from './clock.js';
import { TEST_SECRETS_KEY } from './connectors.js';
import { testDatabaseUrl } from './database.js';

/** The bootstrap token of a test app: workspace `default`, every scope. */
export const TEST_TOKEN = 'test-token-with-every-scope';

export interface TestAppOptions extends Omit<AppOverrides, 'clock'> {
  readonly clock?: TestClock;
  /** Settings that differ from the defaults. With `databaseUrl` the app opens an existing database. */
  readonly config?: Partial<Config>;
}

/** Headers of one request; `undefined` omits a header that is sent by default. */
export type TestHeaders = Record<string, string | undefined>;

export interface TestWorkspace {
  /** The id that the stores use. */
  readonly workspaceId: number;
  readonly name: string;
  /** Creates a token of this workspace and returns its text. Without arguments it has every scope. */
  token(...scopes: Scope[]): Promise<string>;
}

/** A gateway in this process. Jobs run when a test calls `app.runner.runUntilEmpty()`. */
export interface TestApp {
  readonly app: App;
  readonly token: string;
  readonly clock: TestClock;
  readonly databaseUrl: string;
  /** Text and bytes are sent as they are, any other body as JSON. */
  post(path: string, body?: unknown, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  get(path: string, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  newWorkspace(name: string): Promise<TestWorkspace>;
  /** Listens on a free port and returns the address, such as `http://127.0.0.1:40123`. */
  listen(): Promise<string>;
  /** Stops the app and removes the database unless the caller brought it. */
  close(): Promise<void>;
}

/** Builds the whole gateway on a database of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { config: settings = {}, clock = new TestClock(), ...overrides } = options;
  const given = settings.databaseUrl;
  const { url, remove } =
    given === undefined ? await testDatabaseUrl() : { url: given, remove: async () => undefined };
  const config: Config = { ...testConfig(url), ...settings };
  const app = await createApp(config, {
    logger: pino({ level: 'silent' }),
    autoRun: false,
    ...overrides,
    clock,
  });
  const send = async (request: InjectOptions & { headers: TestHeaders }): Promise<LightMyRequestResponse> =>
    app.server.inject({ ...request, headers: withoutUndefined(request.headers) });
  const authorization = `Bearer ${TEST_TOKEN}`;
  return {
    app,
    token: TEST_TOKEN,
    clock,
    databaseUrl: url,
    post: (path, body, headers) =>
      send({
        method: 'POST',
        url: path,
        payload: payloadOf(body),
        headers: { authorization, 'content-type': 'application/json', ...headers },
      }),
    get: (path, headers) => send({ method: 'GET', url: path, headers: { authorization, ...headers } }),
    newWorkspace: (name) => newWorkspace(app, name),
    listen: async () => {
      const { port } = await app.start();
      return `http://127.0.0.1:${port}`;
    },
    close: async () => {
      // Otherwise the stop waits for clients that keep their connections open.
      app.server.server.closeAllConnections();
      await app.stop();
      await remove();
    },
  };
}

/** The default settings of a gateway, on this database and any free port. */
export function testConfig(databaseUrl: string): Config {
  return readConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_WAIT_SECONDS: '0',
    BOOTSTRAP_TOKEN: TEST_TOKEN,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    CONNECTOR_SECRETS_KEY: TEST_SECRETS_KEY,
  });
}

async function newWorkspace(app: App, name: string): Promise<TestWorkspace> {
  const { id } = await app.access.createWorkspace(name);
  return {
    workspaceId: id,
    name,
    token: async (...scopes) => {
      const wanted = scopes.length === 0 ? ALL_SCOPES : scopes;
      return (await app.access.createToken({ workspaceId: id, scopes: wanted })).token;
    },
  };
}

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}

function withoutUndefined(headers: TestHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
