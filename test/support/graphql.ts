import type { LightMyRequestResponse } from 'fastify';
import type { TestApp, TestHeaders } from './app.js';

/** A response of GraphQL over HTTP. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: its shape depends on the query
  readonly data: any;
  readonly errors: readonly GraphqlErrorAnswer[];
  /** `extensions.code` of each error. */
  readonly codes: readonly unknown[];
}

export interface GraphqlErrorAnswer {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Record<string, unknown>;
}

/** Sends an operation with POST. */
export async function askGraphql(
  { post }: Pick<TestApp, 'post'>,
  query: string,
  variables: Record<string, unknown> = {},
  headers: TestHeaders = {},
): Promise<GraphqlAnswer> {
  return graphqlAnswer(await post('/graphql', { query, variables }, headers));
}

export function graphqlAnswer(response: LightMyRequestResponse): GraphqlAnswer {
  const { data, errors = [] } = response.json<{ data?: unknown; errors?: GraphqlErrorAnswer[] }>();
  const codes = errors.map(({ extensions }) => extensions.code);
  return { status: response.statusCode, headers: response.headers, data, errors, codes };
}

export const INGEST_BATCH = `mutation ($records: [IngestRecordInput!]!) {
  ingestBatch(records: $records) {
    accepted
    issueIds
    rejected { index code message reason field }
    records { index outcome }
    job { id }
  }
}`;

/** Completes records to valid ones, ingests them in one batch and returns their issues and job. */
export async function ingest(
  app: Pick<TestApp, 'post'>,
  records: readonly Record<string, unknown>[],
  headers: TestHeaders = {},
): Promise<{ issueIds: string[]; jobId: string }> {
  const full = records.map((record, i) => ({
    externalId: `K-${i}`,
    source: 'custom_api',
    title: `Title ${i}`,
    ...record,
  }));
  const { data } = await askGraphql(app, INGEST_BATCH, { records: full }, headers);
  return { issueIds: data.ingestBatch.issueIds, jobId: data.ingestBatch.job.id };
}
