import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../../domain/limits.js';
import type { GraphqlContext } from './context.js';
import { limitError } from './document-limits.js';
import { measureOperation, type OperationMeasure, type Variables } from './operation-measure.js';
import { DeclaredVariables } from './variables.js';

/** Root fields that need no token. */
const PUBLIC = new Set(['__schema', '__type', '__typename']);

/** Root fields that store records. */
const INGEST = new Set(['ingestEvent', 'ingestBatch', 'ingestSourceIssue']);

/** The values of one execution of an operation. */
export interface ExecutionInput {
  readonly contextValue: GraphqlContext;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** The event, for a subscription. */
  readonly rootValue?: unknown;
}

/** One operation of a valid document. Every transport executes operations here. */
export class PreparedOperation {
  /** Requests that the operation counts against the rate limit: its ingest fields, at least 1. */
  readonly requests: number;
  /** Whether the operation reads nothing but the schema. */
  readonly isPublic: boolean;
  readonly variables: DeclaredVariables;
  /** Number of ingest fields. */
  readonly ingestFields: number;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    readonly node: OperationDefinitionNode,
    readonly measure: OperationMeasure,
  ) {
    const { rootFields } = measure;
    const writes = rootFields.filter((name) => !PUBLIC.has(name)).length;
    this.requests = node.operation === 'mutation' ? Math.max(1, writes) : 1;
    this.ingestFields = rootFields.filter((name) => INGEST.has(name)).length;
    this.variables = new DeclaredVariables(schema, node);
    this.isPublic = rootFields.every((name) => PUBLIC.has(name));
  }

  /** Runs a query or mutation once, or a subscription for one event. */
  async execute({ contextValue, variables, rootValue }: ExecutionInput): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document: this.document,
      operationName: this.node.name?.value,
      contextValue,
      rootValue,
      variableValues: variables,
    });
  }

  /** Opens the source of a subscription, or returns the errors that prevent it. */
  openSource({ contextValue, variables }: ExecutionInput): Promise<AsyncIterable<unknown> | ExecutionResult> {
    return createSourceEventStream({
      schema: this.schema,
      document: this.document,
      operationName: this.node.name?.value,
      contextValue,
      variableValues: variables,
    });
  }
}

/** A document that may be executed. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  readonly operations: readonly PreparedOperation[];
}

/** The reasons not to execute a document. */
export interface RefusedDocument {
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'BAD_USER_INPUT' | 'BAD_REQUEST';
  readonly errors: readonly GraphQLError[];
}

/**
 * Parses, bounds, validates and measures documents, and keeps valid ones by their text. Every transport gets its
 * documents here, so that the same bounds apply to all.
 */
export class Documents {
  private readonly prepared = new LRUCache<string, PreparedDocument>({
    maxSize: LIMITS.preparedChars,
    maxEntrySize: LIMITS.preparedDocumentChars,
    sizeCalculation: (_, text) => text.length + 1,
  });

  constructor(private readonly schema: GraphQLSchema) {}

  prepare(text: string): PreparedDocument | RefusedDocument {
    const known = this.prepared.get(text);
    if (known !== undefined) return known;
    const prepared = this.prepareNow(text);
    if ('document' in prepared) this.prepared.set(text, prepared);
    return prepared;
  }

  private prepareNow(text: string): PreparedDocument | RefusedDocument {
    const { chars, tokens, depth } = LIMITS.document;
    if (text.length > chars)
      return refused(
        'GRAPHQL_PARSE_FAILED',
        `The document has more than ${chars} characters: send values as variables.`,
      );
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: tokens });
    } catch (error) {
      if (error instanceof GraphQLError) return { code: 'GRAPHQL_PARSE_FAILED', errors: [error] };
      // The parser recurses, so a deeply nested document overflows the stack before it exceeds the tokens.
      return refused('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.');
    }
    const exceeded = limitError(document);
    if (exceeded !== undefined) return { code: 'GRAPHQL_VALIDATION_FAILED', errors: [exceeded] };
    const errors = validate(this.schema, document, specifiedRules, { maxErrors: 20 });
    if (errors.length > 0) return { code: 'GRAPHQL_VALIDATION_FAILED', errors };
    const operations = document.definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map((node) => {
        const measure = measureOperation(this.schema, document, node);
        return new PreparedOperation(this.schema, document, node, measure);
      });
    const deepest = Math.max(...operations.map((operation) => operation.measure.depth));
    if (deepest > depth)
      return refused(
        'GRAPHQL_VALIDATION_FAILED',
        `The document has ${deepest} levels of fields; at most ${depth} are allowed.`,
      );
    return { document, operations };
  }
}

function refused(code: RefusedDocument['code'], message: string): RefusedDocument {
  return { code, errors: [new GraphQLError(message)] };
}

/** The operation that a request names, or the only one; undefined when the choice is ambiguous. */
export function operationOf(
  { operations }: PreparedDocument,
  name: string | null | undefined,
): PreparedOperation | undefined {
  if (name == null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ node }) => node.name?.value === name);
}

/** Refuses a subscription on a transport with a single response; undefined for queries and mutations. */
export function refuseSubscription({ node }: PreparedOperation): RefusedDocument | undefined {
  if (node.operation !== 'subscription') return undefined;
  return refused('BAD_REQUEST', 'Subscriptions need a WebSocket at /graphql or a stream of /graphql/stream.');
}

/**
 * Refuses an operation whose variables do not fit, or whose cost with these variables exceeds the limit; undefined
 * otherwise.
 *
 * @param variables values of declared variables
 */
export function refuseVariables(
  { measure: { cost }, variables: declared }: PreparedOperation,
  variables: Variables,
): RefusedDocument | undefined {
  const errors = declared.errorsOf(variables);
  if (errors.length > 0) return { code: 'BAD_USER_INPUT', errors };
  const most = LIMITS.document.cost;
  if (cost(variables) <= most) return undefined;
  return refused(
    'GRAPHQL_VALIDATION_FAILED',
    `The response could have more than ${most} values: request shorter pages or fewer fields.`,
  );
}
