// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What became of a delivery. */
export type DeliveryOutcome =
  /** Its records are stored. */
  | 'ACCEPTED'
  /** The same was accepted before. */
  | 'DUPLICATE'
  /** It concerns no issue. */
  | 'IGNORED'
  /** It was not proven, or its sender must correct it. */
  | 'REFUSED'
  /** It could not be processed by our fault. Its body is kept and can be replayed. */
  | 'FAILED';

/** A connector to be made. */
export type CreateConnectorInput = {
  /** What sends. */
  source: Source;
  /** What it is for, in one line. */
  name?: string | null | undefined;
  /** As `Connector.settings`; what is left out has its default. */
  settings?: Record<string, unknown> | null | undefined;
  /**
   * The secret, where the source makes it itself: Slack, PagerDuty, Linear and Zendesk do. Without it one is made and
   * answered.
   */
  secret?: string | null | undefined;
};

/** The systems whose signals are understood. In REST the values are lower case. */
export type Source =
  /** Atlassian Jira. */
  | 'JIRA'
  /** ServiceNow. */
  | 'SERVICENOW'
  /** GitHub. */
  | 'GITHUB'
  /** PagerDuty. */
  | 'PAGERDUTY'
  /** Opsgenie. */
  | 'OPSGENIE'
  /** Linear. */
  | 'LINEAR'
  /** Zendesk. */
  | 'ZENDESK'
  /** Slack. */
  | 'SLACK'
  /** E-mail. */
  | 'EMAIL'
  /** A database. */
  | 'DATABASE'
  /** Anything else. */
  | 'CUSTOM_API';

/** How urgent an issue is. */
export type Severity =
  /** Critical. */
  | 'P1'
  /** High. */
  | 'P2'
  /** Medium; what an issue has when nobody said otherwise. */
  | 'P3'
  /** Low. */
  | 'P4';

/** One raw signal. It needs an external id or a title. */
export type IngestEventInput = {
  /**
   * Your system's unique identifier of this event, compared byte for byte. With `source` it is the key: the
   * same pair updates the existing issue. Without one an id is minted, and nothing is ever deduplicated onto
   * it.
   */
  externalId?: string | null | undefined;
  /**
   * The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept; so is
   * an absent one.
   */
  source?: string | null | undefined;
  /**
   * Short description of the issue. A new issue without one takes its external id, cut to what a title may
   * have.
   */
  title?: string | null | undefined;
  /** Full description or error detail, plain text or Markdown. */
  body?: string | null | undefined;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one
   * has `p3`.
   */
  severity?: string | null | undefined;
  /** Team or squad responsible. */
  team?: string | null | undefined;
  /** Link back to the issue in the source system. */
  externalUrl?: string | null | undefined;
  /** When the issue was created in the source system, with milliseconds at most. */
  sourceCreatedAt?: string | null | undefined;
  /** When the issue was last updated in the source system. A record older than what is stored changes nothing. */
  sourceUpdatedAt?: string | null | undefined;
  /** A connector of the workspace that the issue belongs to. */
  connectorId?: string | null | undefined;
  /** Free-form key/value pairs, stored and returned as sent. */
  metadata?: Record<string, unknown> | null | undefined;
};

/** One record of a batch. */
export type IngestRecordInput = {
  /**
   * Your system's unique identifier, compared byte for byte. With `source` it is the key: the same pair
   * updates the existing issue.
   */
  externalId?: string | null | undefined;
  /** The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept. */
  source?: string | null | undefined;
  /** Short description of the issue. */
  title?: string | null | undefined;
  /** Full description or error detail, plain text or Markdown. */
  body?: string | null | undefined;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one
   * has `p3`.
   */
  severity?: string | null | undefined;
  /** Team or squad responsible. */
  team?: string | null | undefined;
  /** Link back to the issue in the source system. */
  externalUrl?: string | null | undefined;
  /** When the issue was created in the source system, with milliseconds at most. */
  sourceCreatedAt?: string | null | undefined;
  /** When the issue was last updated in the source system. A record older than what is stored changes nothing. */
  sourceUpdatedAt?: string | null | undefined;
  /** A connector of the workspace that the issue belongs to. */
  connectorId?: string | null | undefined;
  /** Free-form key/value pairs, stored and returned as sent. */
  metadata?: Record<string, unknown> | null | undefined;
};

