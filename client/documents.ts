// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Result of a webhook delivery. */
export type DeliveryOutcome =
  /** The records of the delivery are stored. */
  | 'ACCEPTED'
  /** The same delivery was accepted before; nothing was changed. */
  | 'DUPLICATE'
  /** Nothing was stored: the delivery does not concern an issue, such as a ping, or concerns an unknown one. */
  | 'IGNORED'
  /** The delivery could not be verified, its content is invalid, or the connector is disabled. */
  | 'REFUSED'
  /** Processing failed because of an error in the gateway. The body is kept and can be replayed with `replayDelivery`. */
  | 'FAILED';

/** Properties of a new connector. */
export type CreateConnectorInput = {
  /** Source that will send the webhooks. */
  source: Source;
  /** Name of the connector: one line of 1 to 100 characters without surrounding white space, such as `Production Jira`. */
  name?: string | null | undefined;
  /** Settings as in `Connector.settings`. Omitted keys have their defaults. Null sets all defaults. */
  settings?: Record<string, unknown> | null | undefined;
  /**
   * Secret that the source created: 8 to 512 characters. Slack, PagerDuty, Linear and Zendesk create the secret themselves;
   * paste it here. If absent or null, a secret is generated and returned.
   */
  secret?: string | null | undefined;
};

/** System that reports issues. In REST, values are lower case. */
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
  /** Email. */
  | 'EMAIL'
  /** Database alerts. */
  | 'DATABASE'
  /** Any other system. */
  | 'CUSTOM_API';

/** Priority of an issue. */
export type Severity =
  /** Critical. */
  | 'P1'
  /** High. */
  | 'P2'
  /** Medium. The default for new issues. */
  | 'P3'
  /** Low. */
  | 'P4';

/** A single event. It needs an `externalId` or a `title`. Blank texts count as absent, except in `body`. */
export type IngestEventInput = {
  /**
   * Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`
   * updates the existing issue. If absent, an identifier starting with `evt_` is generated and a new issue is always created.
   */
  externalId?: string | null | undefined;
  /**
   * Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`.
   * If absent, it is `custom_api`.
   */
  source?: string | null | undefined;
  /**
   * Short description of the issue, 1 to 300 characters. If absent, a new issue gets its `externalId` as title, shortened to
   * 300 characters, and a known one keeps its title.
   */
  title?: string | null | undefined;
  /** Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it. */
  body?: string | null | undefined;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known
   * one keeps its severity. Null sets `p3`.
   */
  severity?: string | null | undefined;
  /**
   * Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps
   * its status, except that a change reopens a resolved issue.
   */
  status?: string | null | undefined;
  /** Team or squad that is responsible for the issue, at most 200 characters. Null clears it. */
  team?: string | null | undefined;
  /** Person who works on the issue, at most 200 characters. Null clears it. */
  assignee?: string | null | undefined;
  /** Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it. */
  externalUrl?: string | null | undefined;
  /**
   * Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below
   * the millisecond are dropped. Null clears it.
   */
  sourceCreatedAt?: string | null | undefined;
  /**
   * Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A
   * record that is older than the stored issue is counted but changes nothing else. Null clears it.
   */
  sourceUpdatedAt?: string | null | undefined;
  /** Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it. */
  connectorId?: string | null | undefined;
  /** Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it. */
  metadata?: Record<string, unknown> | null | undefined;
};

/** One record of a batch. Blank texts count as absent, except in `body`. */
export type IngestRecordInput = {
  /**
   * Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`
   * updates the existing issue.
   */
  externalId?: string | null | undefined;
  /** Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`. */
  source?: string | null | undefined;
  /** Short description of the issue, 1 to 300 characters. */
  title?: string | null | undefined;
  /** Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it. */
  body?: string | null | undefined;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known
   * one keeps its severity. Null sets `p3`.
   */
  severity?: string | null | undefined;
  /**
   * Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps
   * its status, except that a change reopens a resolved issue.
   */
  status?: string | null | undefined;
  /** Team or squad that is responsible for the issue, at most 200 characters. Null clears it. */
  team?: string | null | undefined;
  /** Person who works on the issue, at most 200 characters. Null clears it. */
  assignee?: string | null | undefined;
  /** Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it. */
  externalUrl?: string | null | undefined;
  /**
   * Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below
   * the millisecond are dropped. Null clears it.
   */
  sourceCreatedAt?: string | null | undefined;
  /**
   * Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A
   * record that is older than the stored issue is counted but changes nothing else. Null clears it.
   */
  sourceUpdatedAt?: string | null | undefined;
  /** Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it. */
  connectorId?: string | null | undefined;
  /** Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it. */
  metadata?: Record<string, unknown> | null | undefined;
};

