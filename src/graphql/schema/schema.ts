import 'reflect-metadata';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { type BuildSchemaOptions, buildTypeDefsAndResolversSync, type PubSub } from 'type-graphql';
import type { ConnectorStore } from '../../connectors/connector-store.js';
import type { DeliveryStore } from '../../connectors/delivery-store.js';
import type { SecretStore } from '../../connectors/secret-store.js';
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
import type { PatternListStore } from '../../patterns/pattern-list-store.js';
import type { WebhookService } from '../../webhooks/webhook-service.js';
import { ConnectorResolver, DeliveryResolver } from '../resolvers/connector-resolver.js';
import { IngestResolver } from '../resolvers/ingest-resolver.js';
import { IssueResolver, RecordOutcomeResolver } from '../resolvers/issue-resolver.js';
import { JobResolver, jobSubscriptions } from '../resolvers/job-resolver.js';
import { NodeResolver } from '../resolvers/node-resolver.js';
import { PatternResolver, patternSubscriptions } from '../resolvers/pattern-resolver.js';
import { guardScopes } from './scope-guard.js';

export interface SchemaServices {
  readonly ingest: IngestService;
  readonly jobs: JobStore;
  readonly jobLists: JobListStore;
  readonly issues: IssueStore;
  readonly issueLists: IssueListStore;
  readonly patternLists: PatternListStore;
  readonly connectors: ConnectorStore;
  readonly connectorSecrets: SecretStore;
  readonly deliveries: DeliveryStore;
  readonly webhooks: WebhookService;
  readonly events: JobEvents;
  readonly detection: DetectionStore;
  readonly patternEvents: PatternEvents;
}

/** Builds the served schema: the contract word for word, with resolvers that check the scope of each field. */
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

/** Options for type-graphql to build a schema from the classes; a test compares that schema with the contract. */
export function classOptions(services: SchemaServices): BuildSchemaOptions {
  const { ingest, jobs, jobLists, issues, issueLists, patternLists, detection, events, patternEvents } =
    services;
  const JobSubscriptions = jobSubscriptions(events);
  const PatternSubscriptions = patternSubscriptions(patternEvents);
  const instances: readonly object[] = [
    new JobResolver(jobs, jobLists),
    new JobSubscriptions(),
    new IssueResolver(issues, issueLists),
    new RecordOutcomeResolver(),
    new PatternResolver(patternLists, detection),
    new PatternSubscriptions(),
    new IngestResolver(ingest),
    new ConnectorResolver(services.connectors, services.deliveries),
    new DeliveryResolver(services.webhooks),
    new NodeResolver(),
  ];
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  return {
    resolvers: [
      JobResolver,
      JobSubscriptions,
      IssueResolver,
      RecordOutcomeResolver,
      PatternResolver,
      PatternSubscriptions,
      IngestResolver,
      ConnectorResolver,
      DeliveryResolver,
      NodeResolver,
    ],
    container: { get: (resolver) => byClass.get(resolver) },
    // The ingest service validates records for both surfaces.
    validate: false,
    pubSub: NO_TOPICS,
    scalarsMap: [],
  };
}

/** type-graphql requires a PubSub; here every subscription returns its own source. */
const NO_TOPICS: PubSub = {
  publish: () => {
    throw new Error('there are no topics: JobEvents and PatternEvents announce changes');
  },
  subscribe: () => {
    throw new Error('there are no topics: subscriptions read from JobEvents and PatternEvents');
  },
};
