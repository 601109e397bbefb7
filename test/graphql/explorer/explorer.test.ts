import { request } from 'node:http';
import { expect } from 'chai';
import { Kind, parse, validate } from 'graphql';
import { EXAMPLE_OPERATIONS } from '../../../src/graphql/explorer/explorer-examples.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../../support/app.js';

const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const TOKEN_TEXT = /cl_[\w-]{43}/;

describe('GET /graphql and /explorer', () => {
  let test: TestApp;

  const start = async (config: TestAppOptions['config'] = {}): Promise<void> => {
    test = await startTestApp({ config });
  };

  afterEach(() => test.close());

  it('shows Apollo Sandbox to a browser and JSON to programs', async () => {
    await start();
    const page = await test.get('/graphql', { accept: PAGE });
    expect(page.statusCode).to.equal(200);
    expect(page.headers['content-type']).to.match(/^text\/html/);
    const script = await test.get('/explorer/sandbox.js');
    expect(script.body).to.include('EmbeddedSandbox').and.to.include('initialSubscriptionEndpoint');
    for (const accept of ['*/*', 'application/json', undefined])
      expect((await test.get('/graphql', { accept })).headers['content-type'], accept).to.match(/json/);
    const query = await test.get('/graphql?query={__typename}', {
      accept: PAGE,
      'apollo-require-preflight': 'true',
    });
    expect(query.json()).to.deep.equal({ data: { __typename: 'Query' } });
  });

  it('allows external content only for the Sandbox and no inline scripts', async () => {
    await start();
    for (const path of ['/graphql', '/explorer']) {
      const { headers, body } = await test.get(path, { accept: PAGE });
      const policy = String(headers['content-security-policy']);
      expect(policy).to.include("default-src 'none'").and.to.include("frame-ancestors 'none'");
      expect(policy.match(/script-src ([^;]*)/)?.[1]).to.not.include('unsafe');
      expect(body).to.not.match(/<script(?![^>]* src=)/);
      if (path === '/explorer') expect(policy).to.not.include('http');
    }
  });

  it('serves every file that the explorer page references, and no other', async () => {
    await start();
    const { body } = await test.get('/explorer');
    const named = [...body.matchAll(/(?:src|href)="([^"/][^"]*\.(?:js|css|ico|svg))"/g)].map(
      ([, file]) => file,
    );
    expect(named).to.include.members(['start.js', 'page.css', 'main.js', 'styles.css']);
    for (const file of named) expect((await test.get(`/explorer/${file}`)).statusCode, file).to.equal(200);
    for (const path of ['/explorer/nothing.js', '/explorer/../package.json', '/explorer/%2e%2e/index.js'])
      expect((await test.get(path)).statusCode, path).to.equal(404);
  });

  it('offers valid example operations with variables', async () => {
    await start();
    const { graphql } = test.app;
    expect(EXAMPLE_OPERATIONS).to.have.length(6);
    for (const { name, text, variables } of EXAMPLE_OPERATIONS) {
      const document = parse(text);
      expect(validate(graphql.schema, document), name).to.deep.equal([]);
      const declared = document.definitions
        .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
        .flatMap(({ variableDefinitions = [] }) => variableDefinitions)
        .map(({ variable }) => variable.name.value);
      expect(declared, name).to.include.members(Object.keys(variables));
    }
  });

  describe('token that is filled in', () => {
    /** Fetches a page like a browser on this machine, with the given headers instead of its own. */
    async function page(path: string, headers: Record<string, string> = {}): Promise<string> {
      const base = await test.listen();
      return new Promise((resolve, reject) => {
        const asking = request(`${base}${path}`, {
          headers: { accept: PAGE, connection: 'keep-alive', ...headers },
        });
        asking.once('error', reject);
        asking.once('response', (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.once('end', () => resolve(text));
        });
        asking.end();
      });
    }

    /** The status of a request with the token in a page, which needs all scopes. */
    async function callerOf(html: string): Promise<number> {
      const token = TOKEN_TEXT.exec(html)?.[0];
      const { statusCode } = await test.get('/v1/ingest/status/ing_job_unknown', {
        authorization: `Bearer ${token}`,
      });
      return statusCode === 404 ? 200 : statusCode;
    }

    for (const path of ['/graphql', '/explorer']) {
      it(`is in ${path} for a browser on this machine`, async () => {
        await start();
        expect(await callerOf(await page(path, { 'sec-fetch-site': 'none' }))).to.equal(200);
      });

      for (const [reader, headers] of [
        ['a request through a proxy', { 'x-forwarded-for': '192.0.2.1' }],
        ['a request through a proxy that sends only Via', { via: '1.1 proxy' }],
        ['a request to another host name', { host: 'rebound.example' }],
        ['a request from another site', { 'sec-fetch-site': 'cross-site' }],
        ['a script of another site', { origin: 'https://studio.apollographql.com' }],
      ] as const)
        it(`is not in ${path} for ${reader}`, async () => {
          await start();
          expect(await page(path, headers)).to.not.match(TOKEN_TEXT);
        });

      it(`is not in ${path} in production`, async () => {
        await start({ isProduction: true });
        expect(await page(path)).to.not.match(TOKEN_TEXT);
      });
    }

    it('works after every start, and only for the process that shows it', async () => {
      await start();
      const first = await page('/graphql');
      const { databaseUrl } = test;
      const again = await startTestApp({ config: { databaseUrl } });
      try {
        const token = TOKEN_TEXT.exec(first)?.[0];
        const path = '/v1/ingest/status/ing_job_unknown';
        expect((await again.get(path, { authorization: `Bearer ${token}` })).statusCode).to.equal(401);
        const base = await again.listen();
        const html = await (await fetch(`${base}/explorer`, { headers: { accept: PAGE } })).text();
        const shown = TOKEN_TEXT.exec(html)?.[0];
        expect((await again.get(path, { authorization: `Bearer ${shown}` })).statusCode).to.equal(404);
        expect(shown).not.to.equal(token);
      } finally {
        await again.close();
      }
    });

    it('is in no script, because pages of other sites can run scripts', async () => {
      await start();
      for (const path of ['/explorer/start.js', '/explorer/sandbox.js'])
        expect((await test.get(path)).body).to.not.match(TOKEN_TEXT);
    });
  });
});
