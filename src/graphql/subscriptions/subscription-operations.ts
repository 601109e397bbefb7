import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { type Admission, rateLimited } from '../../access/admission.js';
import type { RateState } from '../../access/rate-limiter.js';
import type { GraphqlContext } from '../execution/context.js';
import {
  type Documents,
  operationOf,
  type PreparedDocument,
  type PreparedOperation,
  type RefusedDocument,
  refuseVariables,
} from '../execution/documents.js';
import { faultLogger, formatError } from '../execution/error-format.js';
import { FanOut } from './fan-out.js';
import { FormattedResult } from './formatted-result.js';

/** An operation as both protocols carry it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

export interface SubscriptionOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly admission: Pick<Admission, 'consume'>;
  /** Returns a context for one execution. */
  readonly contextFor: (caller: Caller, traceId: string) => GraphqlContext;
  readonly logger: Logger;
}

/** An operation that passed the rate limit and the limits of documents. */
export interface AdmittedOperation {
  readonly document: PreparedDocument['document'];
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Runs a query or mutation. */
  execute(): Promise<FormattedResult>;
  /** Starts a subscription. `return` of the generator ends it at once. */
  subscribe(): Promise<AsyncGenerator<FormattedResult, void, void> | FormattedResult>;
}

/** The errors of an operation that is not executed. */
export interface RefusedOperation {
  readonly errors: readonly GraphQLError[];
}

/** Operations over WebSockets and event streams: admission as over HTTP, and results that subscribers share. */
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

  /** Number of different subscriptions that are open. */
  get openSubscriptions(): number {
    return this.fanOut.size;
  }

  /**
   * Prepares an operation and counts it against the rate limit. A refused operation counts too.
   * @param onCounted receives the rate limit, also when it is exceeded
   * @throws AppError rate_limited
   */
  async admit(
    caller: Caller,
    request: OperationRequest,
    onCounted: (state: RateState) => void = () => undefined,
  ): Promise<AdmittedOperation | RefusedOperation> {
    const prepared = this.options.documents.prepare(request.query);
    const operation = 'document' in prepared ? operationOf(prepared, request.operationName) : undefined;
    const state = await this.options.admission.consume(caller, operation?.requests ?? 1);
    onCounted(state);
    if (!state.allowed) throw rateLimited(state, 'requests of this workspace');
    if (!('document' in prepared)) return { errors: errorsOf(prepared) };
    if (operation === undefined) return { errors: [AMBIGUOUS_OPERATION] };
    const variables = operation.variables.pick(request.variables);
    const refused = refuseVariables(operation, variables);
    if (refused?.code === 'BAD_USER_INPUT') return this.answered(prepared, operation, refused);
    if (refused !== undefined) return { errors: errorsOf(refused) };
    return this.admitted(caller, { ...request, variables }, prepared, operation);
  }

  format(result: ExecutionResult): FormattedResult {
    const { errors, ...rest } = result;
    if (errors === undefined) return new FormattedResult(result, rest);
    const onFault = faultLogger(this.options.logger, randomUUID());
    // Without data nothing was executed: the variables do not fit.
    const code = 'data' in rest ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
    const formatted = errors.map((error) => formatError(error, code, onFault));
    return new FormattedResult(result, { ...rest, errors: formatted });
  }

  /** Errors of variables are a result, because a client can send the same document with other variables. */
  private answered(
    { document }: PreparedDocument,
    { node }: PreparedOperation,
    { errors }: RefusedDocument,
  ): AdmittedOperation {
    const result = async () => this.format({ errors });
    return { document, type: node.operation, execute: result, subscribe: result };
  }

  private admitted(
    caller: Caller,
    request: OperationRequest,
    { document }: PreparedDocument,
    operation: PreparedOperation,
  ): AdmittedOperation {
    const variables = request.variables ?? undefined;
    return {
      document,
      type: operation.node.operation,
      execute: async () => {
        const contextValue = this.options.contextFor(caller, randomUUID());
        return this.format(await operation.execute({ contextValue, variables }));
      },
      subscribe: () => this.fanOut.subscribe({ caller, query: request.query, operation, variables }),
    };
  }
}

const AMBIGUOUS_OPERATION = new GraphQLError(
  'The operation is ambiguous or unknown: set operationName to the name of an operation in the document.',
  { extensions: { code: 'BAD_USER_INPUT' } },
);

function errorsOf({ errors, code }: RefusedDocument): GraphQLError[] {
  return errors.map(
    ({ message, nodes, source, positions }) =>
      new GraphQLError(message, { nodes, source, positions, extensions: { code } }),
  );
}
