import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import { AppError } from '../../domain/errors.js';
import { challenge } from '../../server/bearer-challenge.js';
import type { RefusedDocument } from '../execution/documents.js';
import { faultLogger, formatAppError, formatError, httpStatusOf } from '../execution/error-format.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** Sends the response to a request that was refused before any execution. Errors other than `AppError` are masked. */
export function refuseRequest(
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

export function refuseDocument(
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
