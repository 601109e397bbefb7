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
  /** An instant: RFC 3339 in UTC with `Z`. */
  DateTime: { input: Date; output: Date; }
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
  /** The issue that it made or updated; null when it was rejected. */
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
};

/** How a job came to be. */
export const JobKind = {
  /** A single event. */
  EVENT: 'EVENT',
  /** A batch. */
  BATCH: 'BATCH',
  /** A push by the path of its source. */
  SOURCE: 'SOURCE'
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
  /** When the request was accepted. */
  createdAt: Scalars['DateTime']['output'];
  /** When processing began; null before. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it reached a terminal state; null before. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
};
