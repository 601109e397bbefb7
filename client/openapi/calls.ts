// Calls that the generated clients must accept, and calls that they must refuse. Compiled by check.sh, never run.
import { ingestBatch, ingestEvent, ingestSourceIssue, listIssues } from './orval.js';
import type { components, operations } from './types.js';

type Event = components['schemas']['IngestEventInput'];
type Batch = components['schemas']['IngestBatchInput'];
type Issues = operations['listIssues']['responses'][200]['content']['application/json'];

export const events: Event[] = [
  { title: 'Disk full' },
  { external_id: 'DEPLOY-1', severity: 'P1', source: 'grafana', metadata: { host: 'db-1' } },
  { external_id: 'DEPLOY-1', team: null },
];
export const batch: Batch = { records: [{ external_id: 'JIRA-1', source: 'jira', title: 'Disk full' }] };
// @ts-expect-error a title is a text
export const numberAsTitle: Event = { title: 1 };
// @ts-expect-error a record of a batch needs a source
export const withoutSource: Batch = { records: [{ external_id: 'JIRA-1', title: 'Disk full' }] };
// @ts-expect-error a batch has records
export const withoutRecords: Batch = {};

export const titlesOf = ({ data }: Issues): string[] => data.map(({ title }) => title);
// @ts-expect-error a list has no body
export const bodiesOf = ({ data }: Issues) => data.map(({ body }) => body);

export async function calls(): Promise<void> {
  await ingestEvent({ title: 'Disk full', severity: 'P1' });
  await ingestBatch(batch);
  await ingestSourceIssue('jira', { external_id: 'JIRA-1', title: 'Disk full', severity: 'Highest' });
  await listIssues({ severity: ['p1'], limit: 10 });
  // @ts-expect-error a title is a text
  await ingestEvent({ title: 1 });
  // @ts-expect-error the path has no source `slack`
  await ingestSourceIssue('slack', { external_id: '1', title: 'Disk full' });
  // @ts-expect-error a limit is a number
  await listIssues({ limit: 'ten' });
}
