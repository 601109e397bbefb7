import { createServer } from 'node:http';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { IngestJob } from '../src/domain/entities/ingest-job.js';
import { SubscriberQueue } from '../src/pubsub/subscriber-queue.js';

/**
 * What graphql-ws does by itself: no token, no limit, nothing to read, the same subscription of the same job. A POST
 * completes a job.
 */
const feeds = new Set<SubscriberQueue<IngestJob>>();
const schema = makeExecutableSchema({
  typeDefs: /* GraphQL */ `
    enum JobStatus { SUCCEEDED }
    type IngestJob {
      id: ID! status: JobStatus! progress: Float! total: Int! accepted: Int! rejectedCount: Int! createdAt: String! finishedAt: String
    }
    type Query { now: String }
    type Subscription { jobCompleted(id: ID): IngestJob! }
  `,
  resolvers: {
    IngestJob: {
      createdAt: (job: { createdAt: number }) => new Date(job.createdAt).toISOString(),
      finishedAt: (job: { finishedAt: number }) => new Date(job.finishedAt).toISOString(),
    },
    Subscription: {
      jobCompleted: {
        subscribe: () => {
          const feed: SubscriberQueue<IngestJob> = new SubscriberQueue<IngestJob>(() => feeds.delete(feed));
          feeds.add(feed);
          return feed;
        },
        resolve: (job: unknown) => job,
      },
    },
  },
});

let made = 0;
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(202, { 'content-length': 0 }).end();
  if (request.method !== 'POST') return;
  made += 1;
  const job = {
    id: `ing_job_${String(made).padStart(26, '0')}`,
    status: 'SUCCEEDED',
    progress: 1,
    total: 1,
    accepted: 1,
    rejectedCount: 0,
    createdAt: Date.now(),
    finishedAt: Date.now(),
  };
  for (const feed of feeds) feed.push(job as unknown as IngestJob);
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
