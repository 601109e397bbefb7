import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { fetchExchange, subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { expect } from 'chai';
import { OperationTypeNode } from 'graphql';
import { createClient, type Client as Sockets } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  BrowseIssuesDocument,
  BrowsePatternsDocument,
  FailedJobsDocument,
  FollowJobDocument,
  IngestBatchDocument,
  IngestEventDocument,
} from '../../client/documents.js';
import { startTestApp, type TestApp } from '../support/app.js';

const EXAMPLE = fileURLToPath(new URL('../../client/example.js', import.meta.url));
const input = { source: 'jira', externalId: 'JIRA-1', title: 'Checkout fails', severity: 'p1' };

describe('the typed client', () => {
  let test: TestApp;
  let base: string;
  let sockets: Sockets;

  beforeEach(async () => {
    // Jobs run on their own, as they do in production.
    test = await startTestApp({ autoRun: true });
    base = await test.listen();
    sockets = createClient({
      url: `${base.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${test.token}` },
    });
  });

  afterEach(async () => {
    await sockets.dispose();
    await test.close();
  });

  it('pushes an event and follows its job to completion in the example', async () => {
    const env = { ...process.env, GATEWAY_URL: base, TOKEN: test.token };
    const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE], { env });
    expect(stdout.trim().split('\n').at(-1)).to.equal('SUCCEEDED 1');
  });

  it('pushes, follows and lists with Apollo Client', async () => {
    const headers = { Authorization: `Bearer ${test.token}` };
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        new GraphQLWsLink(sockets),
        new HttpLink({ uri: `${base}/graphql`, headers }),
      ),
    });
    const pushed = await client.mutate({ mutation: IngestEventDocument, variables: { input } });
    const id = pushed.data?.ingestEvent?.job?.id as string;
    const followed = await new Promise<unknown[]>((resolve, reject) => {
      const seen: unknown[] = [];
      client.subscribe({ query: FollowJobDocument, variables: { id } }).subscribe({
        next: ({ data }) => seen.push(data?.jobUpdated.status),
        error: reject,
        complete: () => resolve(seen),
      });
    });
    expect(followed.at(-1)).to.equal('SUCCEEDED');
    const filter = { severity: ['P1' as const] };
    const { data } = await client.query({ query: BrowseIssuesDocument, variables: { filter } });
    expect(data?.issues?.nodes.map(({ externalId, severity }) => [externalId, severity])).to.deep.equal([
      ['JIRA-1', 'P1'],
    ]);
    client.stop();
  });

  it('pushes, follows and lists with urql', async () => {
    const client = new UrqlClient({
      url: `${base}/graphql`,
      fetchOptions: { headers: { Authorization: `Bearer ${test.token}` } },
      exchanges: [
        fetchExchange,
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }),
          }),
        }),
      ],
    });
    const records = [input, { ...input, externalId: 'JIRA-2', title: null }];
    const pushed = await client.mutation(IngestBatchDocument, { records });
    const batch = pushed.data?.ingestBatch;
    expect(batch?.rejected.map(({ index, reason }) => [index, reason])).to.deep.equal([[1, 'MISSING_FIELD']]);
    const last = await new Promise<string | undefined>((resolve) => {
      const { unsubscribe } = client
        .subscription(FollowJobDocument, { id: batch?.job.id as string })
        .subscribe(({ data }) => {
          if (data?.jobUpdated.finishedAt == null) return;
          unsubscribe();
          resolve(data.jobUpdated.status);
        });
    });
    expect(last).to.equal('PARTIAL');
    const failed = await client.query(FailedJobsDocument, { first: 1 });
    expect(failed.data?.jobs?.nodes[0]?.id).to.equal(batch?.job.id);
    const patterns = await client.query(BrowsePatternsDocument, {});
    expect(patterns.error).to.equal(undefined);
    expect(patterns.data?.patterns?.nodes).to.be.an('array');
  });
});
