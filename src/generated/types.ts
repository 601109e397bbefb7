// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant: RFC 3339 in UTC with `Z`. As an input with any offset. */
  DateTime: { input: number; output: number; }
  /** A JSON object. Key order is kept, numbers are IEEE doubles. */
  JSON: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/** What a text has to look like. */
export const ConstraintFormat = {
  /** An absolute http or https URL. */
  URI: 'URI',
  /** A date and time as in RFC 3339, with its offset. */
  TIMESTAMP: 'TIMESTAMP'
} as const;

export type ConstraintFormat = typeof ConstraintFormat[keyof typeof ConstraintFormat];
/** Where a page of a connection stands in it. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Whether there is more after this page. Ask for it with `after: endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether something came before this page: true when `after` was given. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /**
   * Where the next page begins: the cursor of the last edge, or, when a filter let nothing more through on the stretch that
   * one request looks at, a place behind it. Null when nothing was looked at.
   */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Where a source sends its webhooks. Its secrets are shown once, when they are made. */
export type Connector = {
  __typename?: 'Connector';
  /** Identifier, `con_…`. Deliveries go to `/v1/webhooks/inbound/` and this. */
  id: Scalars['ID']['output'];
  /** What sends. */
  source: Source;
  /** What it is for. */
  name?: Maybe<Scalars['String']['output']>;
  /**
   * How deliveries are read: `severities` (native name to `p1` … `p4`), `fieldAliases` (field to its place in the payload),
   * `team`, `teamField`, `accountUrl`, `secretInUrl`.
   */
  settings: Scalars['JSON']['output'];
  /** When it was disabled; null as long as it takes deliveries. */
  disabledAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The secrets that are valid now, newest first, without their text. */
  secrets: Array<ConnectorSecret>;
  /** Its deliveries of the last days, newest first. Needs `connectors:write`. */
  deliveries: WebhookDeliveryConnection;
};


/** Where a source sends its webhooks. Its secrets are shown once, when they are made. */
export type ConnectorDeliveriesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<DeliveryOutcome>;
};

/** A secret, without its text. */
export type ConnectorSecret = {
  __typename?: 'ConnectorSecret';
  /** When it was made or handed over. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ends; null as long as no other one takes its place. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What became of a delivery. */
export const DeliveryOutcome = {
  /** Its records are stored. */
  ACCEPTED: 'ACCEPTED',
  /** The same was accepted before. */
  DUPLICATE: 'DUPLICATE',
  /** It concerns no issue. */
  IGNORED: 'IGNORED',
  /** It was not proven, or its sender must correct it. */
  REFUSED: 'REFUSED',
  /** It could not be processed by our fault. Its body is kept and can be replayed. */
  FAILED: 'FAILED'
} as const;

export type DeliveryOutcome = typeof DeliveryOutcome[keyof typeof DeliveryOutcome];
/** One request of a source. What was sent is not kept, unless it failed. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  /** Identifier, `whd_…`. */
  id: Scalars['ID']['output'];
  /** The connector that it came to. */
  connectorId: Scalars['ID']['output'];
  /** What became of it. */
  outcome: DeliveryOutcome;
  /** More about the outcome, in one word such as `stale_timestamp`, `ping` or `invalid_body`. */
  reason?: Maybe<Scalars['String']['output']>;
  /** What the source calls the event, such as `issues.opened`. */
  event?: Maybe<Scalars['String']['output']>;
  /** What the source calls the delivery. It is seldom signed. */
  sourceDeliveryId?: Maybe<Scalars['String']['output']>;
  /** How long the body was, after decompression. */
  bodyBytes: Scalars['Int']['output'];
  /** The job of its records; of a duplicate, that of the first one. */
  jobId?: Maybe<Scalars['ID']['output']>;
  /** The issue that it made or changed; of several, the first. Needs `issues:read`. */
  issue?: Maybe<Issue>;
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** Whether it failed and is kept, so that it can be replayed. */
  replayable: Scalars['Boolean']['output'];
  /** When it came. */
  receivedAt: Scalars['DateTime']['output'];
  /** When its outcome was decided last. */
  decidedAt: Scalars['DateTime']['output'];
};

