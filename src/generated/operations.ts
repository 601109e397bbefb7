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
    "name": "FollowCompletedJobs",
    "text": "# Every job of the workspace as it completes.\nsubscription FollowCompletedJobs {\n  jobCompleted {\n    id\n    status\n    accepted\n    rejectedCount\n    finishedAt\n  }\n}\n"
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
    "name": "LinkIssue",
    "text": "# Move an issue, and all with the same signature, into a pattern.\nmutation LinkIssue($issueId: ID!, $patternId: ID!) {\n  linkIssue(issueId: $issueId, patternId: $patternId) {\n    id\n    name\n    template\n    confidence\n    issueCount\n  }\n}\n"
  },
  {
    "name": "MakeConnector",
    "text": "# Create a connector for a source. Its secret is returned only once.\nmutation MakeConnector($input: CreateConnectorInput!) {\n  createConnector(input: $input) {\n    connector {\n      id\n      source\n      name\n    }\n    secret\n  }\n}\n"
  },
  {
    "name": "MergePatterns",
    "text": "# Merge two patterns permanently.\nmutation MergePatterns($from: ID!, $into: ID!) {\n  mergePatterns(from: $from, into: $into) {\n    id\n    name\n    template\n    confidence\n    issueCount\n  }\n}\n"
  },
  {
    "name": "RenamePattern",
    "text": "# Give a pattern a name that later issues do not change.\nmutation RenamePattern($id: ID!, $name: String!) {\n  renamePattern(id: $id, name: $name) {\n    id\n    name\n    template\n    confidence\n    issueCount\n  }\n}\n"
  },
  {
    "name": "ShowIssue",
    "text": "# One issue with its long texts and its pattern.\nquery ShowIssue($id: ID!) {\n  issue(id: $id) {\n    id\n    source\n    externalId\n    title\n    body\n    severity\n    status\n    team\n    assignee\n    externalUrl\n    metadata\n    occurrenceCount\n    firstSeenAt\n    lastSeenAt\n    pattern {\n      id\n      name\n      confidence\n      issueCount\n    }\n    patternLink {\n      template\n      slotValues\n      score\n    }\n  }\n}\n"
  },
  {
    "name": "ShowJob",
    "text": "# One job with the outcome of each of its records.\nquery ShowJob($id: ID!) {\n  job(id: $id) {\n    id\n    status\n    progress\n    total\n    accepted\n    rejectedCount\n    rejected {\n      index\n      message\n      reason\n      field\n    }\n    records {\n      index\n      outcome\n      issue {\n        id\n        title\n      }\n    }\n    createdAt\n    finishedAt\n  }\n}\n"
  },
  {
    "name": "UnlinkIssue",
    "text": "# Remove an issue from its pattern. Returns the pattern that it left.\nmutation UnlinkIssue($issueId: ID!) {\n  unlinkIssue(issueId: $issueId) {\n    id\n    name\n    template\n    confidence\n    issueCount\n  }\n}\n"
  }
] as const;
