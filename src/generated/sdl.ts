// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The files of schema/ in the order of their names. */
export const SDL = `"""
What the type of an input's field cannot say. Wrong values reject one record, never the operation, so fields of
inputs are nullable Strings and their rules stand here. Everything that checks or documents a rule is generated
from it: run \`npm run codegen\` after a change.
"""
directive @constraint(
  "The field must be there. A blank text, or a null where \`nullAsAbsent\` is set, is not."
  required: Boolean = false
  "Most Unicode code points of a text."
  maxLength: Int
  "Most bytes: of a text in UTF-8, of a JSON object as compact JSON."
  maxBytes: Int
  "Most levels of nesting of a JSON object, which is itself the first."
  maxDepth: Int
  "What a text has to look like."
  format: ConstraintFormat
  "Name of the enum whose values the text may have, in any case and with white space around it."
  oneOf: String
  "Besides \`oneOf\`, the names of the source's own scale are understood."
  orNativeNames: Boolean = false
  "A text of nothing but Unicode white space is a value. It is as if absent everywhere else."
  blankIsValue: Boolean = false
  "Null is as if absent. Elsewhere it clears what is stored."
  nullAsAbsent: Boolean = false
) on INPUT_FIELD_DEFINITION

"Of an input's fields at least one must be there."
directive @atLeastOne(
  "Names of fields; the first one is reported when all are missing."
  fields: [String!]!
) on INPUT_OBJECT

"What a text has to look like."
enum ConstraintFormat {
  "An absolute http or https URL."
  URI
  "A date and time as in RFC 3339, with its offset."
  TIMESTAMP
}

"""
The scopes that open a field: a token needs one of them. It is checked for this field, wherever it is selected; what an
object that was opened says about itself needs no further scope.
"""
directive @scope(
  "Names of scopes, such as \`issues:read\`."
  anyOf: [String!]!
  "A scope that is needed besides."
  and: String
  "Whether it is open anyway in the payload of the caller's own write."
  exceptOwnWrite: Boolean = false
) on FIELD_DEFINITION

"""
How long a list may be, as the cost of an operation is reckoned before it runs: by an argument, or as assumed. (The
directive of the GraphQL cost specification.)
"""
directive @listSize(
  "Entries to reckon with."
  assumedSize: Int
  "The arguments that say how many."
  slicingArguments: [String!]
  "The fields of a connection that have so many entries."
  sizedFields: [String!]
) on FIELD_DEFINITION

"An instant: RFC 3339 in UTC with \`Z\`. As an input with any offset."
scalar DateTime

"A JSON object. Key order is kept, numbers are IEEE doubles."
scalar JSON

"Where a page of a connection stands in it."
type PageInfo {
  "Whether there is more after this page. Ask for it with \`after: endCursor\`."
  hasNextPage: Boolean!
  "Whether something came before this page: true when \`after\` was given."
  hasPreviousPage: Boolean!
  "The cursor of the first edge; null on an empty page."
  startCursor: String
  """
  Where the next page begins: the cursor of the last edge, or, when a filter let nothing more through on the stretch that
  one request looks at, a place behind it. Null when nothing was looked at.
  """
  endCursor: String
}

"Where a source sends its webhooks. Its secrets are shown once, when they are made."
type Connector {
  "Identifier, \`con_…\`. Deliveries go to \`/v1/webhooks/inbound/\` and this."
  id: ID!
  "What sends."
  source: Source!
  "What it is for."
  name: String
  """
  How deliveries are read: \`severities\` (native name to \`p1\` … \`p4\`), \`fieldAliases\` (field to its place in the payload),
  \`team\`, \`teamField\`, \`accountUrl\`, \`secretInUrl\`.
  """
  settings: JSON!
  "When it was disabled; null as long as it takes deliveries."
  disabledAt: DateTime
  "When it was made."
  createdAt: DateTime!
  "The secrets that are valid now, newest first, without their text."
  secrets: [ConnectorSecret!]! @listSize(assumedSize: 5)
  "Its deliveries of the last days, newest first. Needs \`connectors:write\`."
  deliveries(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
    "Only with this outcome."
    outcome: DeliveryOutcome
  ): WebhookDeliveryConnection!
    @scope(anyOf: ["connectors:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"A secret, without its text."
type ConnectorSecret {
  "When it was made or handed over."
  createdAt: DateTime!
  "When it ends; null as long as no other one takes its place."
  expiresAt: DateTime
}

"What became of a delivery."
enum DeliveryOutcome {
  "Its records are stored."
  ACCEPTED
  "The same was accepted before."
  DUPLICATE
  "It concerns no issue."
  IGNORED
  "It was not proven, or its sender must correct it."
  REFUSED
  "It could not be processed by our fault. Its body is kept and can be replayed."
  FAILED
}

"One request of a source. What was sent is not kept, unless it failed."
type WebhookDelivery {
  "Identifier, \`whd_…\`."
  id: ID!
  "The connector that it came to."
  connectorId: ID!
  "What became of it."
  outcome: DeliveryOutcome!
  "More about the outcome, in one word such as \`stale_timestamp\`, \`ping\` or \`invalid_body\`."
  reason: String
  "What the source calls the event, such as \`issues.opened\`."
  event: String
  "What the source calls the delivery. It is seldom signed."
  sourceDeliveryId: String
  "How long the body was, after decompression."
  bodyBytes: Int!
  "The job of its records; of a duplicate, that of the first one."
  jobId: ID
  "The issue that it made or changed; of several, the first. Needs \`issues:read\`."
  issue: Issue @scope(anyOf: ["issues:read"])
  "How often it was tried."
  attempts: Int!
  "Whether it failed and is kept, so that it can be replayed."
  replayable: Boolean!
  "When it came."
  receivedAt: DateTime!
  "When its outcome was decided last."
  decidedAt: DateTime!
}

"A page of connectors."
type ConnectorConnection {
  "The connectors with their cursors."
  edges: [ConnectorEdge!]!
  "The connectors alone."
  nodes: [Connector!]!
  "Where the page stands."
  pageInfo: PageInfo!
}

"A connector in a page."
type ConnectorEdge {
  "Where it stands."
  cursor: String!
  "The connector."
  node: Connector!
}

"A page of deliveries."
type WebhookDeliveryConnection {
  "The deliveries with their cursors."
  edges: [WebhookDeliveryEdge!]!
  "The deliveries alone."
  nodes: [WebhookDelivery!]!
  "Where the page stands."
  pageInfo: PageInfo!
}

"A delivery in a page."
type WebhookDeliveryEdge {
  "Where it stands."
  cursor: String!
  "The delivery."
  node: WebhookDelivery!
}

"A connector to be made."
input CreateConnectorInput {
  "What sends."
  source: Source!
  "What it is for, in one line."
  name: String
  "As \`Connector.settings\`; what is left out has its default."
  settings: JSON
  """
  The secret, where the source makes it itself: Slack, PagerDuty, Linear and Zendesk do. Without it one is made and
  answered.
  """
  secret: String
}

"What to change of a connector; what is left out stays."
input UpdateConnectorInput {
  "What it is for, in one line; null takes the name away."
  name: String
  "As \`Connector.settings\`, all of them: what is left out has its default."
  settings: JSON
}

"A connector and its new secret, the only time that it is answered."
type ConnectorSecretPayload {
  "The connector."
  connector: Connector!
  "The secret, as it is to be entered where the source is configured."
  secret: String!
}

"The systems whose signals are understood. In REST the values are lower case."
enum Source {
  "Atlassian Jira."
  JIRA
  "ServiceNow."
  SERVICENOW
  "GitHub."
  GITHUB
  "PagerDuty."
  PAGERDUTY
  "Opsgenie."
  OPSGENIE
  "Linear."
  LINEAR
  "Zendesk."
  ZENDESK
  "Slack."
  SLACK
  "E-mail."
  EMAIL
  "A database."
  DATABASE
  "Anything else."
  CUSTOM_API
}

"The sources that have a path of their own, with rules for their ids and severities."
enum SourcePath {
  "Atlassian Jira."
  JIRA
  "ServiceNow."
  SERVICENOW
  "GitHub."
  GITHUB
  "PagerDuty."
  PAGERDUTY
  "Opsgenie."
  OPSGENIE
  "Linear."
  LINEAR
  "Zendesk."
  ZENDESK
  "Anything else."
  CUSTOM_API
}

"How urgent an issue is."
enum Severity {
  "Critical."
  P1
  "High."
  P2
  "Medium; what an issue has when nobody said otherwise."
  P3
  "Low."
  P4
}

"One raw signal. It needs an external id or a title."
input IngestEventInput @atLeastOne(fields: ["externalId", "title"]) {
  """
  Your system's unique identifier of this event, compared byte for byte. With \`source\` it is the key: the
  same pair updates the existing issue. Without one an id is minted, and nothing is ever deduplicated onto
  it.
  """
  externalId: String @constraint(maxLength: 512, nullAsAbsent: true)
  """
  The source system: a value of Source in any case. Any other value is taken as \`custom_api\` and kept; so is
  an absent one.
  """
  source: String @constraint(nullAsAbsent: true)
  """
  Short description of the issue. A new issue without one takes its external id, cut to what a title may
  have.
  """
  title: String @constraint(maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, plain text or Markdown."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` (critical), \`p2\` (high), \`p3\` (medium) or \`p4\` (low), in any case. A new issue without one
  has \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity")
  "Team or squad responsible."
  team: String @constraint(maxLength: 200)
  "Link back to the issue in the source system."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  "When the issue was created in the source system, with milliseconds at most."
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  When the issue was last updated in the source system. A record older than what is stored changes nothing.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "A connector of the workspace that the issue belongs to."
  connectorId: String
  "Free-form key/value pairs, stored and returned as sent."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"One record of a batch."
input IngestRecordInput {
  """
  Your system's unique identifier, compared byte for byte. With \`source\` it is the key: the same pair
  updates the existing issue.
  """
  externalId: String @constraint(required: true, maxLength: 512, nullAsAbsent: true)
  "The source system: a value of Source in any case. Any other value is taken as \`custom_api\` and kept."
  source: String @constraint(required: true, nullAsAbsent: true)
  "Short description of the issue."
  title: String @constraint(required: true, maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, plain text or Markdown."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` (critical), \`p2\` (high), \`p3\` (medium) or \`p4\` (low), in any case. A new issue without one
  has \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity")
  "Team or squad responsible."
  team: String @constraint(maxLength: 200)
  "Link back to the issue in the source system."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  "When the issue was created in the source system, with milliseconds at most."
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  When the issue was last updated in the source system. A record older than what is stored changes nothing.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "A connector of the workspace that the issue belongs to."
  connectorId: String
  "Free-form key/value pairs, stored and returned as sent."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"One issue pushed by the path of its source, which decides the forms of its id and its severities."
input SourceIssueInput {
  """
  The source's identifier of the issue, in one of the forms that this source uses, compared byte for byte.
  With the source it is the key: the same pair updates the existing issue.
  """
  externalId: String @constraint(required: true, maxLength: 512, nullAsAbsent: true)
  "Absent, or the same source as in the path."
  source: String @constraint(nullAsAbsent: true)
  "Short description of the issue."
  title: String @constraint(required: true, maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, plain text or Markdown."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` to \`p4\`, or a name of the source's own scale such as \`Highest\`, \`1 - Critical\` or \`urgent\`,
  in any case. A new issue without one has \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity", orNativeNames: true)
  "Team or squad responsible."
  team: String @constraint(maxLength: 200)
  "Link back to the issue in the source system."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  "When the issue was created in the source system, with milliseconds at most."
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  When the issue was last updated in the source system. A record older than what is stored changes nothing.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "A connector of the workspace that the issue belongs to."
  connectorId: String
  "Free-form key/value pairs, stored and returned as sent."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"What became of one accepted or rejected record."
enum Outcome {
  "A new issue was made."
  CREATED
  "An existing issue was changed."
  UPDATED
  "The issue already said the same."
  UNCHANGED
  "The record is older than what is stored and changed nothing."
  STALE
  "The record was not taken."
  REJECTED
}

"Why a record was not taken."
enum RejectionReason {
  "A required field is absent, blank or null."
  MISSING_FIELD
  "A text has too many characters or bytes."
  TOO_LONG
  "A value has the wrong JSON type."
  INVALID_TYPE
  "A value is none of the allowed ones."
  INVALID_ENUM
  "A text does not look as it has to, or contains NUL or unpaired surrogates."
  INVALID_FORMAT
  "A text is no RFC 3339 date and time with an offset."
  INVALID_TIMESTAMP
  "The workspace has no such connector."
  UNKNOWN_CONNECTOR
  "A JSON object has too many bytes or levels."
  TOO_LARGE
}

"A record that was not taken, and its first fault."
type RejectedRecord {
  "Position of the record in the request, from 0."
  index: Int!
  "Always \`processing_error\`."
  code: String!
  "What is wrong and what to do, never repeating the rejected value."
  message: String!
  "The kind of the fault."
  reason: RejectionReason!
  "The field at fault, in the caller's dialect; null when the record itself is."
  field: String
}

"What became of one record."
type RecordOutcome {
  "Position of the record in the request, from 0."
  index: Int!
  "What became of it."
  outcome: Outcome!
  "The issue that it made or updated; null when it was rejected. Needs \`issues:read\`, unless it is your own write."
  issue: Issue @scope(anyOf: ["issues:read"], exceptOwnWrite: true)
}

"The answer to a single event or source push."
type IngestEventPayload {
  "How many records were accepted: 1 or 0."
  accepted: Int!
  "The record that was not taken, if so."
  rejected: [RejectedRecord!]!
  "The issue that was made or updated; null when the record was rejected."
  issue: Issue
  "The job that processes it; null when the record was rejected."
  job: IngestJob
}

"The answer to a batch. Records are independent: a rejected one does not affect the others."
type IngestBatchPayload {
  "How many records were accepted."
  accepted: Int!
  "The records that were not taken."
  rejected: [RejectedRecord!]! @listSize(assumedSize: 500)
  "The issues of the accepted records in input order; a repeated key repeats its id."
  issueIds: [ID!]!
  "The job that processes them."
  job: IngestJob!
  "What became of each record, in input order."
  records: [RecordOutcome!]! @listSize(assumedSize: 500)
}

"Whether an issue needs attention."
enum IssueStatus {
  "It does."
  OPEN
  "Its source resolved it. A changed push opens it again."
  RESOLVED
}

"One signal of one source, however often it was pushed."
type Issue {
  "Identifier, \`iss_…\`."
  id: ID!
  "The source system."
  source: Source!
  "What was sent as source when it was taken as \`custom_api\`; else null."
  sourceRaw: String
  "The source's identifier; with \`source\` the key of the issue."
  externalId: String!
  "Short description."
  title: String!
  "Full description or error detail."
  body: String
  "How urgent it is."
  severity: Severity!
  "Team or squad responsible."
  team: String
  "Link to the issue in its source."
  externalUrl: String
  "Free-form key/value pairs, as sent."
  metadata: JSON
  "Whether it needs attention."
  status: IssueStatus!
  "When it was created in its source."
  sourceCreatedAt: DateTime
  "When it was last updated in its source."
  sourceUpdatedAt: DateTime
  "How many records with its key were accepted."
  occurrenceCount: Int!
  "When its first record was accepted."
  firstSeenAt: DateTime!
  "When its last record was accepted."
  lastSeenAt: DateTime!
  "When it was stored."
  createdAt: DateTime!
  "When its content last changed."
  updatedAt: DateTime!
  "The pattern that it belongs to; null without one. Needs \`patterns:read\`."
  pattern: Pattern @scope(anyOf: ["patterns:read"])
  "Why it belongs to its pattern; null without one. Needs \`patterns:read\`."
  patternLink: PatternLink @scope(anyOf: ["patterns:read"])
  "Other issues of its pattern, newest first; none without a pattern. Needs \`issues:read\` and \`patterns:read\`."
  similar(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"], and: "patterns:read")
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"Which issues to list. What is absent or null does not matter; everything given must hold."
input IssueFilter {
  "Of one of these sources."
  source: [Source!]
  "With one of these severities."
  severity: [Severity!]
  "In one of these states."
  status: [IssueStatus!]
  "Of exactly this team, compared byte for byte."
  team: String
  "Linked to this pattern."
  patternId: ID
  """
  Whose title contains this text, wherever it stands: 1 to 200 characters, compared without case. There are no wildcards.
  """
  search: String
}

"One issue in a list."
type IssueEdge {
  "Where it stands: a list continues behind it with \`after\`."
  cursor: String!
  "The issue."
  node: Issue!
}

"A page of issues, newest first."
type IssueConnection {
  "The issues with their cursors."
  edges: [IssueEdge!]!
  "The issues."
  nodes: [Issue!]!
  "Where this page stands."
  pageInfo: PageInfo!
}

"How a job came to be."
enum JobKind {
  "A single event."
  EVENT
  "A batch."
  BATCH
  "A push by the path of its source."
  SOURCE
  "A delivery of a webhook."
  WEBHOOK
}

"The state of a job. The last three are terminal and never change."
enum JobStatus {
  "Stored, not begun."
  PENDING
  "Being processed."
  RUNNING
  "Every record was persisted and processed."
  SUCCEEDED
  "Some records were persisted, some were rejected or failed later."
  PARTIAL
  "No record was persisted, or the job itself failed after its attempts."
  FAILED
}

"The processing of what one request ingested. It is readable as soon as the request is answered."
type IngestJob {
  "Identifier, \`ing_job_…\`."
  id: ID!
  "How it came to be."
  kind: JobKind!
  "Its state."
  status: JobStatus!
  "How much is done, from 0.0 to 1.0; never falls, 1.0 in every terminal state."
  progress: Float!
  "Records in the request."
  total: Int!
  "Records that were accepted."
  accepted: Int!
  "Records that were rejected."
  rejectedCount: Int!
  "The records that were rejected, with their faults."
  rejected: [RejectedRecord!]! @listSize(assumedSize: 500)
  "What became of each record, in input order."
  records: [RecordOutcome!]! @listSize(assumedSize: 500)
  "The distinct issues that its records made or updated, newest first. Needs \`issues:read\`, unless it is your own write."
  issues(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"], exceptOwnWrite: true)
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "When the request was accepted."
  createdAt: DateTime!
  "When processing began; null before."
  startedAt: DateTime
  "When it reached a terminal state; null before."
  finishedAt: DateTime
}

"Which jobs to list. What is absent or null does not matter; everything given must hold."
input JobFilter {
  "In one of these states."
  status: [JobStatus!]
  "That came to be in one of these ways."
  kind: [JobKind!]
  "Made at this moment or later."
  createdAfter: DateTime
  "Made before this moment."
  createdBefore: DateTime
}

"One job in a list."
type IngestJobEdge {
  "Where it stands: a list continues behind it with \`after\`."
  cursor: String!
  "The job."
  node: IngestJob!
}

"A page of jobs, newest first."
type IngestJobConnection {
  "The jobs with their cursors."
  edges: [IngestJobEdge!]!
  "The jobs."
  nodes: [IngestJob!]!
  "Where this page stands."
  pageInfo: PageInfo!
}

"How much a pattern is going on."
enum PatternStatus {
  "It has recurred, but not often enough to be sure of it."
  WATCHING
  "It is going on."
  ACTIVE
  "No issue has matched for a while. A new one makes it active again."
  RESOLVED
}

"Issues that recur: what their titles have in common, and how sure that is."
type Pattern {
  "Identifier, \`pat_…\`. A pattern that was merged into another one answers as that one."
  id: ID!
  "What people call it; at first its template."
  name: String!
  "What the titles have in common, with \`<*>\` for what varies: \`Deployment failed: <*> v<*>\`."
  template: String!
  "How much it is going on."
  status: PatternStatus!
  "How sure it is that these issues belong together, from 0.0 to 1.0. Repeats of one issue never raise it."
  confidence: Float!
  "Distinct issues that are linked to it."
  issueCount: Int!
  "When its first issue was accepted."
  firstSeenAt: DateTime!
  "When an issue was last linked to it."
  lastSeenAt: DateTime!
  "What stands in the places of \`<*>\` of its template, in their order, as a few titles show it."
  slots: [PatternSlot!]!
  "A few titles of its issues. Needs \`issues:read\`."
  examples: [String!] @scope(anyOf: ["issues:read"])
  "Its issues by source, most first."
  bySource: [PatternCount!]! @listSize(assumedSize: 11)
  "Its issues by severity, most first."
  bySeverity: [PatternCount!]! @listSize(assumedSize: 4)
  "Its issues by team, most first; at most 20. Issues without one are left out."
  byTeam: [PatternCount!]! @listSize(assumedSize: 20)
  "The issues that are linked to it, newest first. Needs \`issues:read\`."
  issues(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"What one \`<*>\` of a template holds."
type PatternSlot {
  "What all values begin with."
  prefix: String!
  "What all values end with."
  suffix: String!
  "Up to five values."
  examples: [String!]!
}

"How many issues of a pattern are of one kind."
type PatternCount {
  "The kind: a source or severity as in REST, or a team."
  key: String!
  "Distinct issues."
  count: Int!
}

"Which step of the detection linked an issue to its pattern."
enum PatternLinkStep {
  "A person decided about this title, or about what reads the same."
  CORRECTED
  "The sender's own \`metadata.fingerprint\`."
  FINGERPRINT
  "The masked title was known."
  KNOWN
  "The title fitted a learned template."
  TEMPLATE
  "It was found to be one message with others, and made or widened a template with them."
  MERGE
  "It was the first of its kind; others followed."
  NEW
}

"Why an issue belongs to its pattern."
type PatternLink {
  "Which step of the detection found it."
  step: PatternLinkStep!
  "What of the title others have too, with \`<*>\` for what varies."
  template: String!
  """
  What stands in the title in the places of \`<*>\`, in their order. Empty when the values are not in the title but in the body.
  """
  slotValues: [String!]!
  "How sure the link is, from 0.0 to 1.0: what it adds to the confidence of its pattern."
  score: Float!
  "The version of the detection that decided."
  algorithm: Int!
  "When it was linked."
  linkedAt: DateTime!
}

"Which patterns to list. What is absent or null does not matter; everything given must hold."
input PatternFilter {
  "In one of these states."
  status: [PatternStatus!]
  "With at least this confidence, from 0.0 to 1.0."
  minConfidence: Float
  "Whose name or template contains this text; compared as in IssueFilter."
  search: String
}

"One pattern in a list."
type PatternEdge {
  "Where it stands: a list continues behind it with \`after\`."
  cursor: String!
  "The pattern."
  node: Pattern!
}

"A page of patterns, newest first."
type PatternConnection {
  "The patterns with their cursors."
  edges: [PatternEdge!]!
  "The patterns."
  nodes: [Pattern!]!
  "Where this page stands."
  pageInfo: PageInfo!
}

"What can be read. An unknown id, or one of another workspace, is null."
type Query {
  "One job. Needs \`ingest:read\` or \`ingest:write\`."
  job("Its identifier, \`ing_job_…\`." id: ID!): IngestJob @scope(anyOf: ["ingest:read", "ingest:write"])
  "The jobs of the workspace, newest first. Needs \`ingest:read\` or \`ingest:write\`."
  jobs(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
    "Only what this lets through."
    filter: JobFilter
  ): IngestJobConnection!
    @scope(anyOf: ["ingest:read", "ingest:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "One issue. Needs \`issues:read\`."
  issue("Its identifier, \`iss_…\`." id: ID!): Issue @scope(anyOf: ["issues:read"])
  "The issue with this key. Needs \`issues:read\`."
  issueByExternalId(
    "The source that its records were accepted under."
    source: Source!
    "The source's identifier, compared byte for byte."
    externalId: String!
  ): Issue @scope(anyOf: ["issues:read"])
  "The issues of the workspace, newest first. Needs \`issues:read\`."
  issues(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
    "Only what this lets through."
    filter: IssueFilter
  ): IssueConnection!
    @scope(anyOf: ["issues:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "One pattern. Needs \`patterns:read\`."
  pattern("Its identifier, \`pat_…\`." id: ID!): Pattern @scope(anyOf: ["patterns:read"])
  "The patterns of the workspace, newest first. Needs \`patterns:read\`."
  patterns(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
    "Only what this lets through."
    filter: PatternFilter
  ): PatternConnection!
    @scope(anyOf: ["patterns:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "One connector. Needs \`connectors:write\`."
  connector("Its identifier, \`con_…\`." id: ID!): Connector @scope(anyOf: ["connectors:write"])
  "The connectors of the workspace, newest first. Needs \`connectors:write\`."
  connectors(
    "How many at most, 1 to 100."
    first: Int = 25
    "Only what comes after this cursor."
    after: String
  ): ConnectorConnection!
    @scope(anyOf: ["connectors:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"""
What can be pushed. Each field counts one request against the rate limit; an operation that does not fit is refused whole.
The payload of your own write can be read without a further scope, patterns excepted.
"""
type Mutation {
  "Pushes one raw signal. Needs \`ingest:write\`."
  ingestEvent("The signal." input: IngestEventInput!): IngestEventPayload! @scope(anyOf: ["ingest:write"])
  "Pushes 1 to 500 records, each judged for itself. Needs \`ingest:write\`."
  ingestBatch(
    "The records; what becomes of each is answered in this order."
    records: [IngestRecordInput!]!
  ): IngestBatchPayload! @scope(anyOf: ["ingest:write"])
  "Pushes one issue with the rules of its source. Needs \`ingest:write\`."
  ingestSourceIssue(
    "The source."
    source: SourcePath!
    "The issue."
    input: SourceIssueInput!
  ): IngestEventPayload! @scope(anyOf: ["ingest:write"])
  """
  Puts an issue into a pattern; what reads the same follows, now and later. An issue or pattern that the workspace does not
  have is NOT_FOUND. Needs \`patterns:write\`.
  """
  linkIssue("The issue, \`iss_…\`." issueId: ID!, "The pattern, \`pat_…\`." patternId: ID!): Pattern!
    @scope(anyOf: ["patterns:write"])
  """
  Takes an issue out of its pattern for good; what reads the same follows, now and later. Answers the pattern that it was
  taken from, null when that is not shown any more. An issue without a pattern is NOT_FOUND. Needs \`patterns:write\`.
  """
  unlinkIssue("The issue, \`iss_…\`." issueId: ID!): Pattern @scope(anyOf: ["patterns:write"])
  """
  Makes two patterns one, for good. A pattern that the workspace does not have is NOT_FOUND. Needs \`patterns:write\`.
  """
  mergePatterns(
    "The pattern that ends; its id answers as the other one from now on."
    from: ID!
    "The pattern that survives."
    into: ID!
  ): Pattern! @scope(anyOf: ["patterns:write"])
  "Names a pattern; until then its name follows its template. Needs \`patterns:write\`."
  renamePattern(
    "The pattern, \`pat_…\`."
    id: ID!
    "Its name, 1 to 300 characters that are not all white space."
    name: String!
  ): Pattern! @scope(anyOf: ["patterns:write"])
  "Makes a connector and answers its secret, this once. Needs \`connectors:write\`."
  createConnector("The connector." input: CreateConnectorInput!): ConnectorSecretPayload!
    @scope(anyOf: ["connectors:write"])
  """
  Gives a connector another secret and answers it, this once. Those before stay valid for the overlap. Needs
  \`connectors:write\`.
  """
  rotateConnectorSecret(
    "Its identifier, \`con_…\`."
    id: ID!
    "The secret, where the source makes it itself. Without it one is made."
    secret: String
    "How long the secrets before stay valid, 0 to 8760."
    overlapHours: Int = 24
  ): ConnectorSecretPayload! @scope(anyOf: ["connectors:write"])
  "Changes name or settings of a connector. Needs \`connectors:write\`."
  updateConnector(
    "Its identifier, \`con_…\`."
    id: ID!
    "What to change."
    input: UpdateConnectorInput!
  ): Connector! @scope(anyOf: ["connectors:write"])
  "Takes no more deliveries for a connector; its issues stay. Needs \`connectors:write\`."
  disableConnector("Its identifier, \`con_…\`." id: ID!): Connector! @scope(anyOf: ["connectors:write"])
  "Takes deliveries for a disabled connector again. Needs \`connectors:write\`."
  enableConnector("Its identifier, \`con_…\`." id: ID!): Connector! @scope(anyOf: ["connectors:write"])
  "Tries a failed delivery again and answers what became of it. Needs \`connectors:write\`."
  replayDelivery("Its identifier, \`whd_…\`." id: ID!): WebhookDelivery! @scope(anyOf: ["connectors:write"])
}

"What can be followed. Starting one counts one request against the rate limit."
type Subscription {
  """
  The current state first, then every change; ends at a terminal state. An unknown job is NOT_FOUND. Needs \`ingest:read\`
  or \`ingest:write\`.
  """
  jobUpdated("Its identifier, \`ing_job_…\`." id: ID!): IngestJob!
    @scope(anyOf: ["ingest:read", "ingest:write"])
  """
  With id: that job once it is terminal (at once if it already is), then ends. Without: every job of the workspace as it
  completes. Needs \`ingest:read\` or \`ingest:write\`.
  """
  jobCompleted("Its identifier, \`ing_job_…\`; null for every job." id: ID): IngestJob!
    @scope(anyOf: ["ingest:read", "ingest:write"])
  """
  With id: that pattern as it is, then whenever it changes; an unknown one is NOT_FOUND. Without: every pattern of the
  workspace as it comes up or changes. Does not end by itself. Needs \`patterns:read\`.
  """
  patternChanged("Its identifier, \`pat_…\`; null for every pattern." id: ID): Pattern!
    @scope(anyOf: ["patterns:read"])
}
`;
