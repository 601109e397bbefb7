import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createLogger } from '../../src/logger.js';
import { terminalLines } from '../../src/terminal-log.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { recordLogs } from '../support/logs.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('GET /', () => {
  let test: TestApp;
  before(async () => {
    test = await startTestApp();
  });
  after(() => test?.close());

  it('lists the surfaces and the version, and every address works', async () => {
    const { name, version: reported, ...addresses } = (await test.get('/', { accept: '*/*' })).json();
    expect({ name, reported }).to.deep.equal({ name: 'causeloop-gateway', reported: version });
    expect(addresses).to.include.keys('docs', 'graphql', 'explorer', 'openapi');
    for (const address of Object.values(addresses) as string[])
      expect((await test.get(address, { accept: 'text/html' })).statusCode, address).to.equal(200);
  });

  it('is a page with the same addresses for a browser', async () => {
    const { body, headers } = await test.get('/', { accept: 'text/html,*/*;q=0.8' });
    expect(headers['content-type']).to.match(/^text\/html/);
    for (const path of ['docs', 'graphql', 'explorer']) expect(body).to.contain(`href="${path}"`);
    expect(body).to.contain(version);
  });
});

describe('a line of the log', () => {
  it('is JSON with an ISO time and the name of the level', () => {
    const { logger, lines } = recordLogs();
    logger.warn({ reason: 'gone' }, 'waiting');
    const line = JSON.parse(lines[0] ?? '');
    expect(line).to.deep.include({ level: 'warn', msg: 'waiting', reason: 'gone' });
    expect(new Date(line.time).toISOString()).to.equal(line.time);
  });

  it('is text on a terminal, without control characters of its fields', () => {
    const texts: string[] = [];
    const logger = createLogger(
      'info',
      terminalLines((text) => texts.push(text)),
    );
    logger.info({ url: 'http://127.0.0.1:4000', name: 'a\x1b[2Jb' }, 'serving');
    expect(texts[0]).to.match(
      /\d\d:\d\d:\d\d.* INFO {2}serving {2}url=http:\/\/127\.0\.0\.1:4000 {2}name="a\\u001b\[2Jb"\n$/,
    );
  });
});