/** Why a record was not taken. */
export type RejectionReason =
  /** A required field is absent, blank or null. */
  | 'MISSING_FIELD'
  /** A text has too many characters or bytes. */
  | 'TOO_LONG'
  /** A value has the wrong JSON type. */
  | 'INVALID_TYPE'
  /** A value is none of the allowed ones. */
  | 'INVALID_ENUM'
  /** A text does not look as it has to, or contains NUL or unpaired surrogates. */
  | 'INVALID_FORMAT'
  /** A text is no RFC 3339 date and time with an offset. */
  | 'INVALID_TIMESTAMP'
  /** The workspace has no such connector. */
  | 'UNKNOWN_CONNECTOR'
  /** A JSON object has too many bytes or levels. */
  | 'TOO_LARGE';

/** Whether an issue needs attention. */
export type IssueStatus =
  /** It does. */
  | 'OPEN'
  /** Its source resolved it. A changed push opens it again. */
  | 'RESOLVED';

/** Which issues to list. What is absent or null does not matter; everything given must hold. */
export type IssueFilter = {
  /** Of one of these sources. */
  source?: Array<Source> | null | undefined;
  /** With one of these severities. */
  severity?: Array<Severity> | null | undefined;
  /** In one of these states. */
  status?: Array<IssueStatus> | null | undefined;
  /** Of exactly this team, compared byte for byte. */
  team?: string | null | undefined;
  /** Linked to this pattern. */
  patternId?: string | null | undefined;
  /** Whose title contains this text, wherever it stands: 1 to 200 characters, compared without case. There are no wildcards. */
  search?: string | null | undefined;
};

/** How a job came to be. */
export type JobKind =
  /** A single event. */
  | 'EVENT'
  /** A batch. */
  | 'BATCH'
  /** A push by the path of its source. */
  | 'SOURCE'
  /** A delivery of a webhook. */
  | 'WEBHOOK';

/** The state of a job. The last three are terminal and never change. */
export type JobStatus =
  /** Stored, not begun. */
  | 'PENDING'
  /** Being processed. */
  | 'RUNNING'
  /** Every record was persisted and processed. */
  | 'SUCCEEDED'
  /** Some records were persisted, some were rejected or failed later. */
  | 'PARTIAL'
  /** No record was persisted, or the job itself failed after its attempts. */
  | 'FAILED';

/** How much a pattern is going on. */
export type PatternStatus =
  /** It has recurred, but not often enough to be sure of it. */
  | 'WATCHING'
  /** It is going on. */
  | 'ACTIVE'
  /** No issue has matched for a while. A new one makes it active again. */
  | 'RESOLVED';

/** Which patterns to list. What is absent or null does not matter; everything given must hold. */
export type PatternFilter = {
  /** In one of these states. */
  status?: Array<PatternStatus> | null | undefined;
  /** With at least this confidence, from 0.0 to 1.0. */
  minConfidence?: number | null | undefined;
  /** Whose name or template contains this text; compared as in IssueFilter. */
  search?: string | null | undefined;
};

export type BrowseDeliveriesQueryVariables = Exact<{
  connectorId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  outcome?: DeliveryOutcome | null | undefined;
}>;


