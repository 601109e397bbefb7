// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The files of schema/ in the order of their names. */
export const SDL = `"""
A rule for a field of an ingest input. A value that breaks a rule rejects its record, never the whole operation, so the
fields are nullable Strings and their rules are stated here. The REST API and its documentation follow the same rules.
"""
directive @constraint(
  "Whether the field is required. A blank text counts as absent, and so does null if \`nullAsAbsent\` is true."
  required: Boolean = false
  "Maximum length of a text, in Unicode code points."
  maxLength: Int
  "Maximum size in bytes: of a text in UTF-8, of a JSON object as compact JSON."
  maxBytes: Int
  "Maximum levels of nesting in a JSON object. The object itself is level 1."
  maxDepth: Int
  "Format of a text."
  format: ConstraintFormat
  "Name of the enum whose values are allowed. Case and surrounding white space are ignored."
  oneOf: String
  "Whether names from the source's own scale, such as \`Highest\`, are allowed in addition to \`oneOf\`."
  orNativeNames: Boolean = false
  "Whether a blank text (only Unicode white space) is a value. If false, it counts as absent."
  blankIsValue: Boolean = false
  "Whether null counts as absent. If false, null clears the stored value."
  nullAsAbsent: Boolean = false
) on INPUT_FIELD_DEFINITION

"At least one of the named fields is required."
directive @atLeastOne(
  "Names of fields of this input. If all are absent, the error names the first."
  fields: [String!]!
) on INPUT_OBJECT

"Format of a text in an ingest input."
enum ConstraintFormat {
  "Absolute http or https URL."
  URI
  "RFC 3339 date and time with an offset, such as \`2026-06-14T14:35:00Z\`."
  TIMESTAMP
}

"""
The scopes that a token needs to select a field. They are checked wherever the field is selected, also in nested objects.
Fields without this directive need no further scope than the field that returned their object.
"""
directive @scope(
  "Scopes of which the token needs at least one, such as \`issues:read\`."
  anyOf: [String!]!
  "A scope that the token needs in addition."
  and: String
  "Whether the field can be selected without the scope in the payload of the caller's own mutation."
  exceptOwnWrite: Boolean = false
) on FIELD_DEFINITION

"""
The length of a list, for estimating the cost of an operation before it runs. This is the directive of the GraphQL cost
specification.
"""
directive @listSize(
  "Estimated number of entries."
  assumedSize: Int
  "Arguments that set the number of entries."
  slicingArguments: [String!]
  "Fields of the returned connection that contain that number of entries."
  sizedFields: [String!]
) on FIELD_DEFINITION

"RFC 3339 date and time. Returned in UTC with milliseconds, such as \`2026-06-14T14:35:00.000Z\`; accepted with any offset."
scalar DateTime

"JSON object. The order of keys is kept; numbers are IEEE 754 doubles."
scalar JSON

"Position of a page in its list."
type PageInfo {
  "Whether the list continues after this page. To get the next page, pass \`endCursor\` as \`after\`."
  hasNextPage: Boolean!
  "Whether the page was requested with \`after\`."
  hasPreviousPage: Boolean!
  "Cursor of the first edge. Null if the page is empty."
  startCursor: String
  """
  Cursor to pass as \`after\` to get the next page. With a selective filter a page can be short, or even empty, while
  \`hasNextPage\` is true: keep paging. Null if the page is empty and the list ends here.
  """
  endCursor: String
}

"Object with an identifier that is unique across all types, see \`Query.node\`."
interface Node {
  "Unique identifier."
  id: ID!
}

"""
An endpoint for the webhooks of one source. Deliveries go to \`POST /v1/webhooks/inbound/{connector_id}\` and are verified
with the secret of the connector, so they need no access token.
"""
type Connector implements Node {
  "Unique identifier of the connector, starting with \`con_\`."
  id: ID!
  "Source that sends the webhooks."
  source: Source!
  "Name of the connector. Null if none was given."
  name: String
  """
  Settings that control how deliveries are read. All keys are present: \`severities\` maps the source's names to \`p1\` … \`p4\`,
  \`statuses\` maps its names to \`open\`, \`acknowledged\` and \`resolved\`,
  \`fieldAliases\` maps fields of an issue to their paths in the payload (such as \`ticket.id\`), \`team\` is the default team,
  \`items\` is the path of the list of alerts in payloads that contain several,
  \`teamField\` is the path of the team in the payload, \`accountUrl\` is the base of links to the source, \`timezone\` is the zone
  of times that are sent without one, and \`secretInUrl\`
  allows senders that cannot sign to pass the secret as \`?secret=\`. \`sharedToken\` and \`secretHeader\` accept the secret itself as
  a token or in a header, and \`snsTopicArn\` and \`snsCertificate\` accept messages of Amazon SNS.
  """
  settings: JSON!
  "Time at which the connector was disabled. Null while it is enabled."
  disabledAt: DateTime
  "Time at which the connector was created."
  createdAt: DateTime!
  "Currently valid secrets without their values. The current secret comes first, then replaced ones, newest first."
  secrets: [ConnectorSecret!]! @listSize(assumedSize: 5)
  """
  Deliveries to this connector, newest first. They are kept for 7 days unless the server is configured otherwise. Requires
  \`connectors:write\`.
  """
  deliveries(
    "Maximum number of deliveries to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
    "Return only deliveries with this outcome. Null returns all."
    outcome: DeliveryOutcome
  ): WebhookDeliveryConnection!
    @scope(anyOf: ["connectors:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"A secret of a connector. Its value is returned only once, when it is created."
type ConnectorSecret {
  "Time at which the secret was created or provided."
  createdAt: DateTime!
  "Time at which the secret stops being valid. Null for the current secret, which is valid until it is replaced."
  expiresAt: DateTime
}

"Result of a webhook delivery."
enum DeliveryOutcome {
  "The records of the delivery are stored."
  ACCEPTED
  "The same delivery was accepted before; nothing was changed."
  DUPLICATE
  "Nothing was stored: the delivery does not concern an issue, such as a ping, or concerns an unknown one."
  IGNORED
  "The delivery could not be verified, its content is invalid, or the connector is disabled."
  REFUSED
  "Processing failed because of an error in the gateway. The body is kept and can be replayed with \`replayDelivery\`."
  FAILED
}

"A request that a source sent to a connector. The body is kept only if processing failed."
type WebhookDelivery {
  "Unique identifier of the delivery, starting with \`whd_\`."
  id: ID!
  "Identifier of the connector that received the delivery."
  connectorId: ID!
  "Result of the delivery."
  outcome: DeliveryOutcome!
  "Machine-readable reason for the outcome, such as \`stale_timestamp\`, \`ping\` or \`invalid_body\`. Null if there is none."
  reason: String
  "Name of the event in the source's own terms, such as \`issues.opened\`. Null if the payload has none."
  event: String
  "The source's own identifier of the delivery, which most sources do not sign. Null if it sent none."
  sourceDeliveryId: String
  "Size of the request body in bytes, after decompression."
  bodyBytes: Int!
  "Identifier of the job that processes the delivery, or that processed the original of a duplicate. Null if there is none."
  jobId: ID
  """
  Issue that the delivery created or updated: the first one if there are several. Null if there is none. Requires
  \`issues:read\`.
  """
  issue: Issue @scope(anyOf: ["issues:read"])
  "Number of times processing was attempted, including replays."
  attempts: Int!
  "Whether the delivery failed and its body is still kept, so that \`replayDelivery\` can process it again."
  replayable: Boolean!
  "Time at which the delivery was received."
  receivedAt: DateTime!
  "Time at which the outcome was last decided. A replay changes it."
  decidedAt: DateTime!
}

"A page of connectors, newest first."
type ConnectorConnection {
  "Connectors of this page with their cursors."
  edges: [ConnectorEdge!]!
  "Connectors of this page without cursors."
  nodes: [Connector!]!
  "Position of this page in the list."
  pageInfo: PageInfo!
}

"A connector in a list."
type ConnectorEdge {
  "Cursor of this connector. Pass it as \`after\` to continue the list from here."
  cursor: String!
  "The connector."
  node: Connector!
}

"A page of webhook deliveries, newest first."
type WebhookDeliveryConnection {
  "Deliveries of this page with their cursors."
  edges: [WebhookDeliveryEdge!]!
  "Deliveries of this page without cursors."
  nodes: [WebhookDelivery!]!
  "Position of this page in the list."
  pageInfo: PageInfo!
}

"A webhook delivery in a list."
type WebhookDeliveryEdge {
  "Cursor of this delivery. Pass it as \`after\` to continue the list from here."
  cursor: String!
  "The delivery."
  node: WebhookDelivery!
}

"Properties of a new connector."
input CreateConnectorInput {
  "Source that will send the webhooks."
  source: Source!
  "Name of the connector: one line of 1 to 100 characters without surrounding white space, such as \`Production Jira\`."
  name: String
  "Settings as in \`Connector.settings\`. Omitted keys have their defaults. Null sets all defaults."
  settings: JSON
  """
  Secret that the source created: 8 to 512 characters. Slack, PagerDuty, Linear and Zendesk create the secret themselves;
  paste it here. If absent or null, a secret is generated and returned.
  """
  secret: String
}

"Changes to a connector. Omitted fields keep their values."
input UpdateConnectorInput {
  "New name: one line of 1 to 100 characters without surrounding white space. Null removes the name."
  name: String
  """
  New settings as in \`Connector.settings\`. They replace all previous settings: omitted keys return to their defaults. Null keeps the
  settings.
  """
  settings: JSON
}

"A connector and its new secret."
type ConnectorSecretPayload {
  "The connector."
  connector: Connector!
  "The secret. Paste it into the source's webhook settings now, since it is never returned again."
  secret: String!
}

"System that reports issues. In REST, values are lower case."
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
  "Email."
  EMAIL
  "Database alerts."
  DATABASE
  "Any other system."
  CUSTOM_API
}

"Source with its own push endpoint, which checks identifiers and understands severities in the source's own forms."
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
  "Any other system."
  CUSTOM_API
}

"Priority of an issue."
enum Severity {
  "Critical."
  P1
  "High."
  P2
  "Medium. The default for new issues."
  P3
  "Low."
  P4
}

"A single event. It needs an \`externalId\` or a \`title\`. Blank texts count as absent, except in \`body\`."
input IngestEventInput @atLeastOne(fields: ["externalId", "title"]) {
  """
  Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known \`externalId\` and \`source\`
  updates the existing issue. If absent, an identifier starting with \`evt_\` is generated and a new issue is always created.
  """
  externalId: String @constraint(maxLength: 512, nullAsAbsent: true)
  """
  Source of the issue: a value of \`Source\` in any case. Any other value is stored as \`custom_api\` and returned as \`sourceRaw\`.
  If absent, it is \`custom_api\`.
  """
  source: String @constraint(nullAsAbsent: true)
  """
  Short description of the issue, 1 to 300 characters. If absent, a new issue gets its \`externalId\` as title, shortened to
  300 characters, and a known one keeps its title.
  """
  title: String @constraint(maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` (critical), \`p2\` (high), \`p3\` (medium) or \`p4\` (low), in any case. If absent, a new issue has \`p3\` and a known
  one keeps its severity. Null sets \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity")
  """
  Status of the issue: \`open\`, \`acknowledged\` or \`resolved\`, in any case. If absent, a new issue is open and a known one keeps
  its status, except that a change reopens a resolved issue.
  """
  status: String @constraint(oneOf: "IssueStatus", nullAsAbsent: true)
  "Team or squad that is responsible for the issue, at most 200 characters. Null clears it."
  team: String @constraint(maxLength: 200)
  "Person who works on the issue, at most 200 characters. Null clears it."
  assignee: String @constraint(maxLength: 200)
  "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  """
  Time at which the issue was created in its source: RFC 3339 with an offset, such as \`2026-06-14T14:35:00Z\`. Digits below
  the millisecond are dropped. Null clears it.
  """
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  Time at which the issue was last updated in its source: RFC 3339 with an offset, such as \`2026-06-14T16:35:00+02:00\`. A
  record that is older than the stored issue is counted but changes nothing else. Null clears it.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "Identifier of a connector of this workspace, starting with \`con_\`, to which the issue belongs. Null clears it."
  connectorId: String
  "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"One record of a batch. Blank texts count as absent, except in \`body\`."
input IngestRecordInput {
  """
  Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known \`externalId\` and \`source\`
  updates the existing issue.
  """
  externalId: String @constraint(required: true, maxLength: 512, nullAsAbsent: true)
  "Source of the issue: a value of \`Source\` in any case. Any other value is stored as \`custom_api\` and returned as \`sourceRaw\`."
  source: String @constraint(required: true, nullAsAbsent: true)
  "Short description of the issue, 1 to 300 characters."
  title: String @constraint(required: true, maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` (critical), \`p2\` (high), \`p3\` (medium) or \`p4\` (low), in any case. If absent, a new issue has \`p3\` and a known
  one keeps its severity. Null sets \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity")
  """
  Status of the issue: \`open\`, \`acknowledged\` or \`resolved\`, in any case. If absent, a new issue is open and a known one keeps
  its status, except that a change reopens a resolved issue.
  """
  status: String @constraint(oneOf: "IssueStatus", nullAsAbsent: true)
  "Team or squad that is responsible for the issue, at most 200 characters. Null clears it."
  team: String @constraint(maxLength: 200)
  "Person who works on the issue, at most 200 characters. Null clears it."
  assignee: String @constraint(maxLength: 200)
  "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  """
  Time at which the issue was created in its source: RFC 3339 with an offset, such as \`2026-06-14T14:35:00Z\`. Digits below
  the millisecond are dropped. Null clears it.
  """
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  Time at which the issue was last updated in its source: RFC 3339 with an offset, such as \`2026-06-14T16:35:00+02:00\`. A
  record that is older than the stored issue is counted but changes nothing else. Null clears it.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "Identifier of a connector of this workspace, starting with \`con_\`, to which the issue belongs. Null clears it."
  connectorId: String
  "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"One issue, pushed under the rules of its source. Blank texts count as absent, except in \`body\`."
input SourceIssueInput {
  """
  The source's identifier of the issue, at most 512 characters, such as \`PLAT-123\` for Jira. It must have one of the forms that
  the source uses. A push with a known \`externalId\` updates the existing issue.
  """
  externalId: String @constraint(required: true, maxLength: 512, nullAsAbsent: true)
  "Can be omitted. If present, it must name the source to which the issue is pushed, in any case."
  source: String @constraint(nullAsAbsent: true)
  "Short description of the issue, 1 to 300 characters."
  title: String @constraint(required: true, maxLength: 300, nullAsAbsent: true)
  "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it."
  body: String @constraint(maxBytes: 1048576, blankIsValue: true)
  """
  Priority: \`p1\` to \`p4\`, or a name from the source's own scale, such as \`Highest\` (Jira), \`1 - Critical\` (ServiceNow) or
  \`urgent\` (Zendesk), in any case. If absent, a new issue has \`p3\` and a known one keeps its severity. Null sets \`p3\`.
  """
  severity: String @constraint(oneOf: "Severity", orNativeNames: true)
  """
  Status of the issue: \`open\`, \`acknowledged\` or \`resolved\`, in any case. If absent, a new issue is open and a known one keeps
  its status, except that a change reopens a resolved issue.
  """
  status: String @constraint(oneOf: "IssueStatus", nullAsAbsent: true)
  "Team or squad that is responsible for the issue, at most 200 characters. Null clears it."
  team: String @constraint(maxLength: 200)
  "Person who works on the issue, at most 200 characters. Null clears it."
  assignee: String @constraint(maxLength: 200)
  "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it."
  externalUrl: String @constraint(maxLength: 2048, format: URI)
  """
  Time at which the issue was created in its source: RFC 3339 with an offset, such as \`2026-06-14T14:35:00Z\`. Digits below
  the millisecond are dropped. Null clears it.
  """
  sourceCreatedAt: String @constraint(format: TIMESTAMP)
  """
  Time at which the issue was last updated in its source: RFC 3339 with an offset, such as \`2026-06-14T16:35:00+02:00\`. A
  record that is older than the stored issue is counted but changes nothing else. Null clears it.
  """
  sourceUpdatedAt: String @constraint(format: TIMESTAMP)
  "Identifier of a connector of this workspace, starting with \`con_\`, to which the issue belongs. Null clears it."
  connectorId: String
  "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it."
  metadata: JSON @constraint(maxBytes: 65536, maxDepth: 20)
}

"Effect of one record."
enum Outcome {
  "A new issue was created."
  CREATED
  "An existing issue was changed."
  UPDATED
  "The existing issue already had the same content. The record was counted."
  UNCHANGED
  "The record is older than the existing issue. It was counted but changed nothing else."
  STALE
  "The record is invalid and was not stored."
  REJECTED
}

"Reason why a record was rejected."
enum RejectionReason {
  "A required field is absent, null or blank."
  MISSING_FIELD
  "A text exceeds its maximum length."
  TOO_LONG
  "A value has the wrong JSON type."
  INVALID_TYPE
  "A value is not one of the allowed values."
  INVALID_ENUM
  "A text does not have the required form, or contains NUL characters or unpaired surrogates."
  INVALID_FORMAT
  "A text is not an RFC 3339 date and time with an offset."
  INVALID_TIMESTAMP
  "The workspace has no connector with this identifier."
  UNKNOWN_CONNECTOR
  "A JSON object exceeds its maximum size or depth."
  TOO_LARGE
}

"A rejected record and its first fault."
type RejectedRecord {
  "Position of the record in the request, starting at 0."
  index: Int!
  "Machine-readable error code. Always \`processing_error\`."
  code: String!
  "Description of the fault and of the accepted form, such as \`title is required\`. It never contains the rejected value."
  message: String!
  "Reason for the rejection."
  reason: RejectionReason!
  "Name of the invalid field. Null if the record itself is not a JSON object."
  field: String
}

"Outcome of one record."
type RecordOutcome {
  "Position of the record in the request, starting at 0."
  index: Int!
  "Effect of the record."
  outcome: Outcome!
  """
  Issue that the record created or updated. Null if the record was rejected. Requires \`issues:read\`, except in the payload of
  your own mutation.
  """
  issue: Issue @scope(anyOf: ["issues:read"], exceptOwnWrite: true)
}

"Result of pushing a single event or a source-specific issue."
type IngestEventPayload {
  "Number of accepted records: 1 or 0."
  accepted: Int!
  "The rejected record with its first fault. Empty if the record was accepted."
  rejected: [RejectedRecord!]!
  "Issue that was created or updated. Null if the record was rejected."
  issue: Issue
  "Job that processes the record. Null if the record was rejected."
  job: IngestJob
}

"Result of pushing a batch. Each record is processed independently: a rejected one does not affect the others."
type IngestBatchPayload {
  "Number of accepted records."
  accepted: Int!
  "Rejected records, each with its first fault."
  rejected: [RejectedRecord!]! @listSize(assumedSize: 500)
  """
  Identifiers of the issues of the accepted records, in the order of the request. Records of the same issue repeat its
  identifier.
  """
  issueIds: [ID!]!
  "Job that processes the accepted records."
  job: IngestJob!
  "Outcome of each record, in the order of the request."
  records: [RecordOutcome!]! @listSize(assumedSize: 500)
}

"Status of an issue."
enum IssueStatus {
  "Needs attention."
  OPEN
  "A person is working on it. A change keeps this status; a reopening ends it."
  ACKNOWLEDGED
  "Resolved in its source. A later change reopens the issue."
  RESOLVED
}

"A problem reported by a source. All records with the same \`source\` and \`externalId\` update the same issue."
type Issue implements Node {
  "Unique identifier of the issue, starting with \`iss_\`."
  id: ID!
  "System that reported the issue."
  source: Source!
  "Source name as sent, if it is not a known source and the issue was stored under \`CUSTOM_API\`. Null otherwise."
  sourceRaw: String
  "Identifier of the issue in its source. Starts with \`evt_\` if the sender provided none."
  externalId: String!
  "Short description of the issue, 1 to 300 characters."
  title: String!
  "Full description or error detail, in plain text or Markdown."
  body: String
  "Priority of the issue."
  severity: Severity!
  "Team or squad that is responsible for the issue."
  team: String
  "Person who works on the issue, as the source names them. Null if there is none."
  assignee: String
  "Link to the issue in its source."
  externalUrl: String
  "Additional data about the issue, as sent."
  metadata: JSON
  "Status of the issue."
  status: IssueStatus!
  "Time at which the issue was created in its source. Null if the source did not report it."
  sourceCreatedAt: DateTime
  "Time at which the issue was last updated in its source. Null if the source did not report it."
  sourceUpdatedAt: DateTime
  "Number of accepted records for this issue, including those that changed nothing."
  occurrenceCount: Int!
  "Time at which the first record for this issue was accepted."
  firstSeenAt: DateTime!
  "Time at which the latest record for this issue was accepted."
  lastSeenAt: DateTime!
  "Time at which the issue was created in the gateway."
  createdAt: DateTime!
  "Time at which the content or status of the issue last changed."
  updatedAt: DateTime!
  "Pattern to which the issue belongs. Null if it belongs to none. Requires \`patterns:read\`."
  pattern: Pattern @scope(anyOf: ["patterns:read"])
  "Explanation of why the issue belongs to its pattern. Null if it belongs to none. Requires \`patterns:read\`."
  patternLink: PatternLink @scope(anyOf: ["patterns:read"])
  """
  Other issues of the same pattern, newest first. Empty if the issue belongs to none. Requires \`issues:read\` and
  \`patterns:read\`.
  """
  similar(
    "Maximum number of issues to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"], and: "patterns:read")
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"Filters for a list of issues. An issue must match all of them. Absent and null filters are ignored; an empty list matches nothing."
input IssueFilter {
  "Sources to include."
  source: [Source!]
  "Severities to include."
  severity: [Severity!]
  "Statuses to include."
  status: [IssueStatus!]
  "Team to include. The name must match exactly, including case."
  team: String
  "Identifier of the pattern whose issues to include."
  patternId: ID
  "Text that the title must contain: 1 to 200 characters, ignoring case. There are no wildcards."
  search: String
}

"An issue in a list."
type IssueEdge {
  "Cursor of this issue. Pass it as \`after\` to continue the list from here."
  cursor: String!
  "The issue."
  node: Issue!
}

"A page of issues, newest first."
type IssueConnection {
  "Issues of this page with their cursors."
  edges: [IssueEdge!]!
  "Issues of this page without cursors."
  nodes: [Issue!]!
  "Position of this page in the list."
  pageInfo: PageInfo!
}

"Kind of request that created a job."
enum JobKind {
  "Single event."
  EVENT
  "Batch of records."
  BATCH
  "Source-specific push of one issue."
  SOURCE
  "Webhook delivery."
  WEBHOOK
}

"Status of a job. \`SUCCEEDED\`, \`PARTIAL\` and \`FAILED\` are terminal and never change."
enum JobStatus {
  "Stored and waiting to be processed."
  PENDING
  "Being processed."
  RUNNING
  "Every record was stored and processed."
  SUCCEEDED
  "Some records were stored; others were rejected or failed during processing."
  PARTIAL
  "No record was stored, or processing failed after all attempts."
  FAILED
}

"""
Processing of the records of one request. A job can be read as soon as the response to the request is sent and is kept for 30 days
unless the server is configured otherwise.
"""
type IngestJob implements Node {
  "Unique identifier of the job, starting with \`ing_job_\`."
  id: ID!
  "Kind of request that created the job."
  kind: JobKind!
  "Status of the job."
  status: JobStatus!
  "Completed share of the work, from 0.0 to 1.0. It never decreases and is 1.0 in every terminal status."
  progress: Float!
  "Number of records in the request. Known from the start."
  total: Int!
  "Number of accepted records. Known from the start."
  accepted: Int!
  "Number of rejected records. Known from the start."
  rejectedCount: Int!
  "Rejected records, each with its first fault."
  rejected: [RejectedRecord!]! @listSize(assumedSize: 500)
  "Outcome of each record, in the order of the request."
  records: [RecordOutcome!]! @listSize(assumedSize: 500)
  """
  Issues that the records created or updated, newest first and without repetitions. Requires \`issues:read\`, except in the
  payload of your own mutation.
  """
  issues(
    "Maximum number of issues to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"], exceptOwnWrite: true)
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "Time at which the request was accepted."
  createdAt: DateTime!
  "Time at which processing started. Null until then."
  startedAt: DateTime
  "Time at which the job reached a terminal status. Null until then."
  finishedAt: DateTime
}

"Filters for a list of jobs. A job must match all of them. Absent and null filters are ignored; an empty list matches nothing."
input JobFilter {
  "Statuses to include."
  status: [JobStatus!]
  "Kinds to include."
  kind: [JobKind!]
  "Include jobs created at or after this time."
  createdAfter: DateTime
  "Include jobs created before this time."
  createdBefore: DateTime
}

"A job in a list."
type IngestJobEdge {
  "Cursor of this job. Pass it as \`after\` to continue the list from here."
  cursor: String!
  "The job."
  node: IngestJob!
}

"A page of jobs, newest first."
type IngestJobConnection {
  "Jobs of this page with their cursors."
  edges: [IngestJobEdge!]!
  "Jobs of this page without cursors."
  nodes: [IngestJob!]!
  "Position of this page in the list."
  pageInfo: PageInfo!
}

"Status of a pattern."
enum PatternStatus {
  "Has recurred, but the evidence is still weak: fewer than 5 issues and a confidence below 0.8."
  WATCHING
  "Recurring now: at least 5 issues or a confidence of at least 0.8."
  ACTIVE
  "No issue has joined for 30 days. The next one makes the pattern watching or active again."
  RESOLVED
}

"Issues whose messages differ only in values (versions, hosts, ids)."
type Pattern implements Node {
  """
  Unique identifier of the pattern, starting with \`pat_\`. The identifier of a pattern that was merged into another one
  returns that other pattern.
  """
  id: ID!
  "Name of the pattern. It is the template until \`renamePattern\` sets another one."
  name: String!
  "Text that the titles have in common, with \`<*>\` in place of values, such as \`Deployment failed: <*> v<*>\`."
  template: String!
  "Status of the pattern."
  status: PatternStatus!
  "Estimated probability that the issues belong together, from 0.0 to 1.0. Repeated records of one issue do not raise it."
  confidence: Float!
  "Number of distinct issues in the pattern."
  issueCount: Int!
  "Time at which the earliest issue of the pattern was first seen."
  firstSeenAt: DateTime!
  "Time at which an issue last joined the pattern."
  lastSeenAt: DateTime!
  "Values found in place of each \`<*>\` of the template, in order."
  slots: [PatternSlot!]!
  "Titles of a few issues of the pattern. Requires \`issues:read\`."
  examples: [String!] @scope(anyOf: ["issues:read"])
  "Number of issues by source, largest first."
  bySource: [PatternCount!]! @listSize(assumedSize: 11)
  "Number of issues by severity, largest first."
  bySeverity: [PatternCount!]! @listSize(assumedSize: 4)
  "Number of issues by team, largest first: at most 20 teams. Issues without a team are not counted."
  byTeam: [PatternCount!]! @listSize(assumedSize: 20)
  "Issues of the pattern, newest first. Requires \`issues:read\`."
  issues(
    "Maximum number of issues to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
  ): IssueConnection
    @scope(anyOf: ["issues:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"Values found in place of one \`<*>\` of a template."
type PatternSlot {
  "Text with which all known values begin. Empty if they have none in common."
  prefix: String!
  "Text with which all known values end, after the prefix. Empty if they have none in common."
  suffix: String!
  "Up to five distinct values."
  examples: [String!]!
}

"Number of issues of a pattern with the same source, severity or team."
type PatternCount {
  "Source or severity in lower case, such as \`jira\` or \`p1\`, or name of the team."
  key: String!
  "Number of distinct issues."
  count: Int!
}

"Detection step that linked an issue to its pattern. Steps are tried in this order."
enum PatternLinkStep {
  "A person linked or unlinked this issue, or one with the same wording."
  CORRECTED
  "The issue has a \`metadata.fingerprint\`, from its sender or its connector. Issues with equal fingerprints form one pattern."
  FINGERPRINT
  "The title was already known, apart from its values."
  KNOWN
  "The title matched a template learned earlier."
  TEMPLATE
  "The title differs from earlier titles only in values, so they were merged under one template."
  MERGE
  "The issue was the first of its kind; similar ones followed."
  NEW
}

"Explanation of why an issue belongs to its pattern."
type PatternLink {
  "Detection step that made the link."
  step: PatternLinkStep!
  "Text that the title shares with other issues, with \`<*>\` in place of values. This is the current template of the link."
  template: String!
  """
  Values in the title in place of each \`<*>\`, in order. Empty if the values are in the body, or if the template was forgotten.
  """
  slotValues: [String!]!
  "Certainty of the link, from 0.0 to 1.0. It contributes to the confidence of the pattern."
  score: Float!
  "Version of the detection algorithm that made the link."
  algorithm: Int!
  "Time at which the issue was linked."
  linkedAt: DateTime!
}

"Filters for a list of patterns. A pattern must match all of them. Absent and null filters are ignored; an empty list matches nothing."
input PatternFilter {
  "Statuses to include."
  status: [PatternStatus!]
  "Minimum confidence to include, from 0.0 to 1.0."
  minConfidence: Float
  "Text that the name or template must contain: 1 to 200 characters, ignoring case. There are no wildcards."
  search: String
}

"A pattern in a list."
type PatternEdge {
  "Cursor of this pattern. Pass it as \`after\` to continue the list from here."
  cursor: String!
  "The pattern."
  node: Pattern!
}

"A page of patterns, newest first."
type PatternConnection {
  "Patterns of this page with their cursors."
  edges: [PatternEdge!]!
  "Patterns of this page without cursors."
  nodes: [Pattern!]!
  "Position of this page in the list."
  pageInfo: PageInfo!
}

"Read operations. An identifier that is unknown, or belongs to another workspace, returns null."
type Query {
  """
  Returns the job, issue, pattern or connector with this identifier. The same scopes apply as for the fields \`job\`, \`issue\`,
  \`pattern\` and \`connector\`.
  """
  node("Identifier of any object that implements \`Node\`." id: ID!): Node
  "Returns a job. Requires \`ingest:read\` or \`ingest:write\`."
  job("Identifier of the job, starting with \`ing_job_\`." id: ID!): IngestJob
    @scope(anyOf: ["ingest:read", "ingest:write"])
  "Lists the jobs of the workspace, newest first. Requires \`ingest:read\` or \`ingest:write\`."
  jobs(
    "Maximum number of jobs to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
    "Filters to apply."
    filter: JobFilter
  ): IngestJobConnection
    @scope(anyOf: ["ingest:read", "ingest:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "Returns an issue. Requires \`issues:read\`."
  issue("Identifier of the issue, starting with \`iss_\`." id: ID!): Issue @scope(anyOf: ["issues:read"])
  "Returns the issue with this source and external identifier. Requires \`issues:read\`."
  issueByExternalId(
    "Source of the issue. For sources that are not known, use \`CUSTOM_API\`."
    source: Source!
    "Identifier of the issue in its source, compared byte for byte."
    externalId: String!
  ): Issue @scope(anyOf: ["issues:read"])
  "Lists the issues of the workspace, newest first. Requires \`issues:read\`."
  issues(
    "Maximum number of issues to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
    "Filters to apply."
    filter: IssueFilter
  ): IssueConnection
    @scope(anyOf: ["issues:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "Returns a pattern. Requires \`patterns:read\`."
  pattern("Identifier of the pattern, starting with \`pat_\`." id: ID!): Pattern
    @scope(anyOf: ["patterns:read"])
  "Lists the patterns of the workspace, newest first. Requires \`patterns:read\`."
  patterns(
    "Maximum number of patterns to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
    "Filters to apply."
    filter: PatternFilter
  ): PatternConnection
    @scope(anyOf: ["patterns:read"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  "Returns a connector. Requires \`connectors:write\`."
  connector("Identifier of the connector, starting with \`con_\`." id: ID!): Connector
    @scope(anyOf: ["connectors:write"])
  "Lists the connectors of the workspace, newest first. Requires \`connectors:write\`."
  connectors(
    "Maximum number of connectors to return, from 1 to 100. Other values return the error \`VALIDATION_ERROR\`."
    first: Int = 25
    "Cursor after which the page starts: the \`endCursor\` of the previous page."
    after: String
  ): ConnectorConnection
    @scope(anyOf: ["connectors:write"])
    @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
}

"""
Write operations. Each ingest field counts as one request against the rate limit; if the operation does not fit, none of
it is executed. The payload of your own ingest can be read without a further scope, except for its patterns.
"""
type Mutation {
  "Pushes a single event. An invalid event is returned in \`rejected\`. Requires \`ingest:write\`."
  ingestEvent("Event to push." input: IngestEventInput!): IngestEventPayload @scope(anyOf: ["ingest:write"])
  """
  Pushes 1 to 500 records. Invalid records are returned in \`rejected\`; the others are stored. Returns the error
  \`VALIDATION_ERROR\` for any other number of records. Requires \`ingest:write\`.
  """
  ingestBatch("Records to push." records: [IngestRecordInput!]!): IngestBatchPayload
    @scope(anyOf: ["ingest:write"])
  "Pushes one issue under the rules of its source. An invalid issue is returned in \`rejected\`. Requires \`ingest:write\`."
  ingestSourceIssue(
    "Source of the issue."
    source: SourcePath!
    "Issue to push."
    input: SourceIssueInput!
  ): IngestEventPayload @scope(anyOf: ["ingest:write"])
  """
  Moves an issue into a pattern and returns the pattern. Issues with the same wording follow, now and in the future. Returns the
  error \`NOT_FOUND\` for an unknown issue or pattern. Requires \`patterns:write\`.
  """
  linkIssue(
    "Identifier of the issue, starting with \`iss_\`."
    issueId: ID!
    "Identifier of the pattern, starting with \`pat_\`."
    patternId: ID!
  ): Pattern @scope(anyOf: ["patterns:write"])
  """
  Permanently removes an issue from its pattern. Issues with the same wording follow, now and in the future. Returns the
  pattern it was removed from, or null if too few issues remain in it. Returns the error \`NOT_FOUND\` for an unknown issue or one
  without a pattern. Requires \`patterns:write\`.
  """
  unlinkIssue("Identifier of the issue, starting with \`iss_\`." issueId: ID!): Pattern
    @scope(anyOf: ["patterns:write"])
  """
  Permanently merges two patterns and returns the remaining one. Returns the error \`NOT_FOUND\` for an unknown pattern. Requires
  \`patterns:write\`.
  """
  mergePatterns(
    "Identifier of the pattern to merge. Afterwards it returns the remaining pattern."
    from: ID!
    "Identifier of the pattern that remains."
    into: ID!
  ): Pattern @scope(anyOf: ["patterns:write"])
  """
  Renames a pattern and returns it. From then on the name no longer follows the template. Returns the error
  \`NOT_FOUND\` for an unknown pattern. Requires \`patterns:write\`.
  """
  renamePattern(
    "Identifier of the pattern, starting with \`pat_\`."
    id: ID!
    "New name: 1 to 300 characters, not blank."
    name: String!
  ): Pattern @scope(anyOf: ["patterns:write"])
  """
  Creates a connector and returns it with its secret. The secret is returned only once. Returns the error \`VALIDATION_ERROR\` for
  invalid settings and \`UNAVAILABLE\` if the server has no key to encrypt secrets. Requires \`connectors:write\`.
  """
  createConnector("Properties of the connector." input: CreateConnectorInput!): ConnectorSecretPayload
    @scope(anyOf: ["connectors:write"])
  """
  Replaces the secret of a connector and returns the new one. The secret is returned only once. Previous secrets stay valid for
  \`overlapHours\`, so that the source can be changed meanwhile. Returns the error \`NOT_FOUND\` for an unknown connector and
  \`UNAVAILABLE\` if the server has no key to encrypt secrets. Requires \`connectors:write\`.
  """
  rotateConnectorSecret(
    "Identifier of the connector, starting with \`con_\`."
    id: ID!
    "Secret that the source created: 8 to 512 characters. If absent or null, a secret is generated."
    secret: String
    "Hours for which previous secrets stay valid, from 0 to 8,760."
    overlapHours: Int = 24
  ): ConnectorSecretPayload @scope(anyOf: ["connectors:write"])
  """
  Changes the name or the settings of a connector and returns it. Returns the error \`NOT_FOUND\` for an unknown connector and
  \`VALIDATION_ERROR\` for invalid settings. Requires \`connectors:write\`.
  """
  updateConnector(
    "Identifier of the connector, starting with \`con_\`."
    id: ID!
    "Changes to apply."
    input: UpdateConnectorInput!
  ): Connector @scope(anyOf: ["connectors:write"])
  """
  Disables a connector and returns it. Its deliveries are refused; its issues stay. Returns the error \`NOT_FOUND\` for an unknown
  connector. Requires \`connectors:write\`.
  """
  disableConnector("Identifier of the connector, starting with \`con_\`." id: ID!): Connector
    @scope(anyOf: ["connectors:write"])
  """
  Enables a disabled connector and returns it. Returns the error \`NOT_FOUND\` for an unknown connector. Requires
  \`connectors:write\`.
  """
  enableConnector("Identifier of the connector, starting with \`con_\`." id: ID!): Connector
    @scope(anyOf: ["connectors:write"])
  """
  Processes a failed delivery again, with the current settings of its connector, and returns it with its new outcome. Returns the
  error \`NOT_FOUND\` if it is unknown or cannot be replayed, and \`CONFLICT\` if it is being replayed already. Requires
  \`connectors:write\`.
  """
  replayDelivery("Identifier of the delivery, starting with \`whd_\`." id: ID!): WebhookDelivery
    @scope(anyOf: ["connectors:write"])
}

"""
Streams of changes. Starting a subscription counts as one request against the rate limit. Updates can repeat but never go back
to an earlier state.
"""
type Subscription {
  """
  Sends the current state of a job, then every change, and ends when the job is terminal. Returns the error \`NOT_FOUND\` for an
  unknown job. Requires \`ingest:read\` or \`ingest:write\`.
  """
  jobUpdated("Identifier of the job, starting with \`ing_job_\`." id: ID!): IngestJob!
    @scope(anyOf: ["ingest:read", "ingest:write"])
  """
  With \`id\`: sends that job once it is terminal, which can be at once, and ends. Without: sends every job of the workspace when it
  becomes terminal, and does not end. Returns the error \`NOT_FOUND\` for an unknown job. Requires \`ingest:read\` or \`ingest:write\`.
  """
  jobCompleted("Identifier of the job, starting with \`ing_job_\`. Null follows all jobs." id: ID): IngestJob!
    @scope(anyOf: ["ingest:read", "ingest:write"])
  """
  With \`id\`: sends the current state of that pattern, then every change. Without: sends every pattern of the workspace when it
  appears or changes. Does not end by itself. Returns the error \`NOT_FOUND\` for an unknown pattern. Requires \`patterns:read\`.
  """
  patternChanged(
    "Identifier of the pattern, starting with \`pat_\`. Null follows all patterns."
    id: ID
  ): Pattern! @scope(anyOf: ["patterns:read"])
}
`;
