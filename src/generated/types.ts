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
  /** RFC 3339 date and time. Returned in UTC with milliseconds, such as `2026-06-14T14:35:00.000Z`; accepted with any offset. */
  DateTime: { input: number; output: number; }
  /** JSON object. The order of keys is kept; numbers are IEEE 754 doubles. */
  JSON: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/** Format of a text in an ingest input. */
export const ConstraintFormat = {
  /** Absolute http or https URL. */
  URI: 'URI',
  /** RFC 3339 date and time with an offset, such as `2026-06-14T14:35:00Z`. */
  TIMESTAMP: 'TIMESTAMP'
} as const;

export type ConstraintFormat = typeof ConstraintFormat[keyof typeof ConstraintFormat];
/** Position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Whether the list continues after this page. To get the next page, pass `endCursor` as `after`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was requested with `after`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first edge. Null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /**
   * Cursor to pass as `after` to get the next page. With a selective filter a page can be short, or even empty, while
   * `hasNextPage` is true: keep paging. Null if the page is empty and the list ends here.
   */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Object with an identifier that is unique across all types, see `Query.node`. */
export type Node = {
  /** Unique identifier. */
  id: Scalars['ID']['output'];
};

/**
 * An endpoint for the webhooks of one source. Deliveries go to `POST /v1/webhooks/inbound/{connector_id}` and are verified
 * with the secret of the connector, so they need no access token.
 */
export type Connector = Node & {
  __typename?: 'Connector';
  /** Unique identifier of the connector, starting with `con_`. */
  id: Scalars['ID']['output'];
  /** Source that sends the webhooks. */
  source: Source;
  /** Name of the connector. Null if none was given. */
  name?: Maybe<Scalars['String']['output']>;
  /**
   * Settings that control how deliveries are read. All keys are present: `severities` maps the source's names to `p1` … `p4`,
   * `statuses` maps its names to `open`, `acknowledged` and `resolved`,
   * `fieldAliases` maps fields of an issue to their paths in the payload (such as `ticket.id`), `team` is the default team,
   * `items` is the path of the list of alerts in payloads that contain several,
   * `teamField` is the path of the team in the payload, `accountUrl` is the base of links to the source, `timezone` is the zone
   * of times that are sent without one, and `secretInUrl`
   * allows senders that cannot sign to pass the secret as `?secret=`. `sharedToken` and `secretHeader` accept the secret itself as
   * a token or in a header, and `snsTopicArn` and `snsCertificate` accept messages of Amazon SNS.
   */
  settings: Scalars['JSON']['output'];
  /** Time at which the connector was disabled. Null while it is enabled. */
  disabledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the connector was created. */
  createdAt: Scalars['DateTime']['output'];
  /** Currently valid secrets without their values. The current secret comes first, then replaced ones, newest first. */
  secrets: Array<ConnectorSecret>;
  /**
   * Deliveries to this connector, newest first. They are kept for 7 days unless the server is configured otherwise. Requires
   * `connectors:write`.
   */
  deliveries: WebhookDeliveryConnection;
};


/**
 * An endpoint for the webhooks of one source. Deliveries go to `POST /v1/webhooks/inbound/{connector_id}` and are verified
 * with the secret of the connector, so they need no access token.
 */
export type ConnectorDeliveriesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<DeliveryOutcome>;
};

/** A secret of a connector. Its value is returned only once, when it is created. */
export type ConnectorSecret = {
  __typename?: 'ConnectorSecret';
  /** Time at which the secret was created or provided. */
  createdAt: Scalars['DateTime']['output'];
  /** Time at which the secret stops being valid. Null for the current secret, which is valid until it is replaced. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Result of a webhook delivery. */
export const DeliveryOutcome = {
  /** The records of the delivery are stored. */
  ACCEPTED: 'ACCEPTED',
  /** The same delivery was accepted before; nothing was changed. */
  DUPLICATE: 'DUPLICATE',
  /** Nothing was stored: the delivery does not concern an issue, such as a ping, or concerns an unknown one. */
  IGNORED: 'IGNORED',
  /** The delivery could not be verified, its content is invalid, or the connector is disabled. */
  REFUSED: 'REFUSED',
  /** Processing failed because of an error in the gateway. The body is kept and can be replayed with `replayDelivery`. */
  FAILED: 'FAILED'
} as const;

export type DeliveryOutcome = typeof DeliveryOutcome[keyof typeof DeliveryOutcome];
/** A request that a source sent to a connector. The body is kept only if processing failed. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  /** Unique identifier of the delivery, starting with `whd_`. */
  id: Scalars['ID']['output'];
  /** Identifier of the connector that received the delivery. */
  connectorId: Scalars['ID']['output'];
  /** Result of the delivery. */
  outcome: DeliveryOutcome;
  /** Machine-readable reason for the outcome, such as `stale_timestamp`, `ping` or `invalid_body`. Null if there is none. */
  reason?: Maybe<Scalars['String']['output']>;
  /** Name of the event in the source's own terms, such as `issues.opened`. Null if the payload has none. */
  event?: Maybe<Scalars['String']['output']>;
  /** The source's own identifier of the delivery, which most sources do not sign. Null if it sent none. */
  sourceDeliveryId?: Maybe<Scalars['String']['output']>;
  /** Size of the request body in bytes, after decompression. */
  bodyBytes: Scalars['Int']['output'];
  /** Identifier of the job that processes the delivery, or that processed the original of a duplicate. Null if there is none. */
  jobId?: Maybe<Scalars['ID']['output']>;
  /**
   * Issue that the delivery created or updated: the first one if there are several. Null if there is none. Requires
   * `issues:read`.
   */
  issue?: Maybe<Issue>;
  /** Number of times processing was attempted, including replays. */
  attempts: Scalars['Int']['output'];
  /** Whether the delivery failed and its body is still kept, so that `replayDelivery` can process it again. */
  replayable: Scalars['Boolean']['output'];
  /** Time at which the delivery was received. */
  receivedAt: Scalars['DateTime']['output'];
  /** Time at which the outcome was last decided. A replay changes it. */
  decidedAt: Scalars['DateTime']['output'];
};

