// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The files of schema/operations/ in the order of their names. `name` is the name of the operation. */
export const OPERATIONS = [
  {
    "name": "BrowseDeliveries",
    "text": "# List the recent deliveries to a connector with their outcomes.\nquery BrowseDeliveries($connectorId: ID!, $first: Int = 25, $after: String, $outcome: DeliveryOutcome) {\n  connector(id: $connectorId) {\n    id\n    disabledAt\n    secrets {\n      createdAt\n      expiresAt\n    }\n    deliveries(first: $first, after: $after, outcome: $outcome) {\n      nodes {\n        id\n        outcome\n        reason\n        event\n        sourceDeliveryId\n        receivedAt\n        replayable\n        jobId\n        issue {\n          id\n          externalId\n          title\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}\n"
  },
  {
    "name": "BrowseIssues",
    "text": "# List issues, newest first, with the pattern of each.\nquery BrowseIssues($first: Int = 25, $after: String, $filter: IssueFilter) {\n  issues(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      source\n      externalId\n      title\n      severity\n      team\n      status\n      occurrenceCount\n      firstSeenAt\n      lastSeenAt\n      pattern {\n        id\n        name\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n"
  },
  {
    "name": "BrowsePatterns",
    "text": "# List patterns, newest first, with the latest issues of each.\nquery BrowsePatterns($first: Int = 25, $after: String, $filter: PatternFilter) {\n  patterns(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      name\n      status\n      confidence\n      issueCount\n      firstSeenAt\n      lastSeenAt\n      issues(first: 3) {\n        nodes {\n          id\n          title\n          patternLink {\n            slotValues\n            score\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n"
  },
  {
    "name": "FailedJobs",
    "text": "# List jobs that did not succeed completely, with their rejected records.\nquery FailedJobs($first: Int = 25, $after: String) {\n  jobs(first: $first, after: $after, filter: { status: [FAILED, PARTIAL] }) {\n    nodes {\n      id\n      kind\n      status\n      total\n      accepted\n      rejected {\n        index\n        message\n        reason\n        field\n      }\n      createdAt\n      finishedAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n"
  },
  {
    "name": "FollowJob",
    "text": "# Follow a job to its end: its current state, then every change.\nsubscription FollowJob($id: ID!) {\n  jobUpdated(id: $id) {\n    id\n    status\n    progress\n    total\n    accepted\n    rejectedCount\n    finishedAt\n  }\n}\n"
  },
  {
    "name": "IngestBatch",
    "text": "# Push up to 500 records. Invalid records are returned by index; the others are stored.\nmutation IngestBatch($records: [IngestRecordInput!]!) {\n  ingestBatch(records: $records) {\n    accepted\n    rejected {\n      index\n      message\n      reason\n      field\n    }\n    issueIds\n    job {\n      id\n      status\n    }\n  }\n}\n"
  },
  {
    "name": "IngestEvent",
    "text": "# Push a single event and get its issue and job.\nmutation IngestEvent($input: IngestEventInput!) {\n  ingestEvent(input: $input) {\n    accepted\n    rejected {\n      message\n      reason\n      field\n    }\n    issue {\n      id\n      title\n      severity\n      occurrenceCount\n    }\n    job {\n      id\n      status\n    }\n  }\n}\n"
  },
  {
    "name": "MakeConnector",
    "text": "# Create a connector for a source. Its secret is returned only once.\nmutation MakeConnector($input: CreateConnectorInput!) {\n  createConnector(input: $input) {\n    connector {\n      id\n      source\n      name\n    }\n    secret\n  }\n}\n"
  }
] as const;
