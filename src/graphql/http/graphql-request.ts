import type { FastifyReply, FastifyRequest } from 'fastify';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { readJsonBody } from '../../server/request-body.js';

/** The parts of a request that are needed before Apollo looks at it. */
export interface GraphqlHttpRequest {
  readonly body: unknown;
  readonly search: string;
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: unknown;
}

/**
 * Reads the request of a GET or POST without judging it: Apollo reports missing or malformed parts.
 * @throws AppError when the body cannot be read as JSON
 */
export async function readGraphqlRequest(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<GraphqlHttpRequest> {
  return request.method === 'POST'
    ? fromBody(await readJsonBody(request.raw, reply.raw))
    : fromUrl(request.url);
}

function fromBody(body: unknown): GraphqlHttpRequest {
  const { query, operationName, variables } = isJsonObject(body) ? body : {};
  return {
    body,
    search: '',
    query: nonEmpty(query),
    operationName: nonEmpty(operationName),
    variables,
  };
}

function fromUrl(url: string): GraphqlHttpRequest {
  const at = url.indexOf('?');
  const search = at < 0 ? '' : url.slice(at);
  const parameters = new URLSearchParams(search);
  return {
    body: undefined,
    search,
    query: nonEmpty(parameters.get('query')),
    operationName: nonEmpty(parameters.get('operationName')),
    variables: parsed(parameters.get('variables')),
  };
}

/** An empty string counts as absent, as it does for Apollo. */
function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
