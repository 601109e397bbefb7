// Pushes an event and follows its job to completion. GATEWAY_URL and TOKEN come from the environment.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { FollowJobDocument, IngestEventDocument } from './documents.js';

const client = createClient({
  url: `${(process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000').replace(/^http/, 'ws')}/graphql`,
  connectionParams: { Authorization: `Bearer ${process.env.TOKEN}` },
  webSocketImpl: WebSocket,
});

/** The results of an operation, with the types of its document. */
function run<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  return client.iterate<Data>({ query: print(document), variables });
}

const input = {
  source: 'custom_api',
  externalId: 'DEPLOY-7',
  title: 'Deployment failed: v2.3.1',
  severity: 'p1',
};
const pushed = await run(IngestEventDocument, { input }).next();
const event = pushed.value?.data?.ingestEvent;
if (event?.job == null) throw new Error(event?.rejected[0]?.message ?? JSON.stringify(pushed.value?.errors));

for await (const { data } of run(FollowJobDocument, { id: event.job.id }))
  console.log(data?.jobUpdated.status, data?.jobUpdated.progress);
await client.dispose();
