import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';

/** The surfaces, by name: their path, and what they are. */
const SURFACES = {
  docs: ['docs', 'REST API reference'],
  graphql: ['graphql', 'GraphQL, with Apollo Sandbox in a browser'],
  explorer: ['explorer', 'GraphQL explorer that works offline'],
  openapi: ['openapi.json', 'OpenAPI document'],
  schema: ['schema.graphql', 'GraphQL schema'],
  ready: ['ready', 'Readiness'],
  metrics: ['metrics', 'Metrics for Prometheus'],
} as const;

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Adds the start page, which lists the surfaces: a page for browsers, JSON for programs. */
export function addHomeRoutes(server: FastifyInstance, version: string): void {
  const document = JSON.stringify({
    name: 'causeloop-gateway',
    version,
    ...Object.fromEntries(Object.entries(SURFACES).map(([name, [path]]) => [name, `/${path}`])),
  });
  const html = page(version);
  server.get('/', async (request, reply) => {
    reply.header('vary', 'Accept');
    if (new Negotiator(request.raw).mediaType(['application/json', 'text/html']) !== 'text/html')
      return reply.type('application/json; charset=utf-8').send(document);
    return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(html);
  });
}

/** Relative addresses keep the page working behind a proxy that adds a path. */
function page(version: string): string {
  const links = Object.values(SURFACES).map(
    ([path, text]) => `<li><a href="${path}">/${path}</a> ${text}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Causeloop ingestion gateway</title>
<link rel="icon" href="data:,">
<style>body { max-width: 40rem; margin: 10vh auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color-scheme: light dark; }
li { margin: 0.5rem 0; } a { display: inline-block; min-width: 9rem; font-family: ui-monospace, monospace; }</style>
</head>
<body>
<h1>Causeloop ingestion gateway</h1>
<p>Version ${version}</p>
<ul>
${links.join('\n')}
</ul>
</body>
</html>
`;
}
