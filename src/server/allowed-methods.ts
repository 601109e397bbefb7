import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../domain/errors.js';

/** Returns the methods that a path accepts; empty for an unknown path. */
export type AllowedMethods = (path: string) => string[];

/** Remembers the routes that are added after this call. */
export function collectAllowedMethods(server: FastifyInstance): AllowedMethods {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    routes.push({ path: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods)),
  ];
}

/** The error for a request that matches no route: the path is unknown, or it accepts other methods. */
export function routeError(
  request: FastifyRequest,
  reply: FastifyReply,
  allowedMethods: AllowedMethods,
): AppError {
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, '').split('?')[0] as string;
  const methods = allowedMethods(path);
  if (methods.length === 0)
    return new AppError('not_found', 'This route does not exist: see /docs for those that do.');
  reply.header('allow', methods.join(', '));
  return new AppError('method_not_allowed', `This path accepts only ${methods.join(' and ')}.`);
}
