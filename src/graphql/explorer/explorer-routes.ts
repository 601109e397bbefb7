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
  /** A token to fill in for whoever sits at this machine; null: none is known or it is nobody's business. */
  readonly shownToken: string | null;
}

/** The explorer that needs no internet, and the files of both. */
export function addExplorerRoutes(scope: FastifyInstance, options: ExplorerOptions): void {
  scope.get('/explorer', (request, reply) => sendPage(EXPLORER_PAGE, options, request, reply));
  for (const [name, { type, text }] of Object.entries(EXPLORER_OWN_FILES))
    scope.get(`/explorer/${name}`, (_, reply) => reply.type(type).send(text));
  void scope.register(fastifyStatic, {
    root: EXPLORER_FILES,
    prefix: '/explorer/',
    decorateReply: false,
    index: false,
    // Its page is made here, and scripts of users, which that frame is for, are not run.
    allowedPath: (path) => path !== '/index.html' && !path.startsWith('/iframe-sandbox/'),
    maxAge: 3_600_000,
  });
}

/** Apollo Sandbox for a browser that comes to `/graphql` itself. Answers whether it was one. */
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
    .send(page.html(shownToken !== null && isAtThisMachine(request.raw) ? shownToken : null));
}

/** Browsers ask for pages by name; programs take anything, or JSON. */
function wantsPage(request: IncomingMessage): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Whether the reader sits at this machine and sees the page itself: the connection is local, no proxy stands before it,
 * the name is local too (else a page of another site could have pointed its own name here), and no script asks.
 */
function isAtThisMachine({ socket, headers, httpVersion }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  const named = headers['x-forwarded-for'] ?? headers['x-real-ip'] ?? headers.forwarded ?? headers.via;
  // A proxy that says nothing of itself mostly speaks an older HTTP or closes, which no browser does.
  const isForwarded = named !== undefined || httpVersion !== '1.1' || headers.connection === 'close';
  return (
    LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') &&
    !isForwarded &&
    LOCAL_HOST.test(headers.host ?? '') &&
    headers.origin === undefined &&
    ['none', 'same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined)
  );
}
