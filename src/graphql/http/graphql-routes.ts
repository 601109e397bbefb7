import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { type Admission, rateLimited } from '../../access/admission.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { AppError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { SDL } from '../../generated/sdl.js';
import { challenge } from '../../server/bearer-challenge.js';
import { rateHeaders } from '../../server/rate-headers.js';
import { readJsonBody } from '../../server/request-body.js';
import type { RequestScope } from '../execution/apollo-server.js';
import { GraphqlContext, type LoaderStores } from '../execution/context.js';
import {
  type Documents,
  operationOf,
  type RefusedDocument,
  refuseExcessiveCost,
  refuseSubscription,
} from '../execution/documents.js';
import { faultLogger, formatAppError, formatError, httpStatusOf } from '../execution/error-format.js';

export interface GraphqlRoutesOptions {
  readonly admission: Admission;
  readonly apollo: ApolloServer<RequestScope>;
  readonly documents: Documents;
  readonly stores: LoaderStores;
  readonly logger: Logger;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
/** The headers that Apollo looks at. */
const READ_HEADERS = [
  'content-type',
  'accept',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

/** GraphQL over HTTP, and the contract as a file. */
export function addGraphqlRoutes(server: FastifyInstance, options: GraphqlRoutesOptions): void {
  const errorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    refuse(error, request, reply, options.logger);
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    errorHandler,
    handler: (request, reply) => answer(options, request, reply),
  });
  server.get('/schema.graphql', async (_, reply) => reply.type('text/plain; charset=utf-8').send(SDL));
}

/** Who calls, or why it is not known. */
type Identity = Caller | UnauthorizedError;

/** What was sent, as far as it matters before Apollo looks at it. */
interface Sent {
  readonly body: unknown;
  readonly search: string;
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: unknown;
}

async function answer(
  options: GraphqlRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const identity = await identify(options.admission, request);
  let sent: Sent;
  try {
    sent = request.method === 'POST' ? sentByPost(await readJsonBody(request.raw)) : sentByGet(request);
  } catch (error) {
    await consume(options.admission, identity, 1, reply);
    throw error;
  }
  const prepared = sent.query === undefined ? undefined : options.documents.prepare(sent.query);
  const sound = prepared !== undefined && 'document' in prepared ? prepared : undefined;
  const operation = sound && operationOf(sound, sent.operationName);
  if (identity instanceof UnauthorizedError && operation !== undefined && !operation.isPublic) throw identity;
  await consume(options.admission, identity, operation?.requests ?? 1, reply);
  const refused =
    prepared !== undefined && 'errors' in prepared
      ? prepared
      : operation && (refuseSubscription(operation) ?? refuseExcessiveCost(operation, sent.variables));
  if (refused !== undefined) return refuseDocument(refused, request, reply);
  const caller = identity instanceof UnauthorizedError ? null : identity;
  const context = new GraphqlContext(caller, request.id, options.stores);
  const response = await options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headersOf(request),
      search: sent.search,
      body: sent.body,
    },
    context: async () => ({ context, operation }),
  });
  return send(response, reply);
}

/** Introspection needs no token, so nobody is refused before it is known what is asked. */
async function identify(admission: Admission, request: FastifyRequest): Promise<Identity> {
  try {
    const identified = admission.identify(request.headers.authorization, request.raw);
    const caller = identified instanceof Promise ? await identified : identified;
    request.caller = caller;
    return caller;
  } catch (error) {
    if (error instanceof UnauthorizedError) return error;
    throw error;
  }
}

/** Counts the operation whole, or refuses it whole. Strangers were counted by their address. */
async function consume(
  admission: Admission,
  identity: Identity,
  requests: number,
  reply: FastifyReply,
): Promise<void> {
  if (identity instanceof UnauthorizedError) return;
  const consumed = admission.consume(identity, requests);
  const state = consumed instanceof Promise ? await consumed : consumed;
  reply.headers(rateHeaders(state));
  if (!state.allowed) throw rateLimited(state, 'requests of this workspace');
}

function sentByPost(body: unknown): Sent {
  const { query, operationName, variables } = isJsonObject(body) ? body : {};
  return {
    body,
    search: '',
    query: textOf(query),
    operationName: textOf(operationName),
    variables,
  };
}

function sentByGet(request: FastifyRequest): Sent {
  const at = request.url.indexOf('?');
  const search = at < 0 ? '' : request.url.slice(at);
  const parameters = new URLSearchParams(search);
  return {
    body: undefined,
    search,
    query: textOf(parameters.get('query')),
    operationName: textOf(parameters.get('operationName')),
    variables: parsed(parameters.get('variables')),
  };
}

/** An empty text is as if it were not there, as it is for Apollo. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is no JSON is refused later, by Apollo. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const name of READ_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}

function send({ status, headers, body }: HTTPGraphQLResponse, reply: FastifyReply): FastifyReply {
  for (const [name, value] of headers) reply.header(name, value);
  if (body.kind !== 'complete') throw new Error('incremental delivery is not offered');
  return reply.code(status ?? 200).send(body.string);
}

/** Answers a request that was refused whole. */
export function refuse(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const error = thrown instanceof AppError ? thrown : new AppError('internal_error', '', { cause: thrown });
  if (error.code === 'internal_error' || error.code === 'unavailable') faultLogger(logger, request.id)(error);
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.code === 'unauthorized') reply.header('www-authenticate', challenge(error));
  return sendErrors([formatAppError(error)], httpStatusOf(error), request, reply);
}

function refuseDocument(
  { errors, code }: RefusedDocument,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const formatted = errors.map((error) => formatError(error, code, () => undefined));
  return sendErrors(formatted, 400, request, reply);
}

function sendErrors(
  errors: readonly GraphQLFormattedError[],
  status: number,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const accepted = new Negotiator(request.raw).mediaType([
    'application/json',
    'application/graphql-response+json',
  ]);
  const type = accepted === 'application/graphql-response+json' ? GRAPHQL_TYPE : JSON_TYPE;
  return reply.code(status).header('content-type', type).send(JSON.stringify({ errors }));
}
