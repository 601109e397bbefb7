import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../../support/app.js';
import { findBrowser, startBrowser } from '../../support/browser.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { requireProgram } from '../../support/requirement.js';
import { until } from '../../support/until.js';

const program = findBrowser();

describe('explorers in a browser', function () {
  // Starting a browser and compiling the explorer can take long.
  this.timeout(120_000);
  let test: TestApp;
  let base: string;
  let browser: Browser;
  /** Shares the HTTP cache between tests, but no page state. */
  let visitor: BrowserContext;
  let page: Page;
  /** Errors of the browser's console and of scripts. */
  const browserErrors: string[] = [];

  before(async function () {
    requireProgram(this, 'chromium', program !== null);
    test = await startTestApp();
    base = await test.listen();
    browser = await startBrowser(program as string);
    visitor = await browser.newContext();
  });

  after(async () => {
    await browser?.close();
    await test?.close();
  });

  beforeEach(async () => {
    browserErrors.length = 0;
    page = await visitor.newPage();
    page.on('console', (message) => message.type() === 'error' && browserErrors.push(message.text()));
    page.on('pageerror', (error) => browserErrors.push(String(error)));
  });

  afterEach(() => page?.close());

  const open = async (operation: string): Promise<void> => {
    await page.goto(`${base}/explorer`);
    await page.locator('.window-switcher__item', { hasText: operation }).click();
    await page.getByText(`(Send `).locator('visible=true').first().waitFor();
  };
  const send = () => page.locator('.send-request__button').locator('visible=true').click();
  const result = () => page.locator('app-query-result').locator('visible=true');
  const rewrite = async (document: string): Promise<void> => {
    await page.locator('app-query-editor .cm-content').locator('visible=true').first().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(document);
  };

  it('runs a mutation and a query with the token that is filled in on the same machine', async () => {
    await open('IngestEvent');
    await send();
    await result().getByText('"accepted"').waitFor();
    expect(await result().textContent()).to.include('Deployment failed: payment-service v2.3.1');
    await page.locator('.window-switcher__item', { hasText: 'BrowseIssues' }).click();
    await send();
    await result().getByText('DEPLOY-2026-06-14-001').waitFor();
    expect(browserErrors).to.deep.equal([]);
  });

  it('shows the events of a subscription', async () => {
    await open('FollowJob');
    await rewrite('subscription { jobCompleted { id status } }');
    await send();
    await until(() => test.app.events.subscriberCount === 1);
    const { jobId } = await ingest(test, [{}]);
    await test.app.runner.runUntilEmpty();
    await result().getByText(jobId).waitFor();
    expect(await result().textContent()).to.include('SUCCEEDED');
    expect(browserErrors).to.deep.equal([]);
  });

  it('sends the token that the reader enters', async () => {
    const workspace = await test.newWorkspace('other');
    const token = await workspace.token();
    await page.goto(`${base}/explorer`);
    await page.getByLabel('Access token').fill(token);
    await page.getByRole('button', { name: 'Use' }).click();
    await page.locator('.window-switcher__item', { hasText: 'IngestEvent' }).waitFor();
    expect(await page.getByLabel('Access token').inputValue()).to.equal(token);
    await page.getByText(`(Send `).locator('visible=true').first().waitFor();
    await send();
    await result().getByText('"accepted"').waitFor();
    const authorization = `Bearer ${token}`;
    const query = '{ issues { nodes { externalId } } }';
    const { data } = await askGraphql(test, query, {}, { authorization });
    expect(data.issues.nodes).to.deep.equal([{ externalId: 'DEPLOY-2026-06-14-001' }]);
  });

  it('has a filled documentation pane on opening and no greeting', async () => {
    await open('IngestEvent');
    await page.getByRole('button', { name: 'Docs', exact: true }).locator('visible=true').click();
    await page
      .locator('app-doc-viewer')
      .locator('visible=true')
      .getByText('Mutation', { exact: true })
      .waitFor();
    expect(await page.getByText('how may I be of service').locator('visible=true').count()).to.equal(0);
  });

  /** Returns the controls that begin within the window and end outside of it, where nothing scrolls to them. */
  const clipped = () =>
    page.evaluate<string[]>(`
      const isReachable = (element) => {
        for (let outer = element.parentElement; outer !== null; outer = outer.parentElement)
          if (outer.scrollWidth > outer.clientWidth && /auto|scroll/.test(getComputedStyle(outer).overflowX)) return true;
        return false;
      };
      [...document.querySelectorAll('button, a, input, label')]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          return width > 0 && left >= 0 && right > innerWidth + 1 && !isReachable(element);
        })
        .map((element) => element.outerHTML.slice(0, 120));
    `);

  it('clips no control of the explorer or the reference in a window of 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${base}/explorer`);
    await page.getByText(`(Send `).locator('visible=true').first().waitFor();
    expect(await clipped()).to.deep.equal([]);
    await page.goto(`${base}/docs`);
    await page.locator('.opblock-summary-control').first().click();
    await page.locator('.responses-inner').waitFor();
    expect(await clipped()).to.deep.equal([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
  });

  it('shows one operation of the reference at a time', async () => {
    await page.goto(`${base}/docs`);
    await page.locator('.opblock-summary-control').nth(0).click();
    await page.locator('.opblock.is-open').waitFor();
    await page.locator('.opblock-summary-control').nth(3).click();
    await page.locator('.opblock').nth(3).locator('.opblock-body').waitFor();
    expect(await page.locator('.opblock.is-open').count()).to.equal(1);
    await page.locator('.opblock-summary-control').nth(3).click();
    await page.locator('.opblock-body').waitFor({ state: 'detached' });
    expect(await page.locator('.opblock.is-open').count()).to.equal(0);
  });

  it('links to the offline explorer when Apollo Sandbox cannot be loaded', async () => {
    await page.goto(`${base}/graphql`);
    await page.getByRole('link', { name: 'explorer of this server' }).click();
    await page.locator('.window-switcher__item', { hasText: 'IngestEvent' }).waitFor();
  });
});
