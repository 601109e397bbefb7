import {
  ApolloServer,
  type ApolloServerPlugin,
  type DocumentStore,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { LIMITS } from '../../domain/limits.js';
import type { GraphqlContext } from './context.js';
import type { PreparedOperation } from './documents.js';
import { faultLogger, formatError } from './error-format.js';

/** The part of one HTTP request that its execution needs. */
export interface RequestScope {
  readonly context: GraphqlContext;
  /** undefined when no operation could be chosen: Apollo reports why. */
  readonly operation: PreparedOperation | undefined;
}

/**
 * The Apollo Server. It speaks GraphQL over HTTP and executes operations that `Documents` has prepared. Its own errors
 * are masked whatever NODE_ENV is.
 */
export function createApolloServer(schema: GraphQLSchema, logger: Logger): ApolloServer<RequestScope> {
  return new ApolloServer<RequestScope>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    status400ForVariableCoercionErrors: true,
    documentStore: new ParsedDocuments(),
    // `Documents` validates before Apollo sees the request.
    dangerouslyDisableValidation: true,
    logger: quiet(logger),
    formatError: (_, error) =>
      formatError(asGraphQLError(error), 'INTERNAL_SERVER_ERROR', faultLogger(logger, 'unknown')),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      executionPlugin(logger),
    ],
  });
}

/** Apollo's own parsed documents, with the bounds of `Documents`. */
class ParsedDocuments implements DocumentStore {
  private readonly documents = new LRUCache<string, DocumentNode>({
    maxSize: LIMITS.preparedChars,
    maxEntrySize: LIMITS.preparedDocumentChars,
    sizeCalculation: ({ loc }) => (loc?.source.body.length ?? LIMITS.preparedDocumentChars) + 1,
  });

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.documents.get(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.documents.set(key, document);
  }

  async delete(key: string): Promise<boolean> {
    return this.documents.delete(key);
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}

/** Apollo's messages repeat what is in the response or in our own log, so only its errors are logged as such. */
function quiet(logger: Logger) {
  const debug = (message?: unknown): void => logger.debug({ message: String(message) }, 'apollo');
  return {
    debug,
    info: debug,
    warn: debug,
    error: (message?: unknown) => logger.error({ err: message }, 'apollo'),
  };
}

function executionPlugin(logger: Logger): ApolloServerPlugin<RequestScope> {
  const listener: GraphQLRequestListener<RequestScope> = {
    /** null leaves the response to Apollo, which reports an ambiguous or unknown operation. */
    async responseForOperation({ request: { variables }, contextValue: { operation, context } }) {
      if (operation === undefined) return null;
      const result = await operation.execute({ contextValue: context, variables });
      return respond(result, faultLogger(logger, context.traceId));
    },
  };
  return { requestDidStart: async () => listener };
}

type Response = Pick<GraphQLResponse, 'http' | 'body'>;

function respond({ data, errors }: ExecutionResult, onFault: (error: unknown) => void): Response {
  const http = { headers: new HeaderMap(), ...(data === undefined ? { status: 400 } : {}) };
  if (errors === undefined) return { http, body: { kind: 'single', singleResult: { data } } };
  // Without data nothing was executed: the variables do not fit.
  const code = data === undefined ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
  const formatted: GraphQLFormattedError[] = errors.map((error) => formatError(error, code, onFault));
  const singleResult = data === undefined ? { errors: formatted } : { data, errors: formatted };
  return { http, body: { kind: 'single', singleResult } };
}
