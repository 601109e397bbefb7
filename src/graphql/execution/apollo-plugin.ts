import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql';
import type { Logger } from 'pino';
import type { GraphqlContext } from './context.js';
import type { PreparedDocument, PreparedOperation } from './documents.js';
import { faultLogger, formatError } from './error-format.js';

/** What one HTTP request brings to its execution. */
export interface RequestScope {
  readonly context: GraphqlContext;
  /** undefined: the request is none that could be executed, and Apollo says why. */
  readonly prepared: PreparedDocument | undefined;
  readonly operation: PreparedOperation | undefined;
}

/**
 * The Apollo Server. It is given documents that are prepared already, and how to execute them; what it refuses by itself
 * it refuses with masked messages, whatever NODE_ENV says.
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
    // Documents come prepared: see `src/graphql/execution/documents.ts`.
    documentStore: null,
    dangerouslyDisableValidation: true,
    logger: quiet(logger),
    formatError: (_, error) =>
      formatError(error as GraphQLError, 'INTERNAL_SERVER_ERROR', faultLogger(logger, 'unknown')),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      executionPlugin(schema, logger),
    ],
  });
}

/** What Apollo has to say is either in the answer or logged by us. */
function quiet(logger: Logger) {
  const debug = (message?: unknown): void => logger.debug({ message: String(message) }, 'apollo');
  return {
    debug,
    info: debug,
    warn: debug,
    error: (message?: unknown) => logger.error({ err: message }, 'apollo'),
  };
}

function executionPlugin(schema: GraphQLSchema, logger: Logger): ApolloServerPlugin<RequestScope> {
  const listener: GraphQLRequestListener<RequestScope> = {
    async didResolveSource(request) {
      const { prepared } = request.contextValue;
      if (prepared !== undefined) (request as { document: unknown }).document = prepared.document;
    },

    /** null leaves it to Apollo, which says what is wrong with an operation that cannot be told. */
    async responseForOperation(request) {
      const { operation, prepared, context } = request.contextValue;
      if (operation === undefined || prepared === undefined) return null;
      const { variables } = request.request;
      const result = await executeOperation(schema, prepared, operation, context, variables);
      return respond(result, faultLogger(logger, context.traceId));
    },
  };
  return { requestDidStart: async () => listener };
}

/**
 * Executes a query or mutation, compiled once it is in use. Both ways answer alike: what is wrong with variables is always
 * told by the interpreter.
 */
export async function executeOperation(
  schema: GraphQLSchema,
  { document }: PreparedDocument,
  operation: PreparedOperation,
  contextValue: GraphqlContext,
  variables: Record<string, unknown> | undefined,
): Promise<ExecutionResult> {
  const compiled = operation.compile();
  const operationName = operation.node.name?.value;
  if (compiled === null)
    return execute({ schema, document, contextValue, variableValues: variables, operationName });
  const result = await compiled.query(undefined, contextValue, variables ?? {});
  if (result.data !== undefined) return result;
  const definitions = operation.node.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitions, variables ?? {}, { maxErrors: 50 });
  return errors === undefined ? result : { errors };
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
