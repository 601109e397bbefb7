import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EXAMPLE_OPERATIONS } from './explorer-examples.js';

/*
 * The pages of the two explorers. The token of a reader is in the page and never in a script, because pages of other sites
 * can run our scripts but cannot read our pages.
 */

/** A page and its Content-Security-Policy. */
export interface ExplorerPage {
  readonly policy: string;
  /** @param token to fill in for the reader, or null to leave the field empty */
  html(token: string | null): string;
}

const SANDBOX_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
const NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">`;

/** Apollo Sandbox, embedded from Apollo's CDN. This page sends its requests, so they come from this origin. */
export const SANDBOX_PAGE: ExplorerPage = {
  policy: [
    "default-src 'none'",
    "script-src 'self' https://embeddable-sandbox.cdn.apollographql.com",
    "style-src 'self'",
    'img-src data:',
    "connect-src 'self'",
    'frame-src https://sandbox.embed.apollographql.com',
    NOWHERE,
  ].join('; '),
  html: (token) => `${HEAD}
<title>Causeloop GraphQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="explorer/page.css">
${tokenMeta(token)}
</head>
<body>
<div id="sandbox"></div>
<main id="offline" hidden>
<h1>Causeloop GraphQL</h1>
<p>Apollo Sandbox could not be loaded: it needs a connection to the internet.</p>
<p>The <a href="explorer">explorer of this server</a> works offline. The schema is at <a href="schema.graphql">schema.graphql</a>.</p>
</main>
<noscript>The explorer needs JavaScript. The schema is at schema.graphql.</noscript>
<script type="module" src="explorer/sandbox.js"></script>
</body>
</html>
`,
};

const { assets: ALTAIR_FILES, html: ALTAIR_HTML } = readAltair();

/** The folder with the files of Altair. */
export const EXPLORER_FILES = ALTAIR_FILES;

/** Altair, served from this server alone. It creates styles at run time, hence 'unsafe-inline'. */
export const EXPLORER_PAGE: ExplorerPage = {
  policy: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    NOWHERE.replace("base-uri 'none'", "base-uri 'self'"),
  ].join('; '),
  html: (token) =>
    ALTAIR_HTML.replace('<title>Altair</title>', `<title>Causeloop GraphQL</title>${tokenMeta(token)}`)
      .replace(/<base [^>]*>/, '<base href="explorer/">')
      .replace('<body>', `<body>${TOKEN_BAR}`)
      .replace('</head>', '<link href="page.css" rel="stylesheet"></head>')
      .replace('</body>', '<script type="module" src="start.js"></script></body>'),
};

/** One field for the token of all requests and subscriptions. */
const TOKEN_BAR = `
<form id="token-bar">
<label for="token">Access token (cl_…)</label>
<input id="token" type="password" autocomplete="off" spellcheck="false">
<button type="submit">Use</button>
<span id="token-state" role="status"></span>
</form>`;

function readAltair(): { assets: string; html: string } {
  const assets = join(dirname(createRequire(import.meta.url).resolve('altair-static')), 'dist');
  return { assets, html: readFileSync(join(assets, 'index.html'), 'utf8') };
}

function tokenMeta(token: string | null): string {
  // Not escaped: `isTokenText` admits no characters that are special in HTML.
  return token === null ? '' : `<meta name="causeloop-token" content="${token}">`;
}

const OPERATIONS = JSON.stringify(EXAMPLE_OPERATIONS);

/** URLs are relative to the script, so that the pages work behind a proxy that adds a path. */
const COMMON = `const operations = ${OPERATIONS};
const endpoint = new URL('../graphql', import.meta.url);
const sockets = new URL(endpoint);
sockets.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';
const shownToken = document.querySelector('meta[name=causeloop-token]')?.content;
`;

