import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Found without importing the package, whose entry loads the whole page into memory. */
const SWAGGER_UI_FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Allows files of this server only; the page works without internet access. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Relative addresses keep the page working behind a proxy that adds a path. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Causeloop ingestion API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<style>.swagger-ui .opblock-summary-path, .swagger-ui .opblock-summary-description { overflow-wrap: anywhere; word-break: break-word; }
.swagger-ui table { display: block; overflow-x: auto; }
.swagger-ui .responses-inner { max-height: 30rem; overflow: auto; }
@media (max-width: 600px) {
  .swagger-ui .wrapper { padding: 0 8px; }
  .swagger-ui .responses-table :is(tbody, tr, td), .swagger-ui .parameters :is(tbody, tr, td) { display: block; width: auto; padding-left: 0; }
  .swagger-ui pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}</style>
</head>
<body>
<div id="reference"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** Closed sections and one open operation at a time keep the page short. */
const START = `let opened;
const oneAtATime = () => ({
  statePlugins: {
    layout: {
      wrapActions: {
        show: (show) => (part, isShown) => {
          if (part[0] === 'operations' && isShown) {
            if (opened !== undefined && opened.join() !== part.join()) show(opened, false);
            opened = part;
          }
          return show(part, isShown);
        },
      },
    },
  },
});
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  validatorUrl: null,
  persistAuthorization: true,
  tryItOutEnabled: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  deepLinking: true,
  plugins: [oneAtATime],
});
`;

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** Adds the OpenAPI document for programs, and as a page for people. */
export function addDocsRoutes(server: FastifyInstance, openApi: object): void {
  const document = JSON.stringify(openApi);
  server.get('/openapi.json', async (_, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );

  server.get('/docs', async (_, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  server.get('/docs/start.js', async (_, reply) => reply.type('text/javascript; charset=utf-8').send(START));

  void server.register(fastifyStatic, { root: SWAGGER_UI_FOLDER, serve: false });
  for (const file of FILES)
    server.get(`/docs/${file}`, (_, reply) =>
      reply.sendFile(file, { maxAge: 3_600_000, cacheControl: true }),
    );
}
