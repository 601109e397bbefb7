import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import type { Admission } from '../../access/admission.js';
import { AppError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { rateHeaders } from '../../server/rate-headers.js';
import { readJsonBody } from '../../server/request-body.js';
import { type StreamedResults, SubscriptionStream } from './event-stream.js';
import type { OpenConnections } from './open-connections.js';
import type {
  AdmittedOperation,
  OperationRequest,
  RefusedOperation,
  SubscriptionOperations,
} from './subscription-operations.js';

export interface SubscriptionRoutesOptions {
  readonly admission: Pick<Admission, 'identify'>;
  readonly operations: SubscriptionOperations;
  readonly connections: OpenConnections;
  readonly logger: Logger;
  /** Answers a request that was refused. */
  readonly refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** Operations whose results are sent as events, each in an answer of its own that stays open (graphql-sse). */
export function addSubscriptionRoutes(server: FastifyInstance, options: SubscriptionRoutesOptions): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql/stream',
    errorHandler: options.refuse,
    handler: (request, reply) => answer(options, request, reply),
  });
}

async function answer(
  { admission, operations, connections, logger }: SubscriptionRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { authorization } = request.headers;
  const caller = await admission.identify(authorization, request.raw);
  request.caller = caller;
  const asked = await requestOf(request);
  const admitted = await operations.admit(caller, asked, (state) => reply.headers(rateHeaders(state)));
  if (request.method === 'GET' && 'type' in admitted && admitted.type === 'mutation')
    throw new AppError('method_not_allowed', 'Mutations are sent with POST.');
  const open = new SubscriptionStream(caller, authorization as string, reply.raw);
  if (connections.isClosing) throw new AppError('unavailable', 'The server is stopping: ask again.');
  if (!connections.add(open))
    throw new AppError('rate_limited', 'This workspace has too many connections open; end one first.');
  try {
    const results = await resultsOf(operations, admitted);
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      // Proxies that collect answers would keep events from those who wait for them.
      'x-accel-buffering': 'no',
    });
    await open.send(asked, results);
  } catch (error) {
    if (!reply.raw.headersSent) throw error;
    logger.warn({ err: error, traceId: request.id }, 'an event stream broke off');
  } finally {
    connections.remove(open);
  }
}

/** What is wrong with a document is told in the stream, where its clients look. */
async function resultsOf(
  operations: SubscriptionOperations,
  admitted: AdmittedOperation | RefusedOperation,
): Promise<StreamedResults> {
  if ('errors' in admitted) return once(operations.format({ errors: admitted.errors }));
  if (admitted.type !== 'subscription') return once(await admitted.execute());
  const results = await admitted.subscribe();
  return Symbol.asyncIterator in results ? results : once(results);
}

type Result = StreamedResults extends AsyncGenerator<infer T> ? T : never;

async function* once(result: Result): StreamedResults {
  yield result;
}

/** @throws AppError */
async function requestOf(request: FastifyRequest): Promise<OperationRequest> {
  if (new Negotiator(request.raw).mediaType(['text/event-stream']) === undefined)
    throw new AppError('validation_error', 'Events are sent as Accept: text/event-stream only.');
  const sent = request.method === 'GET' ? parametersOf(request.url) : await readJsonBody(request.raw);
  const { query, operationName, variables } = isJsonObject(sent) ? sent : {};
  if (typeof query !== 'string' || query === '')
    throw new AppError('validation_error', 'Send a JSON object with the document as query.');
  if (operationName != null && typeof operationName !== 'string')
    throw new AppError('validation_error', 'operationName must be a string.');
  if (variables != null && !isJsonObject(variables))
    throw new AppError('validation_error', 'variables must be a JSON object.');
  return { query, operationName, variables };
}

function parametersOf(url: string): unknown {
  const parameters = new URL(url, 'http://localhost').searchParams;
  const variables = parameters.get('variables');
  try {
    return {
      query: parameters.get('query'),
      operationName: parameters.get('operationName'),
      variables: variables === null ? null : JSON.parse(variables),
    };
  } catch {
    throw new AppError('validation_error', 'variables must be JSON.');
  }
}
