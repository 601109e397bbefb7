import { randomUUID } from 'node:crypto';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { type Admission, rateLimited } from '../../access/admission.js';
import type { RateState } from '../../access/rate-limiter.js';
import type { AppError } from '../../domain/errors.js';
import type { GraphqlContext } from '../execution/context.js';
import {
  type Documents,
  operationOf,
  type PreparedDocument,
  type PreparedOperation,
  type RefusedDocument,
  refuseExcessiveCost,
} from '../execution/documents.js';
import { faultLogger, formatError } from '../execution/error-format.js';
import { FanOut, type SharedResult } from './fan-out.js';

/** What a client asks, as both protocols carry it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

export interface SubscriptionOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly admission: Pick<Admission, 'consume'>;
  /** A context for one execution. */
  readonly contextFor: (caller: Caller, traceId: string) => GraphqlContext;
  readonly logger: Logger;
}

/** An operation that was let in and counted. */
export interface AdmittedOperation {
  readonly document: PreparedDocument['document'];
  readonly type: 'query' | 'mutation' | 'subscription';
  /** For queries and mutations. */
  execute(): Promise<FormattedExecutionResult>;
  /** For subscriptions. `return` of what it answers ends it at once. */
  subscribe(): Promise<AsyncGenerator<SharedResult, void, void> | FormattedExecutionResult>;
}

/** Why an operation does not run. */
export interface RefusedOperation {
  readonly errors: readonly GraphQLError[];
}

/** What both transports of subscriptions do with an operation: the same as HTTP does, and what only lasting ones need. */
export class SubscriptionOperations {
  private readonly fanOut: FanOut;

  constructor(private readonly options: SubscriptionOperationsOptions) {
    this.fanOut = new FanOut({
      contextFor: (caller) => options.contextFor(caller, randomUUID()),
      format: (result) => this.format(result),
    });
  }

  get schema(): GraphQLSchema {
    return this.options.schema;
  }

  /** Different subscriptions that are followed. */
  get followed(): number {
    return this.fanOut.size;
  }

  /**
   * Prepares and counts what was asked; a refused one counts too.
   * @param counted is told of the rate limit, also when it is used up
   * @throws AppError rate_limited
   */
  async admit(
    caller: Caller,
    request: OperationRequest,
    counted: (state: RateState) => void = () => undefined,
  ): Promise<AdmittedOperation | RefusedOperation> {
    const prepared = this.options.documents.prepare(request.query);
    const operation = 'document' in prepared ? operationOf(prepared, request.operationName) : undefined;
    const state = await this.options.admission.consume(caller, operation?.requests ?? 1);
    counted(state);
    if (!state.allowed) throw rateLimited(state, 'requests of this workspace');
    if (!('document' in prepared)) return { errors: codedErrors(prepared) };
    if (operation === undefined) return { errors: [NO_OPERATION] };
    const excess = refuseExcessiveCost(operation, request.variables);
    if (excess !== undefined) return { errors: codedErrors(excess) };
    return this.admitted(caller, request, prepared, operation);
  }

  /** What the client is told. */
  format({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
    if (errors === undefined) return result;
    const onFault = faultLogger(this.options.logger, randomUUID());
    // Without data nothing was executed: what was sent does not fit.
    const code = 'data' in result ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
    return { ...result, errors: errors.map((error) => formatError(error, code, onFault)) };
  }

  private admitted(
    caller: Caller,
    request: OperationRequest,
    prepared: PreparedDocument,
    operation: PreparedOperation,
  ): AdmittedOperation {
    const { document } = prepared;
    const variables = request.variables ?? undefined;
    const { contextFor } = this.options;
    return {
      document,
      type: operation.node.operation,
      execute: async () => {
        const context = contextFor(caller, randomUUID());
        return this.format(await operation.execute({ contextValue: context, variables }));
      },
      subscribe: async () => {
        const results = await this.fanOut.subscribe({ caller, query: request.query, operation, variables });
        return Symbol.asyncIterator in results ? results : this.format(results);
      },
    };
  }
}

const NO_OPERATION = new GraphQLError(
  'It is not clear which operation is meant: name one of the document as operationName.',
  { extensions: { code: 'BAD_USER_INPUT' } },
);

function codedErrors({ errors, code }: RefusedDocument): GraphQLError[] {
  return errors.map(
    ({ message, nodes, source, positions }) =>
      new GraphQLError(message, { nodes, source, positions, extensions: { code } }),
  );
}

/** An error of ours as one of GraphQL's. */
export function asGraphQLError(error: AppError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}
