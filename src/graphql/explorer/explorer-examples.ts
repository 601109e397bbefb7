import { OPERATIONS } from '../../generated/operations.js';

export type OperationName = (typeof OPERATIONS)[number]['name'];

/** Variables that the explorers fill in for each documented operation. */
export const EXAMPLES: Record<OperationName, Record<string, unknown>> = {
  BrowseDeliveries: { connectorId: 'con_…', first: 10 },
  BrowseIssues: { first: 10, filter: { severity: ['P1', 'P2'], status: ['OPEN'] } },
  BrowsePatterns: { first: 10, filter: { status: ['ACTIVE', 'WATCHING'] } },
  FailedJobs: { first: 10 },
  FollowCompletedJobs: {},
  FollowJob: { id: 'ing_job_…' },
  IngestBatch: {
    records: [
      {
        source: 'jira',
        externalId: 'JIRA-1234',
        title: 'API gateway returning 503 on /checkout',
        severity: 'p1',
      },
      { source: 'jira', externalId: 'JIRA-1235' },
    ],
  },
  IngestEvent: {
    input: {
      source: 'custom_api',
      externalId: 'DEPLOY-2026-06-14-001',
      title: 'Deployment failed: payment-service v2.3.1',
      severity: 'p1',
    },
  },
  LinkIssue: { issueId: 'iss_…', patternId: 'pat_…' },
  MakeConnector: { input: { source: 'GITHUB', name: 'shop' } },
  MergePatterns: { from: 'pat_…', into: 'pat_…' },
  RenamePattern: { id: 'pat_…', name: 'Failed deployments' },
  ShowIssue: { id: 'iss_…' },
  ShowJob: { id: 'ing_job_…' },
  UnlinkIssue: { issueId: 'iss_…' },
};

/** The order in which a new user would try the operations. */
const TOUR: readonly OperationName[] = [
  'IngestEvent',
  'FollowJob',
  'IngestBatch',
  'FailedJobs',
  'BrowseIssues',
  'BrowsePatterns',
];

export interface ExampleOperation {
  readonly name: OperationName;
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

/** The operations of the tour with their text and example variables. */
export const EXAMPLE_OPERATIONS: readonly ExampleOperation[] = TOUR.map((wanted) => {
  const { name, text } = OPERATIONS.find(({ name }) => name === wanted) as (typeof OPERATIONS)[number];
  return { name, text, variables: EXAMPLES[name] };
});