/** A page of connectors, newest first. */
export type ConnectorConnection = {
  __typename?: 'ConnectorConnection';
  /** Connectors of this page with their cursors. */
  edges: Array<ConnectorEdge>;
  /** Connectors of this page without cursors. */
  nodes: Array<Connector>;
  /** Position of this page in the list. */
  pageInfo: PageInfo;
};

/** A connector in a list. */
export type ConnectorEdge = {
  __typename?: 'ConnectorEdge';
  /** Cursor of this connector. Pass it as `after` to continue the list from here. */
  cursor: Scalars['String']['output'];
  /** The connector. */
  node: Connector;
};

/** A page of webhook deliveries, newest first. */
export type WebhookDeliveryConnection = {
  __typename?: 'WebhookDeliveryConnection';
  /** Deliveries of this page with their cursors. */
  edges: Array<WebhookDeliveryEdge>;
  /** Deliveries of this page without cursors. */
  nodes: Array<WebhookDelivery>;
  /** Position of this page in the list. */
  pageInfo: PageInfo;
};

/** A webhook delivery in a list. */
export type WebhookDeliveryEdge = {
  __typename?: 'WebhookDeliveryEdge';
  /** Cursor of this delivery. Pass it as `after` to continue the list from here. */
  cursor: Scalars['String']['output'];
  /** The delivery. */
  node: WebhookDelivery;
};

/** Properties of a new connector. */
export type CreateConnectorInput = {
  /** Source that will send the webhooks. */
  source: Source;
  /** Name of the connector: one line of 1 to 100 characters without surrounding white space, such as `Production Jira`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Settings as in `Connector.settings`. Omitted keys have their defaults. Null sets all defaults. */
  settings?: InputMaybe<Scalars['JSON']['input']>;
  /**
   * Secret that the source created: 8 to 512 characters. Slack, PagerDuty, Linear and Zendesk create the secret themselves;
   * paste it here. If absent or null, a secret is generated and returned.
   */
  secret?: InputMaybe<Scalars['String']['input']>;
};

/** Changes to a connector. Omitted fields keep their values. */
export type UpdateConnectorInput = {
  /** New name: one line of 1 to 100 characters without surrounding white space. Null removes the name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /**
   * New settings as in `Connector.settings`. They replace all previous settings: omitted keys return to their defaults. Null keeps the
   * settings.
   */
  settings?: InputMaybe<Scalars['JSON']['input']>;
};

/** A connector and its new secret. */
export type ConnectorSecretPayload = {
  __typename?: 'ConnectorSecretPayload';
  /** The connector. */
  connector: Connector;
  /** The secret. Paste it into the source's webhook settings now, since it is never returned again. */
  secret: Scalars['String']['output'];
};

/** System that reports issues. In REST, values are lower case. */
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
  /** Email. */
  EMAIL: 'EMAIL',
  /** Database alerts. */
  DATABASE: 'DATABASE',
  /** Any other system. */
  CUSTOM_API: 'CUSTOM_API'
} as const;

export type Source = typeof Source[keyof typeof Source];
/** Source with its own push endpoint, which checks identifiers and understands severities in the source's own forms. */
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
  /** Any other system. */
  CUSTOM_API: 'CUSTOM_API'
} as const;

export type SourcePath = typeof SourcePath[keyof typeof SourcePath];
/** Priority of an issue. */
export const Severity = {
  /** Critical. */
  P1: 'P1',
  /** High. */
  P2: 'P2',
  /** Medium. The default for new issues. */
  P3: 'P3',
  /** Low. */
  P4: 'P4'
} as const;