/** Effect of one record. */
export type Outcome =
  /** A new issue was created. */
  | 'CREATED'
  /** An existing issue was changed. */
  | 'UPDATED'
  /** The existing issue already had the same content. The record was counted. */
  | 'UNCHANGED'
  /** The record is older than the existing issue. It was counted but changed nothing else. */
  | 'STALE'
  /** The record is invalid and was not stored. */
  | 'REJECTED';

/** Reason why a record was rejected. */
export type RejectionReason =
  /** A required field is absent, null or blank. */
  | 'MISSING_FIELD'
  /** A text exceeds its maximum length. */
  | 'TOO_LONG'
  /** A value has the wrong JSON type. */
  | 'INVALID_TYPE'
  /** A value is not one of the allowed values. */
  | 'INVALID_ENUM'
  /** A text does not have the required form, or contains NUL characters or unpaired surrogates. */
  | 'INVALID_FORMAT'
  /** A text is not an RFC 3339 date and time with an offset. */
  | 'INVALID_TIMESTAMP'
  /** The workspace has no connector with this identifier. */
  | 'UNKNOWN_CONNECTOR'
  /** A JSON object exceeds its maximum size or depth. */
  | 'TOO_LARGE';

/** Status of an issue. */
export type IssueStatus =
  /** Needs attention. */
  | 'OPEN'
  /** A person is working on it. A change keeps this status; a reopening ends it. */
  | 'ACKNOWLEDGED'
  /** Resolved in its source. A later change reopens the issue. */
  | 'RESOLVED';

/** Filters for a list of issues. An issue must match all of them. Absent and null filters are ignored; an empty list matches nothing. */
export type IssueFilter = {
  /** Sources to include. */
  source?: Array<Source> | null | undefined;
  /** Severities to include. */
  severity?: Array<Severity> | null | undefined;
  /** Statuses to include. */
  status?: Array<IssueStatus> | null | undefined;
  /** Team to include. The name must match exactly, including case. */
  team?: string | null | undefined;
  /** Identifier of the pattern whose issues to include. */
  patternId?: string | null | undefined;
  /** Text that the title must contain: 1 to 200 characters, ignoring case. There are no wildcards. */
  search?: string | null | undefined;
};

/** Kind of request that created a job. */
export type JobKind =
  /** Single event. */
  | 'EVENT'
  /** Batch of records. */
  | 'BATCH'
  /** Source-specific push of one issue. */
  | 'SOURCE'
  /** Webhook delivery. */
  | 'WEBHOOK';

/** Status of a job. `SUCCEEDED`, `PARTIAL` and `FAILED` are terminal and never change. */
export type JobStatus =
  /** Stored and waiting to be processed. */
  | 'PENDING'
  /** Being processed. */
  | 'RUNNING'
  /** Every record was stored and processed. */
  | 'SUCCEEDED'
  /** Some records were stored; others were rejected or failed during processing. */
  | 'PARTIAL'
  /** No record was stored, or processing failed after all attempts. */
  | 'FAILED';

/** Status of a pattern. */
export type PatternStatus =
  /** Has recurred, but the evidence is still weak: fewer than 5 issues and a confidence below 0.8. */
  | 'WATCHING'
  /** Recurring now: at least 5 issues or a confidence of at least 0.8. */
  | 'ACTIVE'
  /** No issue has joined for 30 days. The next one makes the pattern watching or active again. */
  | 'RESOLVED';

