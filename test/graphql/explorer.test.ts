import { request } from 'node:http';
import { expect } from 'chai';
import { parse, validate } from 'graphql';
import { EXAMPLE_OPERATIONS } from '../../src/graphql/explorer/explorer-examples.js';
import { startTestApp, TEST_TOKEN, type TestApp, type TestAppOptions } from '../support/app.js';

const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GET /graphql and /explorer', () => {
  let test: TestApp;

  const start = async (config: TestAppOptions['config'] = {}): Promise<void> => {
    test = await startTestApp({ config });
  };

  afterEach(() => test.close());

  it('show Apollo Sandbox to a browser and answer programs as ever', async () => {
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

  it('load nothing from elsewhere but what makes the Sandbox, and run no script that stands in a page', async () => {
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

  it('serve every file that the page of the explorer names', async () => {
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

  it('have an example for every documented operation', async () => {
    await start();
    const { graphql } = test.app;
    expect(EXAMPLE_OPERATIONS).to.have.length(6);
    for (const { name, text, variables } of EXAMPLE_OPERATIONS) {
      const document = parse(text);
      expect(validate(graphql.schema, document), name).to.deep.equal([]);
      const [{ variableDefinitions = [] } = {}] = document.definitions as never as {
        variableDefinitions?: { variable: { name: { value: string } } }[];
      }[];
      const declared = variableDefinitions.map(({ variable }) => variable.name.value);
      expect(declared, name).to.include.members(Object.keys(variables));
    }
  });

  describe('and the token that they fill in', () => {
    /** Fetches a page as a browser on this machine would, unless told otherwise. */
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

    for (const path of ['/graphql', '/explorer']) {
      it(`is in ${path} for who sits at this machine`, async () => {
        await start();
        expect(await page(path, { 'sec-fetch-site': 'none' })).to.include(TEST_TOKEN);
      });

      for (const [who, headers] of [
        ['comes through a proxy', { 'x-forwarded-for': '192.0.2.1' }],
        ['comes through a proxy that says only that', { via: '1.1 proxy' }],
        ['comes by another name', { host: 'rebound.example' }],
        ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
        ['is a script of another site', { origin: 'https://studio.apollographql.com' }],
      ] as const)
        it(`is not in ${path} for who ${who}`, async () => {
          await start();
          expect(await page(path, headers)).to.not.include(TEST_TOKEN);
        });

      it(`is not in ${path} in production`, async () => {
        await start({ isProduction: true });
        expect(await page(path)).to.not.include(TEST_TOKEN);
      });
    }

    it('is in no script, which pages of other sites may run', async () => {
      await start();
      for (const path of ['/explorer/start.js', '/explorer/sandbox.js'])
        expect((await test.get(path)).body).to.not.include(TEST_TOKEN);
    });
  });
});
