import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../../domain/limits.js';
import { excessOf, type Measure, measure } from './document-bounds.js';

/** Uses after which an operation is compiled: most of what hostile or careless callers send comes once. */
const COMPILE_AT_USE = 2;
/** Root fields that need no token. */
const PUBLIC = new Set(['__schema', '__type', '__typename']);

/** One operation of a sound document. */
export class PreparedOperation {
  private uses = 0;
  private compiled: CompiledQuery | null | undefined;
  /** Requests that it counts against the rate limit: its ingest fields, at least 1. */
  readonly requests: number;
  /** Whether it only asks about the schema. */
  readonly isPublic: boolean;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    readonly node: OperationDefinitionNode,
    readonly measure: Measure,
  ) {
    const { rootFields } = measure;
    const ingested = rootFields.filter((name) => !PUBLIC.has(name)).length;
    this.requests = node.operation === 'mutation' ? Math.max(1, ingested) : 1;
    this.isPublic = rootFields.every((name) => PUBLIC.has(name));
  }

  /** Its compiled form once it was used a few times; null as long as it is to be interpreted. */
  compile(): CompiledQuery | null {
    if (this.compiled !== undefined) return this.compiled;
    this.uses += 1;
    if (this.uses < COMPILE_AT_USE) return null;
    this.compiled = this.compileNow();
    return this.compiled;
  }

  private compileNow(): CompiledQuery | null {
    if (this.node.operation === 'subscription') return null;
    const compiled = compileQuery(this.schema, this.document, this.node.name?.value);
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

/** A document that may be executed. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  readonly operations: readonly PreparedOperation[];
}

/** Why a document may not be executed. */
export interface RefusedDocument {
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'BAD_REQUEST';
  readonly errors: readonly GraphQLError[];
}

/**
 * Parses, bounds, validates and measures documents, and keeps sound ones by their text. Every transport gets its
 * documents here, so that all have the same bounds.
 */
export class Documents {
  private readonly known = new LRUCache<string, PreparedDocument>({
    maxSize: LIMITS.preparedChars,
    maxEntrySize: LIMITS.preparedDocumentChars,
    sizeCalculation: (_, text) => text.length + 1,
  });

  constructor(private readonly schema: GraphQLSchema) {}

  prepare(text: string): PreparedDocument | RefusedDocument {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const prepared = this.prepareNow(text);
    if ('document' in prepared) this.known.set(text, prepared);
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
      // The parser recurses, and the stack ends before the tokens do.
      return refused('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.');
    }
    const excess = excessOf(document);
    if (excess !== undefined) return { code: 'GRAPHQL_VALIDATION_FAILED', errors: [excess] };
    const errors = validate(this.schema, document, specifiedRules, { maxErrors: 20 });
    if (errors.length > 0) return { code: 'GRAPHQL_VALIDATION_FAILED', errors };
    const operations = document.definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map(
        (node) => new PreparedOperation(this.schema, document, node, measure(this.schema, document, node)),
      );
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

/** The operation that a request names, or the only one; undefined when it is not clear which one is meant. */
export function operationOf(
  { operations }: PreparedDocument,
  name: string | null | undefined,
): PreparedOperation | undefined {
  if (name == null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ node }) => node.name?.value === name);
}

/** Why a transport that answers once cannot execute an operation; undefined when it can. */
export function notAnsweredOnce({ node }: PreparedOperation): RefusedDocument | undefined {
  if (node.operation !== 'subscription') return undefined;
  return refused('BAD_REQUEST', 'Subscriptions need a WebSocket at /graphql or a stream of /graphql/stream.');
}

/** Why an operation asks for too much with these variables; undefined when it does not. */
export function excessiveCost(
  { measure: { cost } }: PreparedOperation,
  variables: unknown,
): RefusedDocument | undefined {
  const values = typeof variables === 'object' && variables !== null ? variables : {};
  const most = LIMITS.document.cost;
  if (cost(values as Record<string, unknown>) <= most) return undefined;
  return refused(
    'GRAPHQL_VALIDATION_FAILED',
    `The answer may have more than ${most} values: ask for shorter pages or fewer fields.`,
  );
}