/** The project's own scripts and styles, by file name. */
export const EXPLORER_OWN_FILES: Readonly<Record<string, { readonly type: string; readonly text: string }>> =
  {
    'sandbox.js': {
      type: 'text/javascript; charset=utf-8',
      text: `${COMMON}
const script = document.createElement('script');
script.src = '${SANDBOX_SCRIPT}';
script.onerror = () => { document.getElementById('offline').hidden = false; };
script.onload = () => new window.EmbeddedSandbox({
  target: '#sandbox',
  initialEndpoint: endpoint.href,
  initialSubscriptionEndpoint: sockets.href,
  initialState: {
    document: operations.map(({ text }) => text).join('\\n'),
    variables: Object.assign({}, ...operations.map(({ variables }) => variables)),
    headers: { Authorization: 'Bearer ' + (shownToken ?? 'TOKEN') },
    includeCookies: false,
    pollForSchemaUpdates: false,
  },
  hideCookieToggle: true,
  endpointIsEditable: false,
  allowDynamicStyles: false,
  runTelemetry: false,
});
document.head.append(script);
`,
    },
    'start.js': {
      type: 'text/javascript; charset=utf-8',
      text: `${COMMON}
const KEY = 'causeloop-token';
const token = sessionStorage.getItem(KEY) ?? shownToken ?? '';
const authorization = { Authorization: 'Bearer ' + token };
document.getElementById('token').value = token;
document.getElementById('token-state').textContent = token === '' ? 'Required for everything except the schema' : 'In use';
document.getElementById('token-bar').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, document.getElementById('token').value.trim());
  location.reload();
});
AltairGraphQL.init({
  endpointURL: endpoint.href,
  subscriptionsEndpoint: sockets.href,
  initialSubscriptionRequestHandlerId: 'graphql-ws',
  initialSubscriptionsPayload: authorization,
  initialHeaders: authorization,
  initialWindows: operations.map(({ name, text, variables }) => ({
    initialName: name,
    endpointURL: endpoint.href,
    subscriptionsEndpoint: sockets.href,
    initialQuery: text,
    initialVariables: JSON.stringify(variables, null, 2),
    initialHeaders: authorization,
    initialSubscriptionRequestHandlerId: 'graphql-ws',
    initialSubscriptionsPayload: authorization,
  })),
  // Each visit starts with the operations and the token above.
  preserveState: false,
  disableAccount: true,
  initialSettings: { disablePushNotification: true, 'alert.disableUpdateNotification': true, 'banners.disable': true,
    'schema.reloadOnStart': true },
});
// Altair opens the last window; the tour starts with the first.
new MutationObserver((_, observer) => {
  const tabs = document.querySelectorAll('.window-switcher__item');
  if (tabs.length < operations.length) return;
  observer.disconnect();
  tabs[0].click();
}).observe(document.body, { childList: true, subtree: true });
`,
    },
    'page.css': {
      type: 'text/css; charset=utf-8',
      text: `body { margin: 0; font-family: system-ui, sans-serif; }
#sandbox, #sandbox iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
#offline { max-width: 40rem; margin: 15vh auto; padding: 0 1rem; }
#offline:not([hidden]) { position: relative; }
#token-bar { position: fixed; bottom: 0; left: 0; right: 0; z-index: 1000; display: flex; gap: 8px; align-items: center;
  height: 40px; padding: 0 12px; background: #1d2330; color: #fff; font: 14px system-ui, sans-serif; box-sizing: border-box; }
#token-bar input { width: 360px; max-width: 50vw; height: 26px; padding: 0 8px; border: 0; border-radius: 3px;
  background: #fff; color: #1d2330; font: inherit; }
#token-bar button { height: 26px; padding: 0 12px; border: 0; border-radius: 3px; background: #64cb29; color: #1d2330;
  font: inherit; cursor: pointer; }
.app-wrapper, .main-container { height: calc(100vh - 40px) !important; }
.query-result__none { visibility: hidden; }
@media (max-width: 600px) {
  .app-side-menu, .header__actions li:first-child, .url-box__method-wrapper, #token-state { display: none !important; }
  #token-bar label { white-space: nowrap; font-size: 12px; }
  #token-bar input { flex: 1; min-width: 0; }
  .send-request__button, .send-request__button span { white-space: nowrap; }
  .main-content-row > as-split { grid-template: none !important; grid-template-columns: 1fr !important; grid-auto-rows: 1fr; }
  .main-content-row > as-split > as-split-area { grid-column: 1 !important; grid-row: auto !important; }
  .main-content-row > as-split > .as-hidden, .main-content-row > as-split > .as-split-gutter { display: none !important; }
}
`,
    },
  };
