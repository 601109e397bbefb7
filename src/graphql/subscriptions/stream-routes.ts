import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import type { Admission } from '../../access/admission.js';
import { AppError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { rateHeaders } from '../../server/rate-headers.js';
import { readJsonBody } from '../../server/request-body.js';
import type { FormattedResult } from './formatted-result.js';
import type { OpenConnections } from './open-connections.js';
import type {
  AdmittedOperation,
  OperationRequest,
  RefusedOperation,
  SubscriptionOperations,
} from './subscription-operations.js';
import { type StreamedResults, SubscriptionStream } from './subscription-stream.js';

export interface StreamRoutesOptions {
  readonly admission: Pick<Admission, 'identify'>;
  readonly operations: SubscriptionOperations;
  readonly connections: OpenConnections;
  readonly logger: Logger;
  /** Sends the response to a request that was refused. */
  readonly refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** Event streams: each request is one operation, and its results are sent as events (graphql-sse). */
export function addStreamRoutes(server: FastifyInstance, options: StreamRoutesOptions): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql/stream',
    errorHandler: options.refuse,
    handler: (request, reply) => stream(options, request, reply),
  });
}

async function stream(
  { admission, operations, connections, logger }: StreamRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { authorization } = request.headers;
  const caller = await admission.identify(authorization, request.raw);
  request.caller = caller;
  const asked = await readOperation(request, reply);
  const admitted = await operations.admit(caller, asked, (state) => reply.headers(rateHeaders(state)));
  if (request.method === 'GET' && 'type' in admitted && admitted.type === 'mutation')
    throw new AppError('method_not_allowed', 'Send mutations with POST.');
  const connection = new SubscriptionStream(caller, authorization ?? '', reply.raw);
  if (connections.isClosing) throw new AppError('unavailable', 'The server is stopping: connect again.');
  if (!connections.add(connection))
    throw new AppError('rate_limited', 'This workspace has too many open connections: close one first.');
  try {
    const results = await resultsOf(operations, admitted);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      // Tells proxies not to buffer the events.
      'x-accel-buffering': 'no',
    });
    await connection.send(asked, results);
  } catch (error) {
    if (!reply.raw.headersSent) throw error;
    logger.warn({ err: error, traceId: request.id }, 'an event stream broke off');
  } finally {
    connections.remove(connection);
  }
}

/** Returns errors of a document as a result, because clients look for them in the stream. */
async function resultsOf(
  operations: SubscriptionOperations,
  admitted: AdmittedOperation | RefusedOperation,
): Promise<StreamedResults> {
  if ('errors' in admitted) return once(operations.format({ errors: admitted.errors }));
  if (admitted.type !== 'subscription') return once(await admitted.execute());
  const results = await admitted.subscribe();
  return Symbol.asyncIterator in results ? results : once(results);
}

async function* once(result: FormattedResult): StreamedResults {
  yield result;
}

/** @throws AppError */
async function readOperation(request: FastifyRequest, reply: FastifyReply): Promise<OperationRequest> {
  if (new Negotiator(request.raw).mediaType(['text/event-stream']) === undefined)
    throw new AppError('validation_error', 'Events need the header Accept: text/event-stream.');
  const sent =
    request.method === 'GET' ? parametersOf(request.url) : await readJsonBody(request.raw, reply.raw);
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
    throw new AppError('validation_error', 'variables must be JSON, such as {"id":"ing_job_…"}.');
  }
}
