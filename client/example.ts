// Pushes an event and follows its job to completion. Set TOKEN, and GATEWAY_URL if the gateway is not on port 4000 here.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { FollowJobDocument, IngestEventDocument } from './documents.js';
import { RECONNECT } from './reconnect.js';

const client = createClient({
  url: `${(process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000').replace(/^http/, 'ws')}/graphql`,
  connectionParams: { Authorization: `Bearer ${process.env.TOKEN}` },
  webSocketImpl: WebSocket,
  ...RECONNECT,
});

/** Runs an operation and yields its results, typed by its document. */
function run<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  return client.iterate<Data>({ query: print(document), variables });
}

const input = {
  source: 'custom_api',
  externalId: 'DEPLOY-2026-06-14-001',
  title: 'Deployment failed: payment-service v2.3.1',
  severity: 'p1',
};
const { value: pushed } = await run(IngestEventDocument, { input }).next();
const event = pushed?.data?.ingestEvent;
if (event?.job == null) throw new Error(event?.rejected[0]?.message ?? JSON.stringify(pushed?.errors));

for await (const { data } of run(FollowJobDocument, { id: event.job.id }))
  console.log(data?.jobUpdated.status, data?.jobUpdated.progress);
await client.dispose();
