import 'reflect-metadata';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getDirectiveValues,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { type BuildSchemaOptions, buildTypeDefsAndResolversSync, type PubSub } from 'type-graphql';
import { ALL_SCOPES, type Scope } from '../../access/scopes.js';
import type { ConnectorStore } from '../../connectors/connector-store.js';
import type { DeliveryStore } from '../../connectors/delivery-store.js';
import type { SecretStore } from '../../connectors/secret-store.js';
import { AppError } from '../../domain/errors.js';
import { DateTime } from '../../domain/schema/scalars.js';
import { SDL } from '../../generated/sdl.js';
import type { IngestService } from '../../ingest/ingest-service.js';
import type { IssueListStore } from '../../issues/issue-list-store.js';
import type { IssueStore } from '../../issues/issue-store.js';
import type { JobEvents } from '../../jobs/job-events.js';
import type { JobListStore } from '../../jobs/job-list-store.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { DetectionStore } from '../../patterns/detection-store.js';
import type { PatternEvents } from '../../patterns/pattern-events.js';
import type { PatternStore } from '../../patterns/pattern-store.js';
import type { WebhookService } from '../../webhooks/webhook-service.js';
import type { GraphqlContext } from '../execution/context.js';
import { ConnectorResolver, DeliveryResolver } from '../resolvers/connector-resolver.js';
import { IngestResolver } from '../resolvers/ingest-resolver.js';
import { IssueResolver, RecordOutcomeResolver } from '../resolvers/issue-resolver.js';
import { JobResolver, jobSubscriptions } from '../resolvers/job-resolver.js';
import { PatternResolver, patternSubscriptions } from '../resolvers/pattern-resolver.js';

export interface SchemaServices {
  readonly ingest: IngestService;
  readonly jobs: JobStore;
  readonly jobLists: JobListStore;
  readonly issues: IssueStore;
  readonly issueLists: IssueListStore;
  readonly patterns: PatternStore;
  readonly connectors: ConnectorStore;
  readonly connectorSecrets: SecretStore;
  readonly deliveries: DeliveryStore;
  readonly webhooks: WebhookService;
  readonly events: JobEvents;
  readonly detection: DetectionStore;
  readonly patternEvents: PatternEvents;
}

/** The contract as it was written, answered by the resolvers. Every field checks the scope that it states. */
export function buildGatewaySchema(services: SchemaServices): GraphQLSchema {
  const { resolvers } = buildTypeDefsAndResolversSync(classOptions(services));
  const schema = makeExecutableSchema({
    typeDefs: SDL,
    resolvers: { ...resolvers, JSON: GraphQLJSON, DateTime },
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  guardScopes(schema);
  return schema;
}

/** How type-graphql makes a schema of the classes. The parity test compares that one with the contract. */
export function classOptions(services: SchemaServices): BuildSchemaOptions {
  const { ingest, jobs, jobLists, issues, issueLists, patterns, detection, events, patternEvents } = services;
  const instances = new Map<unknown, unknown>([
    [JobResolver, new JobResolver(jobs, jobLists)],
    [IssueResolver, new IssueResolver(issues, issueLists)],
    [RecordOutcomeResolver, new RecordOutcomeResolver()],
    [PatternResolver, new PatternResolver(patterns, detection)],
    [IngestResolver, new IngestResolver(ingest)],
    [ConnectorResolver, new ConnectorResolver(services.connectors, services.deliveries)],
    [DeliveryResolver, new DeliveryResolver(services.webhooks)],
  ]);
  const JobSubscriptions = jobSubscriptions(events);
  instances.set(JobSubscriptions, new JobSubscriptions());
  const PatternSubscriptions = patternSubscriptions(patternEvents);
  instances.set(PatternSubscriptions, new PatternSubscriptions());
  return {
    resolvers: [...instances.keys()] as never,
    container: { get: (resolver) => instances.get(resolver) },
    // The use case judges records, for both surfaces alike.
    validate: false,
    pubSub: NO_TOPICS,
    scalarsMap: [],
  };
}

/** The library wants one; every subscription here brings its own source. */
const NO_TOPICS: PubSub = {
  publish: () => {
    throw new Error('there are no topics: changes of jobs are announced by JobEvents');
  },
  subscribe: () => {
    throw new Error('there are no topics: a subscription follows JobEvents');
  },
};

/** What `@scope` says of a field. */
export interface ScopeRule {
  readonly anyOf: readonly Scope[];
  /** Needed besides. */
  readonly and?: Scope | null;
  readonly exceptOwnWrite: boolean;
}

/** The rule that a field states in the contract, if it states one. */
export function scopeRuleOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): ScopeRule | null {
  const directive = schema.getDirective('scope');
  if (directive == null || field.astNode == null) return null;
  const rule = getDirectiveValues(directive, field.astNode) as ScopeRule | undefined;
  if (rule === undefined) return null;
  const named = rule.and == null ? rule.anyOf : [...rule.anyOf, rule.and];
  const unknown = named.find((scope) => !ALL_SCOPES.includes(scope));
  if (unknown !== undefined || rule.anyOf.length === 0)
    throw new Error(`@scope of ${field.name} names no scope, or the unknown scope ${unknown}`);
  return rule;
}

function guardScopes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = scopeRuleOf(schema, field);
      if (rule === null) continue;
      if (field.subscribe !== undefined) field.subscribe = guarded(rule, field.subscribe);
      else if (field.resolve !== undefined) field.resolve = guarded(rule, field.resolve);
      else
        throw new Error(`${type.name}.${field.name} states a scope and has no resolver that could check it`);
    }
  }
}

type Resolver = GraphQLFieldResolver<unknown, GraphqlContext>;

function guarded(rule: ScopeRule, resolve: GraphQLFieldResolver<unknown, unknown>): Resolver {
  return (source, args, context, info) => {
    requireScope(rule, context, info);
    return resolve(source, args, context, info);
  };
}

/**
 * In a mutation everything that may be reached without another scope is the caller's own write, so that is how it is told.
 */
function requireScope(
  { anyOf, and, exceptOwnWrite }: ScopeRule,
  { caller }: GraphqlContext,
  { operation }: GraphQLResolveInfo,
): void {
  if (exceptOwnWrite && operation.operation === OperationTypeNode.MUTATION) return;
  const lacking = [anyOf, and == null ? [] : [and]].find(
    (scopes) => scopes.length > 0 && !scopes.some((scope) => caller?.scopes.has(scope)),
  );
  if (lacking === undefined) return;
  throw new AppError('forbidden', `The token lacks the scope ${lacking.join(' or ')}.`, {
    details: { requiredScope: lacking[0] },
  });
}