export type BrowseDeliveriesQuery = { connector: { id: string, disabledAt: string | null, secrets: Array<{ createdAt: string, expiresAt: string | null }>, deliveries: { nodes: Array<{ id: string, outcome: DeliveryOutcome, reason: string | null, event: string | null, sourceDeliveryId: string | null, receivedAt: string, replayable: boolean, jobId: string | null, issue: { id: string, externalId: string, title: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type BrowseIssuesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: IssueFilter | null | undefined;
}>;


export type BrowseIssuesQuery = { issues: { nodes: Array<{ id: string, source: Source, externalId: string, title: string, severity: Severity, team: string | null, status: IssueStatus, occurrenceCount: number, firstSeenAt: string, lastSeenAt: string, pattern: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BrowsePatternsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: PatternFilter | null | undefined;
}>;


export type BrowsePatternsQuery = { patterns: { nodes: Array<{ id: string, name: string, status: PatternStatus, confidence: number, issueCount: number, firstSeenAt: string, lastSeenAt: string, issues: { nodes: Array<{ id: string, title: string, patternLink: { slotValues: Array<string>, score: number } | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FailedJobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FailedJobsQuery = { jobs: { nodes: Array<{ id: string, kind: JobKind, status: JobStatus, total: number, accepted: number, createdAt: string, finishedAt: string | null, rejected: Array<{ index: number, message: string, reason: RejectionReason, field: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FollowJobSubscriptionVariables = Exact<{
  id: string;
}>;


export type FollowJobSubscription = { jobUpdated: { id: string, status: JobStatus, progress: number, total: number, accepted: number, rejectedCount: number, finishedAt: string | null } };

export type IngestBatchMutationVariables = Exact<{
  records: Array<IngestRecordInput> | IngestRecordInput;
}>;


export type IngestBatchMutation = { ingestBatch: { accepted: number, issueIds: Array<string>, rejected: Array<{ index: number, message: string, reason: RejectionReason, field: string | null }>, job: { id: string, status: JobStatus } } };

export type IngestEventMutationVariables = Exact<{
  input: IngestEventInput;
}>;


export type IngestEventMutation = { ingestEvent: { accepted: number, rejected: Array<{ message: string, reason: RejectionReason, field: string | null }>, issue: { id: string, title: string, severity: Severity, occurrenceCount: number } | null, job: { id: string, status: JobStatus } | null } };

export type MakeConnectorMutationVariables = Exact<{
  input: CreateConnectorInput;
}>;


export type MakeConnectorMutation = { createConnector: { secret: string, connector: { id: string, source: Source, name: string | null } } };


export const BrowseDeliveriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowseDeliveries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"connectorId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryOutcome"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connector"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"connectorId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"disabledAt"}},{"kind":"Field","name":{"kind":"Name","value":"secrets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"outcome"},"value":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"sourceDeliveryId"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"replayable"}},{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"issue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BrowseDeliveriesQuery, BrowseDeliveriesQueryVariables>;
export const BrowseIssuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowseIssues"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"IssueFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"team"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"occurrenceCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BrowseIssuesQuery, BrowseIssuesQueryVariables>;
export const BrowsePatternsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowsePatterns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PatternFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"patterns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"issues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"patternLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slotValues"}},{"kind":"Field","name":{"kind":"Name","value":"score"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BrowsePatternsQuery, BrowsePatternsQueryVariables>;
export const FailedJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FailedJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"PARTIAL"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<FailedJobsQuery, FailedJobsQueryVariables>;
export const FollowJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejectedCount"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]} as unknown as DocumentNode<FollowJobSubscription, FollowJobSubscriptionVariables>;
export const IngestBatchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IngestBatch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"records"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IngestRecordInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestBatch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"records"},"value":{"kind":"Variable","name":{"kind":"Name","value":"records"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"issueIds"}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<IngestBatchMutation, IngestBatchMutationVariables>;
export const IngestEventDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IngestEvent"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IngestEventInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestEvent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"issue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"occurrenceCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<IngestEventMutation, IngestEventMutationVariables>;
export const MakeConnectorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MakeConnector"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConnectorInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConnector"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connector"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<MakeConnectorMutation, MakeConnectorMutationVariables>;