export type Severity = typeof Severity[keyof typeof Severity];
/** A single event. It needs an `externalId` or a `title`. Blank texts count as absent, except in `body`. */
export type IngestEventInput = {
  /**
   * Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`
   * updates the existing issue. If absent, an identifier starting with `evt_` is generated and a new issue is always created.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /**
   * Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`.
   * If absent, it is `custom_api`.
   */
  source?: InputMaybe<Scalars['String']['input']>;
  /**
   * Short description of the issue, 1 to 300 characters. If absent, a new issue gets its `externalId` as title, shortened to
   * 300 characters, and a known one keeps its title.
   */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known
   * one keeps its severity. Null sets `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /**
   * Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps
   * its status, except that a change reopens a resolved issue.
   */
  status?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad that is responsible for the issue, at most 200 characters. Null clears it. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Person who works on the issue, at most 200 characters. Null clears it. */
  assignee?: InputMaybe<Scalars['String']['input']>;
  /** Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below
   * the millisecond are dropped. Null clears it.
   */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A
   * record that is older than the stored issue is counted but changes nothing else. Null clears it.
   */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** One record of a batch. Blank texts count as absent, except in `body`. */
export type IngestRecordInput = {
  /**
   * Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`
   * updates the existing issue.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Short description of the issue, 1 to 300 characters. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known
   * one keeps its severity. Null sets `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /**
   * Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps
   * its status, except that a change reopens a resolved issue.
   */
  status?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad that is responsible for the issue, at most 200 characters. Null clears it. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Person who works on the issue, at most 200 characters. Null clears it. */
  assignee?: InputMaybe<Scalars['String']['input']>;
  /** Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below
   * the millisecond are dropped. Null clears it.
   */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A
   * record that is older than the stored issue is counted but changes nothing else. Null clears it.
   */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** One issue, pushed under the rules of its source. Blank texts count as absent, except in `body`. */
export type SourceIssueInput = {
  /**
   * The source's identifier of the issue, at most 512 characters, such as `PLAT-123` for Jira. It must have one of the forms that
   * the source uses. A push with a known `externalId` updates the existing issue.
   */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Can be omitted. If present, it must name the source to which the issue is pushed, in any case. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Short description of the issue, 1 to 300 characters. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it. */
  body?: InputMaybe<Scalars['String']['input']>;
  /**
   * Priority: `p1` to `p4`, or a name from the source's own scale, such as `Highest` (Jira), `1 - Critical` (ServiceNow) or
   * `urgent` (Zendesk), in any case. If absent, a new issue has `p3` and a known one keeps its severity. Null sets `p3`.
   */
  severity?: InputMaybe<Scalars['String']['input']>;
  /**
   * Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps
   * its status, except that a change reopens a resolved issue.
   */
  status?: InputMaybe<Scalars['String']['input']>;
  /** Team or squad that is responsible for the issue, at most 200 characters. Null clears it. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Person who works on the issue, at most 200 characters. Null clears it. */
  assignee?: InputMaybe<Scalars['String']['input']>;
  /** Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it. */
  externalUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below
   * the millisecond are dropped. Null clears it.
   */
  sourceCreatedAt?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A
   * record that is older than the stored issue is counted but changes nothing else. Null clears it.
   */
  sourceUpdatedAt?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it. */
  connectorId?: InputMaybe<Scalars['String']['input']>;
  /** Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
};

/** Effect of one record. */
export const Outcome = {
  /** A new issue was created. */
  CREATED: 'CREATED',
  /** An existing issue was changed. */
  UPDATED: 'UPDATED',
  /** The existing issue already had the same content. The record was counted. */
  UNCHANGED: 'UNCHANGED',
  /** The record is older than the existing issue. It was counted but changed nothing else. */
  STALE: 'STALE',
  /** The record is invalid and was not stored. */
  REJECTED: 'REJECTED'
} as const;

export type Outcome = typeof Outcome[keyof typeof Outcome];
/** Reason why a record was rejected. */
export const RejectionReason = {
  /** A required field is absent, null or blank. */
  MISSING_FIELD: 'MISSING_FIELD',
  /** A text exceeds its maximum length. */
  TOO_LONG: 'TOO_LONG',
  /** A value has the wrong JSON type. */
  INVALID_TYPE: 'INVALID_TYPE',
  /** A value is not one of the allowed values. */
  INVALID_ENUM: 'INVALID_ENUM',
  /** A text does not have the required form, or contains NUL characters or unpaired surrogates. */
  INVALID_FORMAT: 'INVALID_FORMAT',
  /** A text is not an RFC 3339 date and time with an offset. */
  INVALID_TIMESTAMP: 'INVALID_TIMESTAMP',
  /** The workspace has no connector with this identifier. */
  UNKNOWN_CONNECTOR: 'UNKNOWN_CONNECTOR',
  /** A JSON object exceeds its maximum size or depth. */
  TOO_LARGE: 'TOO_LARGE'
} as const;

export type RejectionReason = typeof RejectionReason[keyof typeof RejectionReason];
/** A rejected record and its first fault. */
export type RejectedRecord = {
  __typename?: 'RejectedRecord';
  /** Position of the record in the request, starting at 0. */
  index: Scalars['Int']['output'];
  /** Machine-readable error code. Always `processing_error`. */
  code: Scalars['String']['output'];
  /** Description of the fault and of the accepted form, such as `title is required`. It never contains the rejected value. */
  message: Scalars['String']['output'];
  /** Reason for the rejection. */
  reason: RejectionReason;
  /** Name of the invalid field. Null if the record itself is not a JSON object. */
  field?: Maybe<Scalars['String']['output']>;
};

/** Outcome of one record. */
export type RecordOutcome = {
  __typename?: 'RecordOutcome';
  /** Position of the record in the request, starting at 0. */
  index: Scalars['Int']['output'];
  /** Effect of the record. */
  outcome: Outcome;
  /**
   * Issue that the record created or updated. Null if the record was rejected. Requires `issues:read`, except in the payload of
   * your own mutation.
   */
  issue?: Maybe<Issue>;
};

/** Result of pushing a single event or a source-specific issue. */
export type IngestEventPayload = {
  __typename?: 'IngestEventPayload';
  /** Number of accepted records: 1 or 0. */
  accepted: Scalars['Int']['output'];
  /** The rejected record with its first fault. Empty if the record was accepted. */
  rejected: Array<RejectedRecord>;
  /** Issue that was created or updated. Null if the record was rejected. */
  issue?: Maybe<Issue>;
  /** Job that processes the record. Null if the record was rejected. */
  job?: Maybe<IngestJob>;
};

/** Result of pushing a batch. Each record is processed independently: a rejected one does not affect the others. */
export type IngestBatchPayload = {
  __typename?: 'IngestBatchPayload';
  /** Number of accepted records. */
  accepted: Scalars['Int']['output'];
  /** Rejected records, each with its first fault. */
  rejected: Array<RejectedRecord>;
  /**
   * Identifiers of the issues of the accepted records, in the order of the request. Records of the same issue repeat its
   * identifier.
   */
  issueIds: Array<Scalars['ID']['output']>;
  /** Job that processes the accepted records. */
  job: IngestJob;
  /** Outcome of each record, in the order of the request. */
  records: Array<RecordOutcome>;
};

/** Status of an issue. */
export const IssueStatus = {
  /** Needs attention. */
  OPEN: 'OPEN',
  /** A person is working on it. A change keeps this status; a reopening ends it. */
  ACKNOWLEDGED: 'ACKNOWLEDGED',
  /** Resolved in its source. A later change reopens the issue. */
  RESOLVED: 'RESOLVED'
} as const;

export type IssueStatus = typeof IssueStatus[keyof typeof IssueStatus];
/** A problem reported by a source. All records with the same `source` and `externalId` update the same issue. */
export type Issue = Node & {
  __typename?: 'Issue';
  /** Unique identifier of the issue, starting with `iss_`. */
  id: Scalars['ID']['output'];
  /** System that reported the issue. */
  source: Source;
  /** Source name as sent, if it is not a known source and the issue was stored under `CUSTOM_API`. Null otherwise. */
  sourceRaw?: Maybe<Scalars['String']['output']>;
  /** Identifier of the issue in its source. Starts with `evt_` if the sender provided none. */
  externalId: Scalars['String']['output'];
  /** Short description of the issue, 1 to 300 characters. */
  title: Scalars['String']['output'];
  /** Full description or error detail, in plain text or Markdown. */
  body?: Maybe<Scalars['String']['output']>;
  /** Priority of the issue. */
  severity: Severity;
  /** Team or squad that is responsible for the issue. */
  team?: Maybe<Scalars['String']['output']>;
  /** Person who works on the issue, as the source names them. Null if there is none. */
  assignee?: Maybe<Scalars['String']['output']>;
  /** Link to the issue in its source. */
  externalUrl?: Maybe<Scalars['String']['output']>;
  /** Additional data about the issue, as sent. */
  metadata?: Maybe<Scalars['JSON']['output']>;
  /** Status of the issue. */
  status: IssueStatus;
  /** Time at which the issue was created in its source. Null if the source did not report it. */
  sourceCreatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the issue was last updated in its source. Null if the source did not report it. */
  sourceUpdatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Number of accepted records for this issue, including those that changed nothing. */
  occurrenceCount: Scalars['Int']['output'];
  /** Time at which the first record for this issue was accepted. */
  firstSeenAt: Scalars['DateTime']['output'];
  /** Time at which the latest record for this issue was accepted. */
  lastSeenAt: Scalars['DateTime']['output'];
  /** Time at which the issue was created in the gateway. */
  createdAt: Scalars['DateTime']['output'];
  /** Time at which the content or status of the issue last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Pattern to which the issue belongs. Null if it belongs to none. Requires `patterns:read`. */
  pattern?: Maybe<Pattern>;
  /** Explanation of why the issue belongs to its pattern. Null if it belongs to none. Requires `patterns:read`. */
  patternLink?: Maybe<PatternLink>;
  /**
   * Other issues of the same pattern, newest first. Empty if the issue belongs to none. Requires `issues:read` and
   * `patterns:read`.
   */
  similar?: Maybe<IssueConnection>;
};


/** A problem reported by a source. All records with the same `source` and `externalId` update the same issue. */
export type IssueSimilarArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Filters for a list of issues. An issue must match all of them. Absent and null filters are ignored; an empty list matches nothing. */
export type IssueFilter = {
  /** Sources to include. */
  source?: InputMaybe<Array<Source>>;
  /** Severities to include. */
  severity?: InputMaybe<Array<Severity>>;
  /** Statuses to include. */
  status?: InputMaybe<Array<IssueStatus>>;
  /** Team to include. The name must match exactly, including case. */
  team?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of the pattern whose issues to include. */
  patternId?: InputMaybe<Scalars['ID']['input']>;
  /** Text that the title must contain: 1 to 200 characters, ignoring case. There are no wildcards. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** An issue in a list. */
export type IssueEdge = {
  __typename?: 'IssueEdge';
  /** Cursor of this issue. Pass it as `after` to continue the list from here. */
  cursor: Scalars['String']['output'];
  /** The issue. */
  node: Issue;
};

/** A page of issues, newest first. */
export type IssueConnection = {
  __typename?: 'IssueConnection';
  /** Issues of this page with their cursors. */
  edges: Array<IssueEdge>;
  /** Issues of this page without cursors. */
  nodes: Array<Issue>;
  /** Position of this page in the list. */
  pageInfo: PageInfo;
};

/** Kind of request that created a job. */
export const JobKind = {
  /** Single event. */
  EVENT: 'EVENT',
  /** Batch of records. */
  BATCH: 'BATCH',
  /** Source-specific push of one issue. */
  SOURCE: 'SOURCE',
  /** Webhook delivery. */
  WEBHOOK: 'WEBHOOK'
} as const;

export type JobKind = typeof JobKind[keyof typeof JobKind];
/** Status of a job. `SUCCEEDED`, `PARTIAL` and `FAILED` are terminal and never change. */
export const JobStatus = {
  /** Stored and waiting to be processed. */
  PENDING: 'PENDING',
  /** Being processed. */
  RUNNING: 'RUNNING',
  /** Every record was stored and processed. */
  SUCCEEDED: 'SUCCEEDED',
  /** Some records were stored; others were rejected or failed during processing. */
  PARTIAL: 'PARTIAL',
  /** No record was stored, or processing failed after all attempts. */
  FAILED: 'FAILED'
} as const;

export type JobStatus = typeof JobStatus[keyof typeof JobStatus];
/**
 * Processing of the records of one request. A job can be read as soon as the response to the request is sent and is kept for 30 days
 * unless the server is configured otherwise.
 */
export type IngestJob = Node & {
  __typename?: 'IngestJob';
  /** Unique identifier of the job, starting with `ing_job_`. */
  id: Scalars['ID']['output'];
  /** Kind of request that created the job. */
  kind: JobKind;
  /** Status of the job. */
  status: JobStatus;
  /** Completed share of the work, from 0.0 to 1.0. It never decreases and is 1.0 in every terminal status. */
  progress: Scalars['Float']['output'];
  /** Number of records in the request. Known from the start. */
  total: Scalars['Int']['output'];
  /** Number of accepted records. Known from the start. */
  accepted: Scalars['Int']['output'];
  /** Number of rejected records. Known from the start. */
  rejectedCount: Scalars['Int']['output'];
  /** Rejected records, each with its first fault. */
  rejected: Array<RejectedRecord>;
  /** Outcome of each record, in the order of the request. */
  records: Array<RecordOutcome>;
  /**
   * Issues that the records created or updated, newest first and without repetitions. Requires `issues:read`, except in the
   * payload of your own mutation.
   */
  issues?: Maybe<IssueConnection>;
  /** Time at which the request was accepted. */
  createdAt: Scalars['DateTime']['output'];
  /** Time at which processing started. Null until then. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the job reached a terminal status. Null until then. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
};


/**
 * Processing of the records of one request. A job can be read as soon as the response to the request is sent and is kept for 30 days
 * unless the server is configured otherwise.
 */
export type IngestJobIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Filters for a list of jobs. A job must match all of them. Absent and null filters are ignored; an empty list matches nothing. */
export type JobFilter = {
  /** Statuses to include. */
  status?: InputMaybe<Array<JobStatus>>;
  /** Kinds to include. */
  kind?: InputMaybe<Array<JobKind>>;
  /** Include jobs created at or after this time. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Include jobs created before this time. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A job in a list. */
export type IngestJobEdge = {
  __typename?: 'IngestJobEdge';
  /** Cursor of this job. Pass it as `after` to continue the list from here. */
  cursor: Scalars['String']['output'];
  /** The job. */
  node: IngestJob;
};

/** A page of jobs, newest first. */
export type IngestJobConnection = {
  __typename?: 'IngestJobConnection';
  /** Jobs of this page with their cursors. */
  edges: Array<IngestJobEdge>;
  /** Jobs of this page without cursors. */
  nodes: Array<IngestJob>;
  /** Position of this page in the list. */
  pageInfo: PageInfo;
};

/** Status of a pattern. */
export const PatternStatus = {
  /** Has recurred, but the evidence is still weak: fewer than 5 issues and a confidence below 0.8. */
  WATCHING: 'WATCHING',
  /** Recurring now: at least 5 issues or a confidence of at least 0.8. */
  ACTIVE: 'ACTIVE',
  /** No issue has joined for 30 days. The next one makes the pattern watching or active again. */
  RESOLVED: 'RESOLVED'
} as const;

export type PatternStatus = typeof PatternStatus[keyof typeof PatternStatus];
/** Issues whose messages differ only in values (versions, hosts, ids). */
export type Pattern = Node & {
  __typename?: 'Pattern';
  /**
   * Unique identifier of the pattern, starting with `pat_`. The identifier of a pattern that was merged into another one
   * returns that other pattern.
   */
  id: Scalars['ID']['output'];
  /** Name of the pattern. It is the template until `renamePattern` sets another one. */
  name: Scalars['String']['output'];
  /** Text that the titles have in common, with `<*>` in place of values, such as `Deployment failed: <*> v<*>`. */
  template: Scalars['String']['output'];
  /** Status of the pattern. */
  status: PatternStatus;
  /** Estimated probability that the issues belong together, from 0.0 to 1.0. Repeated records of one issue do not raise it. */
  confidence: Scalars['Float']['output'];
  /** Number of distinct issues in the pattern. */
  issueCount: Scalars['Int']['output'];
  /** Time at which the earliest issue of the pattern was first seen. */
  firstSeenAt: Scalars['DateTime']['output'];
  /** Time at which an issue last joined the pattern. */
  lastSeenAt: Scalars['DateTime']['output'];
  /** Values found in place of each `<*>` of the template, in order. */
  slots: Array<PatternSlot>;
  /** Titles of a few issues of the pattern. Requires `issues:read`. */
  examples?: Maybe<Array<Scalars['String']['output']>>;
  /** Number of issues by source, largest first. */
  bySource: Array<PatternCount>;
  /** Number of issues by severity, largest first. */
  bySeverity: Array<PatternCount>;
  /** Number of issues by team, largest first: at most 20 teams. Issues without a team are not counted. */
  byTeam: Array<PatternCount>;
  /** Issues of the pattern, newest first. Requires `issues:read`. */
  issues?: Maybe<IssueConnection>;
};


/** Issues whose messages differ only in values (versions, hosts, ids). */
export type PatternIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Values found in place of one `<*>` of a template. */
export type PatternSlot = {
  __typename?: 'PatternSlot';
  /** Text with which all known values begin. Empty if they have none in common. */
  prefix: Scalars['String']['output'];
  /** Text with which all known values end, after the prefix. Empty if they have none in common. */
  suffix: Scalars['String']['output'];
  /** Up to five distinct values. */
  examples: Array<Scalars['String']['output']>;
};

/** Number of issues of a pattern with the same source, severity or team. */
export type PatternCount = {
  __typename?: 'PatternCount';
  /** Source or severity in lower case, such as `jira` or `p1`, or name of the team. */
  key: Scalars['String']['output'];
  /** Number of distinct issues. */
  count: Scalars['Int']['output'];
};

/** Detection step that linked an issue to its pattern. Steps are tried in this order. */
export const PatternLinkStep = {
  /** A person linked or unlinked this issue, or one with the same wording. */
  CORRECTED: 'CORRECTED',
  /** The issue has a `metadata.fingerprint`, from its sender or its connector. Issues with equal fingerprints form one pattern. */
  FINGERPRINT: 'FINGERPRINT',
  /** The title was already known, apart from its values. */
  KNOWN: 'KNOWN',
  /** The title matched a template learned earlier. */
  TEMPLATE: 'TEMPLATE',
  /** The title differs from earlier titles only in values, so they were merged under one template. */
  MERGE: 'MERGE',
  /** The issue was the first of its kind; similar ones followed. */
  NEW: 'NEW'
} as const;

export type PatternLinkStep = typeof PatternLinkStep[keyof typeof PatternLinkStep];
/** Explanation of why an issue belongs to its pattern. */
export type PatternLink = {
  __typename?: 'PatternLink';
  /** Detection step that made the link. */
  step: PatternLinkStep;
  /** Text that the title shares with other issues, with `<*>` in place of values. This is the current template of the link. */
  template: Scalars['String']['output'];
  /** Values in the title in place of each `<*>`, in order. Empty if the values are in the body, or if the template was forgotten. */
  slotValues: Array<Scalars['String']['output']>;
  /** Certainty of the link, from 0.0 to 1.0. It contributes to the confidence of the pattern. */
  score: Scalars['Float']['output'];
  /** Version of the detection algorithm that made the link. */
  algorithm: Scalars['Int']['output'];
  /** Time at which the issue was linked. */
  linkedAt: Scalars['DateTime']['output'];
};

/** Filters for a list of patterns. A pattern must match all of them. Absent and null filters are ignored; an empty list matches nothing. */
export type PatternFilter = {
  /** Statuses to include. */
  status?: InputMaybe<Array<PatternStatus>>;
  /** Minimum confidence to include, from 0.0 to 1.0. */
  minConfidence?: InputMaybe<Scalars['Float']['input']>;
  /** Text that the name or template must contain: 1 to 200 characters, ignoring case. There are no wildcards. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A pattern in a list. */
export type PatternEdge = {
  __typename?: 'PatternEdge';
  /** Cursor of this pattern. Pass it as `after` to continue the list from here. */
  cursor: Scalars['String']['output'];
  /** The pattern. */
  node: Pattern;
};

/** A page of patterns, newest first. */
export type PatternConnection = {
  __typename?: 'PatternConnection';
  /** Patterns of this page with their cursors. */
  edges: Array<PatternEdge>;
  /** Patterns of this page without cursors. */
  nodes: Array<Pattern>;
  /** Position of this page in the list. */
  pageInfo: PageInfo;
};

/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type Query = {
  __typename?: 'Query';
  /**
   * Returns the job, issue, pattern or connector with this identifier. The same scopes apply as for the fields `job`, `issue`,
   * `pattern` and `connector`.
   */
  node?: Maybe<Node>;
  /** Returns a job. Requires `ingest:read` or `ingest:write`. */
  job?: Maybe<IngestJob>;
  /** Lists the jobs of the workspace, newest first. Requires `ingest:read` or `ingest:write`. */
  jobs?: Maybe<IngestJobConnection>;
  /** Returns an issue. Requires `issues:read`. */
  issue?: Maybe<Issue>;
  /** Returns the issue with this source and external identifier. Requires `issues:read`. */
  issueByExternalId?: Maybe<Issue>;
  /** Lists the issues of the workspace, newest first. Requires `issues:read`. */
  issues?: Maybe<IssueConnection>;
  /** Returns a pattern. Requires `patterns:read`. */
  pattern?: Maybe<Pattern>;
  /** Lists the patterns of the workspace, newest first. Requires `patterns:read`. */
  patterns?: Maybe<PatternConnection>;
  /** Returns a connector. Requires `connectors:write`. */
  connector?: Maybe<Connector>;
  /** Lists the connectors of the workspace, newest first. Requires `connectors:write`. */
  connectors?: Maybe<ConnectorConnection>;
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryIssueArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryIssueByExternalIdArgs = {
  source: Source;
  externalId: Scalars['String']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryIssuesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IssueFilter>;
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryPatternArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryPatternsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<PatternFilter>;
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryConnectorArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. An identifier that is unknown, or belongs to another workspace, returns null. */
export type QueryConnectorsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** Pushes a single event. An invalid event is returned in `rejected`. Requires `ingest:write`. */
  ingestEvent?: Maybe<IngestEventPayload>;
  /**
   * Pushes 1 to 500 records. Invalid records are returned in `rejected`; the others are stored. Returns the error
   * `VALIDATION_ERROR` for any other number of records. Requires `ingest:write`.
   */
  ingestBatch?: Maybe<IngestBatchPayload>;
  /** Pushes one issue under the rules of its source. An invalid issue is returned in `rejected`. Requires `ingest:write`. */
  ingestSourceIssue?: Maybe<IngestEventPayload>;
  /**
   * Moves an issue into a pattern and returns the pattern. Issues with the same wording follow, now and in the future. Returns the
   * error `NOT_FOUND` for an unknown issue or pattern. Requires `patterns:write`.
   */
  linkIssue?: Maybe<Pattern>;
  /**
   * Permanently removes an issue from its pattern. Issues with the same wording follow, now and in the future. Returns the
   * pattern it was removed from, or null if too few issues remain in it. Returns the error `NOT_FOUND` for an unknown issue or one
   * without a pattern. Requires `patterns:write`.
   */
  unlinkIssue?: Maybe<Pattern>;
  /**
   * Permanently merges two patterns and returns the remaining one. Returns the error `NOT_FOUND` for an unknown pattern. Requires
   * `patterns:write`.
   */
  mergePatterns?: Maybe<Pattern>;
  /**
   * Renames a pattern and returns it. From then on the name no longer follows the template. Returns the error
   * `NOT_FOUND` for an unknown pattern. Requires `patterns:write`.
   */
  renamePattern?: Maybe<Pattern>;
  /**
   * Creates a connector and returns it with its secret. The secret is returned only once. Returns the error `VALIDATION_ERROR` for
   * invalid settings and `UNAVAILABLE` if the server has no key to encrypt secrets. Requires `connectors:write`.
   */
  createConnector?: Maybe<ConnectorSecretPayload>;
  /**
   * Replaces the secret of a connector and returns the new one. The secret is returned only once. Previous secrets stay valid for
   * `overlapHours`, so that the source can be changed meanwhile. Returns the error `NOT_FOUND` for an unknown connector and
   * `UNAVAILABLE` if the server has no key to encrypt secrets. Requires `connectors:write`.
   */
  rotateConnectorSecret?: Maybe<ConnectorSecretPayload>;
  /**
   * Changes the name or the settings of a connector and returns it. Returns the error `NOT_FOUND` for an unknown connector and
   * `VALIDATION_ERROR` for invalid settings. Requires `connectors:write`.
   */
  updateConnector?: Maybe<Connector>;
  /**
   * Disables a connector and returns it. Its deliveries are refused; its issues stay. Returns the error `NOT_FOUND` for an unknown
   * connector. Requires `connectors:write`.
   */
  disableConnector?: Maybe<Connector>;
  /**
   * Enables a disabled connector and returns it. Returns the error `NOT_FOUND` for an unknown connector. Requires
   * `connectors:write`.
   */
  enableConnector?: Maybe<Connector>;
  /**
   * Processes a failed delivery again, with the current settings of its connector, and returns it with its new outcome. Returns the
   * error `NOT_FOUND` if it is unknown or cannot be replayed, and `CONFLICT` if it is being replayed already. Requires
   * `connectors:write`.
   */
  replayDelivery?: Maybe<WebhookDelivery>;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationIngestEventArgs = {
  input: IngestEventInput;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationIngestBatchArgs = {
  records: Array<IngestRecordInput>;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationIngestSourceIssueArgs = {
  source: SourcePath;
  input: SourceIssueInput;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationLinkIssueArgs = {
  issueId: Scalars['ID']['input'];
  patternId: Scalars['ID']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationUnlinkIssueArgs = {
  issueId: Scalars['ID']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationMergePatternsArgs = {
  from: Scalars['ID']['input'];
  into: Scalars['ID']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationRenamePatternArgs = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationCreateConnectorArgs = {
  input: CreateConnectorInput;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationRotateConnectorSecretArgs = {
  id: Scalars['ID']['input'];
  secret?: InputMaybe<Scalars['String']['input']>;
  overlapHours?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationUpdateConnectorArgs = {
  id: Scalars['ID']['input'];
  input: UpdateConnectorInput;
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationDisableConnectorArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationEnableConnectorArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
 * it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
 */
export type MutationReplayDeliveryArgs = {
  id: Scalars['ID']['input'];
};

/**
 * Streams of changes. Starting a subscription counts as one request against the rate limit. Updates can repeat but never go back
 * to an earlier state.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Sends the current state of a job, then every change, and ends when the job is terminal. Returns the error `NOT_FOUND` for an
   * unknown job. Requires `ingest:read` or `ingest:write`.
   */
  jobUpdated: IngestJob;
  /**
   * With `id`: sends that job once it is terminal, which can be at once, and ends. Without: sends every job of the workspace when it
   * becomes terminal, and does not end. Returns the error `NOT_FOUND` for an unknown job. Requires `ingest:read` or `ingest:write`.
   */
  jobCompleted: IngestJob;
  /**
   * With `id`: sends the current state of that pattern, then every change. Without: sends every pattern of the workspace when it
   * appears or changes. Does not end by itself. Returns the error `NOT_FOUND` for an unknown pattern. Requires `patterns:read`.
   */
  patternChanged: Pattern;
};


/**
 * Streams of changes. Starting a subscription counts as one request against the rate limit. Updates can repeat but never go back
 * to an earlier state.
 */
export type SubscriptionJobUpdatedArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Streams of changes. Starting a subscription counts as one request against the rate limit. Updates can repeat but never go back
 * to an earlier state.
 */
export type SubscriptionJobCompletedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * Streams of changes. Starting a subscription counts as one request against the rate limit. Updates can repeat but never go back
 * to an earlier state.
 */
export type SubscriptionPatternChangedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};