/** A page of connectors. */
export type ConnectorConnection = {
  __typename?: 'ConnectorConnection';
  /** The connectors with their cursors. */
  edges: Array<ConnectorEdge>;
  /** The connectors alone. */
  nodes: Array<Connector>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A connector in a page. */
export type ConnectorEdge = {
  __typename?: 'ConnectorEdge';
  /** Where it stands. */
  cursor: Scalars['String']['output'];
  /** The connector. */
  node: Connector;
};

/** A page of deliveries. */
export type WebhookDeliveryConnection = {
  __typename?: 'WebhookDeliveryConnection';
  /** The deliveries with their cursors. */
  edges: Array<WebhookDeliveryEdge>;
  /** The deliveries alone. */
  nodes: Array<WebhookDelivery>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A delivery in a page. */
export type WebhookDeliveryEdge = {
  __typename?: 'WebhookDeliveryEdge';
  /** Where it stands. */
  cursor: Scalars['String']['output'];
  /** The delivery. */
  node: WebhookDelivery;
};

/** A connector to be made. */
export type CreateConnectorInput = {
  /** What sends. */
  source: Source;
  /** What it is for, in one line. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** As `Connector.settings`; what is left out has its default. */
  settings?: InputMaybe<Scalars['JSON']['input']>;
  /**
   * The secret, where the source makes it itself: Slack, PagerDuty, Linear and Zendesk do. Without it one is made and
   * answered.
   */
  secret?: InputMaybe<Scalars['String']['input']>;
};

/** What to change of a connector; what is left out stays. */
export type UpdateConnectorInput = {
  /** What it is for, in one line; null takes the name away. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** As `Connector.settings`, all of them: what is left out has its default. */
  settings?: InputMaybe<Scalars['JSON']['input']>;
};

/** A connector and its new secret, the only time that it is answered. */
export type ConnectorSecretPayload = {
  __typename?: 'ConnectorSecretPayload';
  /** The connector. */
  connector: Connector;
  /** The secret, as it is to be entered where the source is configured. */
  secret: Scalars['String']['output'];
};

/** The systems whose signals are understood. In REST the values are lower case. */
export const Source = {
  /** Atlassian Jira. */
  JIRA: 'JIRA',
  /** ServiceNow. */
  SERVICENOW: 'SERVICENOW',
  /** GitHub. */
  GITHUB: 'GITHUB',
  /** PagerDuty. */
  PAGERDUTY: 'PAGERDUTY',
  /** Opsgenie. */
  OPSGENIE: 'OPSGENIE',
  /** Linear. */
  LINEAR: 'LINEAR',
  /** Zendesk. */
  ZENDESK: 'ZENDESK',
  /** Slack. */
  SLACK: 'SLACK',
  /** E-mail. */
  EMAIL: 'EMAIL',
  /** A database. */
  DATABASE: 'DATABASE',
  /** Anything else. */
  CUSTOM_API: 'CUSTOM_API'
} as const;

export type Source = typeof Source[keyof typeof Source];
/** The sources that have a path of their own, with rules for their ids and severities. */
export const SourcePath = {
  /** Atlassian Jira. */
  JIRA: 'JIRA',
  /** ServiceNow. */
  SERVICENOW: 'SERVICENOW',
  /** GitHub. */
  GITHUB: 'GITHUB',
  /** PagerDuty. */
  PAGERDUTY: 'PAGERDUTY',
  /** Opsgenie. */
  OPSGENIE: 'OPSGENIE',
  /** Linear. */
  LINEAR: 'LINEAR',
  /** Zendesk. */
  ZENDESK: 'ZENDESK',
  /** Anything else. */
  CUSTOM_API: 'CUSTOM_API'
} as const;

export type SourcePath = typeof SourcePath[keyof typeof SourcePath];
/** How urgent an issue is. */
export const Severity = {
  /** Critical. */
  P1: 'P1',
  /** High. */
  P2: 'P2',
  /** Medium; what an issue has when nobody said otherwise. */
  P3: 'P3',
  /** Low. */
  P4: 'P4'
} as const;

export type Severity = typeof Severity[keyof typeof Severity];
/** One raw signal. It needs an external id or a title. */
export type IngestEventInput = {
  /**
   * Your system's unique identifier of this event, compared byte for byte. With `source` it is the key: the
   * same pair updates the existing issue. Without one an id is minted, and nothing is ever deduplicated onto
   * it.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /**
   * The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept; so is
   * an absent one.
   */
  source?: InputMaybe<Scalars['String']['input']>;
  /**
   * Short description of the issue. A new issue without one takes its external id, cut to what a title may
   * have.
   */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, plain text or Markdown. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one
   * has `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad responsible. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Link back to the issue in the source system. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was created in the source system, with milliseconds at most. */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was last updated in the source system. A record older than what is stored changes nothing. */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** A connector of the workspace that the issue belongs to. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Free-form key/value pairs, stored and returned as sent. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** One record of a batch. */
export type IngestRecordInput = {
  /**
   * Your system's unique identifier, compared byte for byte. With `source` it is the key: the same pair
   * updates the existing issue.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Short description of the issue. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, plain text or Markdown. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one
   * has `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad responsible. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Link back to the issue in the source system. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was created in the source system, with milliseconds at most. */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was last updated in the source system. A record older than what is stored changes nothing. */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** A connector of the workspace that the issue belongs to. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Free-form key/value pairs, stored and returned as sent. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** One issue pushed by the path of its source, which decides the forms of its id and its severities. */
export type SourceIssueInput = {
  /**
   * The source's identifier of the issue, in one of the forms that this source uses, compared byte for byte.
   * With the source it is the key: the same pair updates the existing issue.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Absent, or the same source as in the path. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Short description of the issue. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, plain text or Markdown. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` to `p4`, or a name of the source's own scale such as `Highest`, `1 - Critical` or `urgent`,
   * in any case. A new issue without one has `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad responsible. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Link back to the issue in the source system. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was created in the source system, with milliseconds at most. */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /** When the issue was last updated in the source system. A record older than what is stored changes nothing. */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** A connector of the workspace that the issue belongs to. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Free-form key/value pairs, stored and returned as sent. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** What became of one accepted or rejected record. */
export const Outcome = {
  /** A new issue was made. */
  CREATED: 'CREATED',
  /** An existing issue was changed. */
  UPDATED: 'UPDATED',
  /** The issue already said the same. */
  UNCHANGED: 'UNCHANGED',
  /** The record is older than what is stored and changed nothing. */
  STALE: 'STALE',
  /** The record was not taken. */
  REJECTED: 'REJECTED'
} as const;

export type Outcome = typeof Outcome[keyof typeof Outcome];
/** Why a record was not taken. */
export const RejectionReason = {
  /** A required field is absent, blank or null. */
  MISSING_FIELD: 'MISSING_FIELD',
  /** A text has too many characters or bytes. */
  TOO_LONG: 'TOO_LONG',
  /** A value has the wrong JSON type. */
  INVALID_TYPE: 'INVALID_TYPE',
  /** A value is none of the allowed ones. */
  INVALID_ENUM: 'INVALID_ENUM',
  /** A text does not look as it has to, or contains NUL or unpaired surrogates. */
  INVALID_FORMAT: 'INVALID_FORMAT',
  /** A text is no RFC 3339 date and time with an offset. */
  INVALID_TIMESTAMP: 'INVALID_TIMESTAMP',
  /** The workspace has no such connector. */
  UNKNOWN_CONNECTOR: 'UNKNOWN_CONNECTOR',
  /** A JSON object has too many bytes or levels. */
  TOO_LARGE: 'TOO_LARGE'
} as const;

export type RejectionReason = typeof RejectionReason[keyof typeof RejectionReason];
/** A record that was not taken, and its first fault. */
export type RejectedRecord = {
  __typename?: 'RejectedRecord';
  /** Position of the record in the request, from 0. */
  index: Scalars['Int']['output'];
  /** Always `processing_error`. */
  code: Scalars['String']['output'];
  /** What is wrong and what to do, never repeating the rejected value. */
  message: Scalars['String']['output'];
  /** The kind of the fault. */
  reason: RejectionReason;
  /** The field at fault, in the caller's dialect; null when the record itself is. */
  field?: Maybe<Scalars['String']['output']>;
};

/** What became of one record. */
export type RecordOutcome = {
  __typename?: 'RecordOutcome';
  /** Position of the record in the request, from 0. */
  index: Scalars['Int']['output'];
  /** What became of it. */
  outcome: Outcome;
  /** The issue that it made or updated; null when it was rejected. Needs `issues:read`, unless it is your own write. */
  issue?: Maybe<Issue>;
};

/** The answer to a single event or source push. */
export type IngestEventPayload = {
  __typename?: 'IngestEventPayload';
  /** How many records were accepted: 1 or 0. */
  accepted: Scalars['Int']['output'];
  /** The record that was not taken, if so. */
  rejected: Array<RejectedRecord>;
  /** The issue that was made or updated; null when the record was rejected. */
  issue?: Maybe<Issue>;
  /** The job that processes it; null when the record was rejected. */
  job?: Maybe<IngestJob>;
};

/** The answer to a batch. Records are independent: a rejected one does not affect the others. */
export type IngestBatchPayload = {
  __typename?: 'IngestBatchPayload';
  /** How many records were accepted. */
  accepted: Scalars['Int']['output'];
  /** The records that were not taken. */
  rejected: Array<RejectedRecord>;
  /** The issues of the accepted records in input order; a repeated key repeats its id. */
  issueIds: Array<Scalars['ID']['output']>;
  /** The job that processes them. */
  job: IngestJob;
  /** What became of each record, in input order. */
  records: Array<RecordOutcome>;
};

/** Whether an issue needs attention. */
export const IssueStatus = {
  /** It does. */
  OPEN: 'OPEN',
  /** Its source resolved it. A changed push opens it again. */
  RESOLVED: 'RESOLVED'
} as const;

export type IssueStatus = typeof IssueStatus[keyof typeof IssueStatus];
/** One signal of one source, however often it was pushed. */
export type Issue = {
  __typename?: 'Issue';
  /** Identifier, `iss_…`. */
  id: Scalars['ID']['output'];
  /** The source system. */
  source: Source;
  /** What was sent as source when it was taken as `custom_api`; else null. */
  sourceRaw?: Maybe<Scalars['String']['output']>;
  /** The source's identifier; with `source` the key of the issue. */
  externalId: Scalars['String']['output'];
  /** Short description. */
  title: Scalars['String']['output'];
  /** Full description or error detail. */
  body?: Maybe<Scalars['String']['output']>;
  /** How urgent it is. */
  severity: Severity;
  /** Team or squad responsible. */
  team?: Maybe<Scalars['String']['output']>;
  /** Link to the issue in its source. */
  externalUrl?: Maybe<Scalars['String']['output']>;
  /** Free-form key/value pairs, as sent. */
  metadata?: Maybe<Scalars['JSON']['output']>;
  /** Whether it needs attention. */
  status: IssueStatus;
  /** When it was created in its source. */
  sourceCreatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was last updated in its source. */
  sourceUpdatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many records with its key were accepted. */
  occurrenceCount: Scalars['Int']['output'];
  /** When its first record was accepted. */
  firstSeenAt: Scalars['DateTime']['output'];
  /** When its last record was accepted. */
  lastSeenAt: Scalars['DateTime']['output'];
  /** When it was stored. */
  createdAt: Scalars['DateTime']['output'];
  /** When its content last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** The pattern that it belongs to; null without one. Needs `patterns:read`. */
  pattern?: Maybe<Pattern>;
  /** Why it belongs to its pattern; null without one. Needs `patterns:read`. */
  patternLink?: Maybe<PatternLink>;
  /** Other issues of its pattern, newest first; none without a pattern. Needs `issues:read` and `patterns:read`. */
  similar?: Maybe<IssueConnection>;
};


/** One signal of one source, however often it was pushed. */
export type IssueSimilarArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Which issues to list. What is absent or null does not matter; everything given must hold. */
export type IssueFilter = {
  /** Of one of these sources. */
  source?: InputMaybe<Array<Source>>;
  /** With one of these severities. */
  severity?: InputMaybe<Array<Severity>>;
  /** In one of these states. */
  status?: InputMaybe<Array<IssueStatus>>;
  /** Of exactly this team, compared byte for byte. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Linked to this pattern. */
  patternId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose title contains this text, wherever it stands: 1 to 200 characters, compared without case. There are no wildcards. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** One issue in a list. */
export type IssueEdge = {
  __typename?: 'IssueEdge';
  /** Where it stands: a list continues behind it with `after`. */
  cursor: Scalars['String']['output'];
  /** The issue. */
  node: Issue;
};

/** A page of issues, newest first. */
export type IssueConnection = {
  __typename?: 'IssueConnection';
  /** The issues with their cursors. */
  edges: Array<IssueEdge>;
  /** The issues. */
  nodes: Array<Issue>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** How a job came to be. */
export const JobKind = {
  /** A single event. */
  EVENT: 'EVENT',
  /** A batch. */
  BATCH: 'BATCH',
  /** A push by the path of its source. */
  SOURCE: 'SOURCE',
  /** A delivery of a webhook. */
  WEBHOOK: 'WEBHOOK'
} as const;

export type JobKind = typeof JobKind[keyof typeof JobKind];
/** The state of a job. The last three are terminal and never change. */
export const JobStatus = {
  /** Stored, not begun. */
  PENDING: 'PENDING',
  /** Being processed. */
  RUNNING: 'RUNNING',
  /** Every record was persisted and processed. */
  SUCCEEDED: 'SUCCEEDED',
  /** Some records were persisted, some were rejected or failed later. */
  PARTIAL: 'PARTIAL',
  /** No record was persisted, or the job itself failed after its attempts. */
  FAILED: 'FAILED'
} as const;

export type JobStatus = typeof JobStatus[keyof typeof JobStatus];
/** The processing of what one request ingested. It is readable as soon as the request is answered. */
export type IngestJob = {
  __typename?: 'IngestJob';
  /** Identifier, `ing_job_…`. */
  id: Scalars['ID']['output'];
  /** How it came to be. */
  kind: JobKind;
  /** Its state. */
  status: JobStatus;
  /** How much is done, from 0.0 to 1.0; never falls, 1.0 in every terminal state. */
  progress: Scalars['Float']['output'];
  /** Records in the request. */
  total: Scalars['Int']['output'];
  /** Records that were accepted. */
  accepted: Scalars['Int']['output'];
  /** Records that were rejected. */
  rejectedCount: Scalars['Int']['output'];
  /** The records that were rejected, with their faults. */
  rejected: Array<RejectedRecord>;
  /** What became of each record, in input order. */
  records: Array<RecordOutcome>;
  /** The distinct issues that its records made or updated, newest first. Needs `issues:read`, unless it is your own write. */
  issues?: Maybe<IssueConnection>;
  /** When the request was accepted. */
  createdAt: Scalars['DateTime']['output'];
  /** When processing began; null before. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it reached a terminal state; null before. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
};


/** The processing of what one request ingested. It is readable as soon as the request is answered. */
export type IngestJobIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Which jobs to list. What is absent or null does not matter; everything given must hold. */
export type JobFilter = {
  /** In one of these states. */
  status?: InputMaybe<Array<JobStatus>>;
  /** That came to be in one of these ways. */
  kind?: InputMaybe<Array<JobKind>>;
  /** Made at this moment or later. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Made before this moment. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
};

/** One job in a list. */
export type IngestJobEdge = {
  __typename?: 'IngestJobEdge';
  /** Where it stands: a list continues behind it with `after`. */
  cursor: Scalars['String']['output'];
  /** The job. */
  node: IngestJob;
};

/** A page of jobs, newest first. */
export type IngestJobConnection = {
  __typename?: 'IngestJobConnection';
  /** The jobs with their cursors. */
  edges: Array<IngestJobEdge>;
  /** The jobs. */
  nodes: Array<IngestJob>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** How much a pattern is going on. */
export const PatternStatus = {
  /** It has recurred, but not often enough to be sure of it. */
  WATCHING: 'WATCHING',
  /** It is going on. */
  ACTIVE: 'ACTIVE',
  /** No issue has matched for a while. A new one makes it active again. */
  RESOLVED: 'RESOLVED'
} as const;

export type PatternStatus = typeof PatternStatus[keyof typeof PatternStatus];
/** Issues that recur: what their titles have in common, and how sure that is. */
export type Pattern = {
  __typename?: 'Pattern';
  /** Identifier, `pat_…`. A pattern that was merged into another one answers as that one. */
  id: Scalars['ID']['output'];
  /** What people call it; at first its template. */
  name: Scalars['String']['output'];
  /** What the titles have in common, with `<*>` for what varies: `Deployment failed: <*> v<*>`. */
  template: Scalars['String']['output'];
  /** How much it is going on. */
  status: PatternStatus;
  /** How sure it is that these issues belong together, from 0.0 to 1.0. Repeats of one issue never raise it. */
  confidence: Scalars['Float']['output'];
  /** Distinct issues that are linked to it. */
  issueCount: Scalars['Int']['output'];
  /** When its first issue was accepted. */
  firstSeenAt: Scalars['DateTime']['output'];
  /** When an issue was last linked to it. */
  lastSeenAt: Scalars['DateTime']['output'];
  /** What stands in the places of `<*>` of its template, in their order, as a few titles show it. */
  slots: Array<PatternSlot>;
  /** A few titles of its issues. Needs `issues:read`. */
  examples?: Maybe<Array<Scalars['String']['output']>>;
  /** Its issues by source, most first. */
  bySource: Array<PatternCount>;
  /** Its issues by severity, most first. */
  bySeverity: Array<PatternCount>;
  /** Its issues by team, most first; at most 20. Issues without one are left out. */
  byTeam: Array<PatternCount>;
  /** The issues that are linked to it, newest first. Needs `issues:read`. */
  issues?: Maybe<IssueConnection>;
};


/** Issues that recur: what their titles have in common, and how sure that is. */
export type PatternIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** What one `<*>` of a template holds. */
export type PatternSlot = {
  __typename?: 'PatternSlot';
  /** What all values begin with. */
  prefix: Scalars['String']['output'];
  /** What all values end with. */
  suffix: Scalars['String']['output'];
  /** Up to five values. */
  examples: Array<Scalars['String']['output']>;
};

/** How many issues of a pattern are of one kind. */
export type PatternCount = {
  __typename?: 'PatternCount';
  /** The kind: a source or severity as in REST, or a team. */
  key: Scalars['String']['output'];
  /** Distinct issues. */
  count: Scalars['Int']['output'];
};

/** Which step of the detection linked an issue to its pattern. */
export const PatternLinkStep = {
  /** A person decided about this title, or about what reads the same. */
  CORRECTED: 'CORRECTED',
  /** The sender's own `metadata.fingerprint`. */
  FINGERPRINT: 'FINGERPRINT',
  /** The masked title was known. */
  KNOWN: 'KNOWN',
  /** The title fitted a learned template. */
  TEMPLATE: 'TEMPLATE',
  /** It was found to be one message with others, and made or widened a template with them. */
  MERGE: 'MERGE',
  /** It was the first of its kind; others followed. */
  NEW: 'NEW'
} as const;

export type PatternLinkStep = typeof PatternLinkStep[keyof typeof PatternLinkStep];
/** Why an issue belongs to its pattern. */
export type PatternLink = {
  __typename?: 'PatternLink';
  /** Which step of the detection found it. */
  step: PatternLinkStep;
  /** What of the title others have too, with `<*>` for what varies. */
  template: Scalars['String']['output'];
  /** What stands in the title in the places of `<*>`, in their order. Empty when the values are not in the title but in the body. */
  slotValues: Array<Scalars['String']['output']>;
  /** How sure the link is, from 0.0 to 1.0: what it adds to the confidence of its pattern. */
  score: Scalars['Float']['output'];
  /** The version of the detection that decided. */
  algorithm: Scalars['Int']['output'];
  /** When it was linked. */
  linkedAt: Scalars['DateTime']['output'];
};

/** Which patterns to list. What is absent or null does not matter; everything given must hold. */
export type PatternFilter = {
  /** In one of these states. */
  status?: InputMaybe<Array<PatternStatus>>;
  /** With at least this confidence, from 0.0 to 1.0. */
  minConfidence?: InputMaybe<Scalars['Float']['input']>;
  /** Whose name or template contains this text; compared as in IssueFilter. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** One pattern in a list. */
export type PatternEdge = {
  __typename?: 'PatternEdge';
  /** Where it stands: a list continues behind it with `after`. */
  cursor: Scalars['String']['output'];
  /** The pattern. */
  node: Pattern;
};

/** A page of patterns, newest first. */
export type PatternConnection = {
  __typename?: 'PatternConnection';
  /** The patterns with their cursors. */
  edges: Array<PatternEdge>;
  /** The patterns. */
  nodes: Array<Pattern>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** What can be read. An unknown id, or one of another workspace, is null. */
export type Query = {
  __typename?: 'Query';
  /** One job. Needs `ingest:read` or `ingest:write`. */
  job?: Maybe<IngestJob>;
  /** The jobs of the workspace, newest first. Needs `ingest:read` or `ingest:write`. */
  jobs: IngestJobConnection;
  /** One issue. Needs `issues:read`. */
  issue?: Maybe<Issue>;
  /** The issue with this key. Needs `issues:read`. */
  issueByExternalId?: Maybe<Issue>;
  /** The issues of the workspace, newest first. Needs `issues:read`. */
  issues: IssueConnection;
  /** One pattern. Needs `patterns:read`. */
  pattern?: Maybe<Pattern>;
  /** The patterns of the workspace, newest first. Needs `patterns:read`. */
  patterns: PatternConnection;
  /** One connector. Needs `connectors:write`. */
  connector?: Maybe<Connector>;
  /** The connectors of the workspace, newest first. Needs `connectors:write`. */
  connectors: ConnectorConnection;
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryIssueArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryIssueByExternalIdArgs = {
  source: Source;
  externalId: Scalars['String']['input'];
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IssueFilter>;
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryPatternArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryPatternsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<PatternFilter>;
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryConnectorArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. An unknown id, or one of another workspace, is null. */
export type QueryConnectorsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** Pushes one raw signal. Needs `ingest:write`. */
  ingestEvent: IngestEventPayload;
  /** Pushes 1 to 500 records, each judged for itself. Needs `ingest:write`. */
  ingestBatch: IngestBatchPayload;
  /** Pushes one issue with the rules of its source. Needs `ingest:write`. */
  ingestSourceIssue: IngestEventPayload;
  /**
   * Puts an issue into a pattern; what reads the same follows, now and later. An issue or pattern that the workspace does not
   * have is NOT_FOUND. Needs `patterns:write`.
   */
  linkIssue: Pattern;
  /**
   * Takes an issue out of its pattern for good; what reads the same follows, now and later. Answers the pattern that it was
   * taken from, null when that is not shown any more. An issue without a pattern is NOT_FOUND. Needs `patterns:write`.
   */
  unlinkIssue?: Maybe<Pattern>;
  /** Makes two patterns one, for good. A pattern that the workspace does not have is NOT_FOUND. Needs `patterns:write`. */
  mergePatterns: Pattern;
  /** Names a pattern; until then its name follows its template. Needs `patterns:write`. */
  renamePattern: Pattern;
  /** Makes a connector and answers its secret, this once. Needs `connectors:write`. */
  createConnector: ConnectorSecretPayload;
  /**
   * Gives a connector another secret and answers it, this once. Those before stay valid for the overlap. Needs
   * `connectors:write`.
   */
  rotateConnectorSecret: ConnectorSecretPayload;
  /** Changes name or settings of a connector. Needs `connectors:write`. */
  updateConnector: Connector;
  /** Takes no more deliveries for a connector; its issues stay. Needs `connectors:write`. */
  disableConnector: Connector;
  /** Takes deliveries for a disabled connector again. Needs `connectors:write`. */
  enableConnector: Connector;
  /** Tries a failed delivery again and answers what became of it. Needs `connectors:write`. */
  replayDelivery: WebhookDelivery;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationIngestEventArgs = {
  input: IngestEventInput;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationIngestBatchArgs = {
  records: Array<IngestRecordInput>;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationIngestSourceIssueArgs = {
  source: SourcePath;
  input: SourceIssueInput;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationLinkIssueArgs = {
  issueId: Scalars['ID']['input'];
  patternId: Scalars['ID']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationUnlinkIssueArgs = {
  issueId: Scalars['ID']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationMergePatternsArgs = {
  from: Scalars['ID']['input'];
  into: Scalars['ID']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationRenamePatternArgs = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationCreateConnectorArgs = {
  input: CreateConnectorInput;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationRotateConnectorSecretArgs = {
  id: Scalars['ID']['input'];
  secret?: InputMaybe<Scalars['String']['input']>;
  overlapHours?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationUpdateConnectorArgs = {
  id: Scalars['ID']['input'];
  input: UpdateConnectorInput;
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationDisableConnectorArgs = {
  id: Scalars['ID']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationEnableConnectorArgs = {
  id: Scalars['ID']['input'];
};


/**
 * What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
 * The payload of your own write can be read without a further scope, patterns excepted.
 */
export type MutationReplayDeliveryArgs = {
  id: Scalars['ID']['input'];
};

/** What can be followed. Starting one counts one request against the rate limit. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * The current state first, then every change; ends at a terminal state. An unknown job is NOT_FOUND. Needs `ingest:read`
   * or `ingest:write`.
   */
  jobUpdated: IngestJob;
  /**
   * With id: that job once it is terminal (at once if it already is), then ends. Without: every job of the workspace as it
   * completes. Needs `ingest:read` or `ingest:write`.
   */
  jobCompleted: IngestJob;
  /**
   * With id: that pattern as it is, then whenever it changes; an unknown one is NOT_FOUND. Without: every pattern of the
   * workspace as it comes up or changes. Does not end by itself. Needs `patterns:read`.
   */
  patternChanged: Pattern;
};


/** What can be followed. Starting one counts one request against the rate limit. */
export type SubscriptionJobUpdatedArgs = {
  id: Scalars['ID']['input'];
};


/** What can be followed. Starting one counts one request against the rate limit. */
export type SubscriptionJobCompletedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be followed. Starting one counts one request against the rate limit. */
export type SubscriptionPatternChangedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};
