import { expect } from 'chai';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { FollowCompletedJobsDocument } from '../../client/documents.js';
import { RECONNECT } from '../../client/reconnect.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';

describe('a subscription with the options RECONNECT', () => {
  it('goes on after a restart of the gateway that outlasts several attempts to connect', async () => {
    const port = await freePort();
    let test: TestApp = await startTestApp({ config: { port } });
    const { databaseUrl } = test;
    await test.listen();
    const statuses: string[] = [];
    let problem: unknown;
    let attempts = 0;
    let connections = 0;
    const client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      connectionParams: { Authorization: `Bearer ${test.token}` },
      webSocketImpl: WebSocket,
      on: { connecting: () => attempts++, connected: () => connections++ },
      ...RECONNECT,
    });
    client.subscribe<{ jobCompleted: { status: string } }>(
      { query: print(FollowCompletedJobsDocument) },
      {
        next: ({ data }) => statuses.push(data?.jobCompleted.status ?? ''),
        error: (error) => {
          problem = error;
        },
        complete: () => undefined,
      },
    );
    try {
      await until(() => connections === 1);
      test.app.server.server.closeAllConnections();
      await test.app.stop();
      await until(() => attempts >= 3);
      expect(problem).to.equal(undefined);
      test = await startTestApp({ config: { port, databaseUrl } });
      await test.listen();
      await until(() => connections === 2);
      await until(async () => {
        await test.post('/v1/ingest/events', { title: 'Disk full' });
        await test.app.runner.runUntilEmpty();
        return statuses.length > 0;
      });
      expect(statuses[0]).to.equal('SUCCEEDED');
    } finally {
      await client.dispose();
      await test.close();
    }
  });
});
