import { createServer } from 'node:http';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { SubscriberQueue } from '../src/pubsub/subscriber-queue.js';

/*
 * The same subscription served by graphql-ws alone, without tokens, limits or reads. A POST completes a job.
 */

interface CompletedJob {
  readonly id: string;
  readonly status: string;
  readonly progress: number;
  readonly total: number;
  readonly accepted: number;
  readonly rejectedCount: number;
  readonly createdAt: number;
  readonly finishedAt: number;
}

const subscribers = new Set<SubscriberQueue<CompletedJob>>();
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
      createdAt: (job: CompletedJob) => new Date(job.createdAt).toISOString(),
      finishedAt: (job: CompletedJob) => new Date(job.finishedAt).toISOString(),
    },
    Subscription: {
      jobCompleted: {
        subscribe: () => {
          const queue: SubscriberQueue<CompletedJob> = new SubscriberQueue(() => subscribers.delete(queue));
          subscribers.add(queue);
          return queue;
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
  const job: CompletedJob = {
    id: `ing_job_${String(made).padStart(26, '0')}`,
    status: 'SUCCEEDED',
    progress: 1,
    total: 1,
    accepted: 1,
    rejectedCount: 0,
    createdAt: Date.now(),
    finishedAt: Date.now(),
  };
  for (const queue of subscribers) queue.push(job);
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
