import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import {
  EXPLORER_FILES,
  EXPLORER_OWN_FILES,
  EXPLORER_PAGE,
  type ExplorerPage,
  SANDBOX_PAGE,
} from './explorer-pages.js';

export interface ExplorerOptions {
  /** The token of this process to fill in for readers on the machine of the gateway, or null to fill in none. */
  readonly shownToken: string | null;
}

/** Adds the offline explorer and the files of both explorers. */
export function addExplorerRoutes(scope: FastifyInstance, options: ExplorerOptions): void {
  scope.get('/explorer', (request, reply) => sendPage(EXPLORER_PAGE, options, request, reply));
  for (const [name, { type, text }] of Object.entries(EXPLORER_OWN_FILES))
    scope.get(`/explorer/${name}`, (_, reply) => reply.type(type).send(text));
  void scope.register(fastifyStatic, {
    root: EXPLORER_FILES,
    prefix: '/explorer/',
    decorateReply: false,
    index: false,
    // The page is built above. The frame is for Altair's user scripts, which are not supported.
    allowedPath: (path) => path !== '/index.html' && !path.startsWith('/iframe-sandbox/'),
    maxAge: 3_600_000,
  });
}

/** Sends Apollo Sandbox to a browser that opens `/graphql`. Returns false for any other request. */
export function offerSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ExplorerOptions,
): boolean {
  if (request.method !== 'GET' || request.url !== '/graphql' || !wantsPage(request.raw)) return false;
  sendPage(SANDBOX_PAGE, options, request, reply);
  return true;
}

function sendPage(
  page: ExplorerPage,
  { shownToken }: ExplorerOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({ 'content-security-policy': page.policy, 'cross-origin-resource-policy': 'same-origin' })
    .send(page.html(shownToken !== null && isLocalReader(request.raw) ? shownToken : null));
}

/** Browsers accept text/html by name; programs accept JSON or anything. */
function wantsPage(request: IncomingMessage): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
const SAME_SITE: ReadonlySet<unknown> = new Set(['none', 'same-origin', undefined]);
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Returns true when a browser on this machine opens the page itself: the connection is local and direct, the host name is
 * local too (otherwise a page of another site could have resolved its own name to this address), and the request does not
 * come from a script.
 */
function isLocalReader({ socket, headers, httpVersion }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  const proxy = headers['x-forwarded-for'] ?? headers['x-real-ip'] ?? headers.forwarded ?? headers.via;
  // A proxy without such headers mostly uses HTTP/1.0 or closes the connection, which browsers do not.
  const isForwarded = proxy !== undefined || httpVersion !== '1.1' || headers.connection === 'close';
  return (
    LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') &&
    !isForwarded &&
    LOCAL_HOST.test(headers.host ?? '') &&
    headers.origin === undefined &&
    SAME_SITE.has(headers['sec-fetch-site'])
  );
}