/** Filters for a list of patterns. A pattern must match all of them. Absent and null filters are ignored; an empty list matches nothing. */
export type PatternFilter = {
  /** Statuses to include. */
  status?: Array<PatternStatus> | null | undefined;
  /** Minimum confidence to include, from 0.0 to 1.0. */
  minConfidence?: number | null | undefined;
  /** Text that the name or template must contain: 1 to 200 characters, ignoring case. There are no wildcards. */
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


export type BrowseIssuesQuery = { issues: { nodes: Array<{ id: string, source: Source, externalId: string, title: string, severity: Severity, team: string | null, status: IssueStatus, occurrenceCount: number, firstSeenAt: string, lastSeenAt: string, pattern: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type BrowsePatternsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: PatternFilter | null | undefined;
}>;


export type BrowsePatternsQuery = { patterns: { nodes: Array<{ id: string, name: string, status: PatternStatus, confidence: number, issueCount: number, firstSeenAt: string, lastSeenAt: string, issues: { nodes: Array<{ id: string, title: string, patternLink: { slotValues: Array<string>, score: number } | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type FailedJobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FailedJobsQuery = { jobs: { nodes: Array<{ id: string, kind: JobKind, status: JobStatus, total: number, accepted: number, createdAt: string, finishedAt: string | null, rejected: Array<{ index: number, message: string, reason: RejectionReason, field: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type FollowCompletedJobsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type FollowCompletedJobsSubscription = { jobCompleted: { id: string, status: JobStatus, accepted: number, rejectedCount: number, finishedAt: string | null } };

export type FollowJobSubscriptionVariables = Exact<{
  id: string;
}>;


export type FollowJobSubscription = { jobUpdated: { id: string, status: JobStatus, progress: number, total: number, accepted: number, rejectedCount: number, finishedAt: string | null } };

export type IngestBatchMutationVariables = Exact<{
  records: Array<IngestRecordInput> | IngestRecordInput;
}>;


export type IngestBatchMutation = { ingestBatch: { accepted: number, issueIds: Array<string>, rejected: Array<{ index: number, message: string, reason: RejectionReason, field: string | null }>, job: { id: string, status: JobStatus } } | null };

export type IngestEventMutationVariables = Exact<{
  input: IngestEventInput;
}>;


export type IngestEventMutation = { ingestEvent: { accepted: number, rejected: Array<{ message: string, reason: RejectionReason, field: string | null }>, issue: { id: string, title: string, severity: Severity, occurrenceCount: number } | null, job: { id: string, status: JobStatus } | null } | null };

export type LinkIssueMutationVariables = Exact<{
  issueId: string;
  patternId: string;
}>;


export type LinkIssueMutation = { linkIssue: { id: string, name: string, template: string, confidence: number, issueCount: number } | null };

export type MakeConnectorMutationVariables = Exact<{
  input: CreateConnectorInput;
}>;


export type MakeConnectorMutation = { createConnector: { secret: string, connector: { id: string, source: Source, name: string | null } } | null };

export type MergePatternsMutationVariables = Exact<{
  from: string;
  into: string;
}>;


export type MergePatternsMutation = { mergePatterns: { id: string, name: string, template: string, confidence: number, issueCount: number } | null };

export type RenamePatternMutationVariables = Exact<{
  id: string;
  name: string;
}>;


export type RenamePatternMutation = { renamePattern: { id: string, name: string, template: string, confidence: number, issueCount: number } | null };

export type ShowIssueQueryVariables = Exact<{
  id: string;
}>;


export type ShowIssueQuery = { issue: { id: string, source: Source, externalId: string, title: string, body: string | null, severity: Severity, status: IssueStatus, team: string | null, assignee: string | null, externalUrl: string | null, metadata: Record<string, unknown> | null, occurrenceCount: number, firstSeenAt: string, lastSeenAt: string, pattern: { id: string, name: string, confidence: number, issueCount: number } | null, patternLink: { template: string, slotValues: Array<string>, score: number } | null } | null };

export type ShowJobQueryVariables = Exact<{
  id: string;
}>;


export type ShowJobQuery = { job: { id: string, status: JobStatus, progress: number, total: number, accepted: number, rejectedCount: number, createdAt: string, finishedAt: string | null, rejected: Array<{ index: number, message: string, reason: RejectionReason, field: string | null }>, records: Array<{ index: number, outcome: Outcome, issue: { id: string, title: string } | null }> } | null };

export type UnlinkIssueMutationVariables = Exact<{
  issueId: string;
}>;


export type UnlinkIssueMutation = { unlinkIssue: { id: string, name: string, template: string, confidence: number, issueCount: number } | null };


export const BrowseDeliveriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowseDeliveries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"connectorId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryOutcome"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connector"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"connectorId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"disabledAt"}},{"kind":"Field","name":{"kind":"Name","value":"secrets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"outcome"},"value":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"sourceDeliveryId"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"replayable"}},{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"issue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BrowseDeliveriesQuery, BrowseDeliveriesQueryVariables>;
export const BrowseIssuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowseIssues"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"IssueFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"team"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"occurrenceCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BrowseIssuesQuery, BrowseIssuesQueryVariables>;
export const BrowsePatternsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrowsePatterns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PatternFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"patterns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"issues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"patternLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slotValues"}},{"kind":"Field","name":{"kind":"Name","value":"score"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BrowsePatternsQuery, BrowsePatternsQueryVariables>;
export const FailedJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FailedJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"25"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"PARTIAL"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<FailedJobsQuery, FailedJobsQueryVariables>;
export const FollowCompletedJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowCompletedJobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobCompleted"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejectedCount"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]} as unknown as DocumentNode<FollowCompletedJobsSubscription, FollowCompletedJobsSubscriptionVariables>;
export const FollowJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejectedCount"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]} as unknown as DocumentNode<FollowJobSubscription, FollowJobSubscriptionVariables>;
export const IngestBatchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IngestBatch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"records"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IngestRecordInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestBatch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"records"},"value":{"kind":"Variable","name":{"kind":"Name","value":"records"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"issueIds"}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<IngestBatchMutation, IngestBatchMutationVariables>;
export const IngestEventDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IngestEvent"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IngestEventInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestEvent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"issue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"occurrenceCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<IngestEventMutation, IngestEventMutationVariables>;
export const LinkIssueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LinkIssue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"issueId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"patternId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkIssue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"issueId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"issueId"}}},{"kind":"Argument","name":{"kind":"Name","value":"patternId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"patternId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}}]}}]}}]} as unknown as DocumentNode<LinkIssueMutation, LinkIssueMutationVariables>;
export const MakeConnectorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MakeConnector"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConnectorInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConnector"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connector"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<MakeConnectorMutation, MakeConnectorMutationVariables>;
export const MergePatternsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MergePatterns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"into"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mergePatterns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"into"},"value":{"kind":"Variable","name":{"kind":"Name","value":"into"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}}]}}]}}]} as unknown as DocumentNode<MergePatternsMutation, MergePatternsMutationVariables>;
export const RenamePatternDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenamePattern"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"renamePattern"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}}]}}]}}]} as unknown as DocumentNode<RenamePatternMutation, RenamePatternMutationVariables>;
export const ShowIssueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShowIssue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"team"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"externalUrl"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"occurrenceCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"patternLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"slotValues"}},{"kind":"Field","name":{"kind":"Name","value":"score"}}]}}]}}]}}]} as unknown as DocumentNode<ShowIssueQuery, ShowIssueQueryVariables>;
export const ShowJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShowJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejectedCount"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"issue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]} as unknown as DocumentNode<ShowJobQuery, ShowJobQueryVariables>;
export const UnlinkIssueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlinkIssue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"issueId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unlinkIssue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"issueId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"issueId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}},{"kind":"Field","name":{"kind":"Name","value":"issueCount"}}]}}]}}]} as unknown as DocumentNode<UnlinkIssueMutation, UnlinkIssueMutationVariables>;