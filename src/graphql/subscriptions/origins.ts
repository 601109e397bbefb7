import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Which pages may use the surface from a browser. */
export class AllowedOrigins {
  private readonly origins: ReadonlySet<string>;

  /** @param origins such as `https://studio.apollographql.com`; `*` is every one */
  constructor(origins: readonly string[]) {
    this.origins = new Set(origins);
  }

  /** Whether whoever sent this is no page at all, a page of this server, or one of an allowed origin. */
  allow(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return origin === undefined || isOf(host, origin) || this.names(origin);
  }

  /** The headers that let a page of an allowed origin read the answer (Fetch Standard, CORS protocol). */
  corsHeaders(request: IncomingMessage): Record<string, string> {
    const { origin } = request.headers;
    if (origin === undefined || !this.names(origin)) return { vary: 'Origin' };
    return {
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers':
        'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate',
    };
  }

  /** For the question that a browser asks first, when a page wants to send more than a form could. */
  preflightHeaders(request: IncomingMessage): Record<string, string> {
    const headers = this.corsHeaders(request);
    if (headers['access-control-allow-origin'] === undefined) return headers;
    return {
      ...headers,
      vary: 'Origin, Access-Control-Request-Headers',
      'access-control-allow-methods': 'GET, POST',
      // Whatever it wants to send: the token is what counts, and browsers keep no token for it.
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '7200',
    };
  }

  private names(origin: string): boolean {
    return this.origins.has('*') || this.origins.has(origin);
  }
}

function isOf(host: string | undefined, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Lets pages of allowed origins use every route of this scope, and answers what browsers ask beforehand. */
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
