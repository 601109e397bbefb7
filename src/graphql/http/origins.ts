import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { RATE_HEADER_NAMES } from '../../server/rate-headers.js';

/** Headers that a page may read, besides those that every page may. */
const EXPOSED_HEADERS = [
  ...RATE_HEADER_NAMES,
  'retry-after',
  'x-request-id',
  'idempotency-replayed',
  'www-authenticate',
].join(', ');

/** Origins whose pages may use the GraphQL surface from a browser. */
export class AllowedOrigins {
  private readonly origins: ReadonlySet<string>;

  /** @param origins such as `https://studio.apollographql.com`; `*` allows every origin */
  constructor(origins: readonly string[]) {
    this.origins = new Set(origins);
  }

  /** Returns true for programs, pages of this server and pages of an allowed origin. */
  allow(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return origin === undefined || isSameHost(host, origin) || this.includes(origin);
  }

  /** Returns the headers with which a page of an allowed origin may read the response (Fetch Standard, CORS protocol). */
  corsHeaders(request: IncomingMessage): Record<string, string> {
    const { origin } = request.headers;
    if (origin === undefined || !this.includes(origin)) return { vary: 'Origin' };
    return {
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': EXPOSED_HEADERS,
    };
  }

  /** Returns the headers of the response to a preflight request. */
  preflightHeaders(request: IncomingMessage): Record<string, string> {
    const headers = this.corsHeaders(request);
    if (headers['access-control-allow-origin'] === undefined) return headers;
    return {
      ...headers,
      vary: 'Origin, Access-Control-Request-Headers',
      'access-control-allow-methods': 'GET, POST',
      // Any header is allowed: access depends on the token, and browsers attach no token by themselves.
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '7200',
    };
  }

  private includes(origin: string): boolean {
    return this.origins.has('*') || this.origins.has(origin);
  }
}

function isSameHost(host: string | undefined, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Adds CORS headers and preflight routes to every route of this scope. */
export function addCors(scope: FastifyInstance, origins: AllowedOrigins): void {
  const paths = new Set<string>();
  scope.addHook('onRequest', (request, reply, done) => {
    reply.headers(origins.corsHeaders(request.raw));
    done();
  });
  scope.addHook('onRoute', ({ url, method }) => {
    if (method === 'OPTIONS' || paths.has(url)) return;
    paths.add(url);
    scope.options(url, async (request, reply) =>
      reply.code(204).headers(origins.preflightHeaders(request.raw)).send(),
    );
  });
}
