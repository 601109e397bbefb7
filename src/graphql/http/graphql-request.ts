import type { FastifyReply, FastifyRequest } from 'fastify';
import { isJsonObject } from '../../domain/rules/json-object.js';
import { parseJsonText } from '../../domain/rules/json-text.js';
import { readJsonBytes } from '../../server/request-body.js';

/** The parts of a request that are needed before Apollo looks at it. */
export interface GraphqlHttpRequest {
  readonly body: unknown;
  readonly search: string;
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: unknown;
  /** The decompressed body; empty for a GET. */
  readonly bytes: Buffer;
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
    ? fromBody(await readJsonBytes(request.raw, reply.raw))
    : fromUrl(request.url);
}

function fromBody(bytes: Buffer): GraphqlHttpRequest {
  const body = parseJsonText(bytes);
  const { query, operationName, variables } = isJsonObject(body) ? body : {};
  return {
    body,
    search: '',
    query: nonEmpty(query),
    operationName: nonEmpty(operationName),
    variables,
    bytes,
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
    bytes: Buffer.alloc(0),
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
