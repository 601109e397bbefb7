import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/* Apollo Server as in its getting-started guide: one job from memory, without tokens, limits or a database. */
const { JOB = '{}', PORT } = process.env;
const job = JSON.parse(JOB) as { id: string };
const jobs = new Map([[job.id, job]]);

const typeDefs = `
  scalar DateTime
  enum JobKind { EVENT BATCH SOURCE }
  enum JobStatus { PENDING RUNNING SUCCEEDED PARTIAL FAILED }
  type IngestJob {
    id: ID!
    kind: JobKind!
    status: JobStatus!
    progress: Float!
    total: Int!
    accepted: Int!
    rejectedCount: Int!
    createdAt: DateTime!
    startedAt: DateTime
    finishedAt: DateTime
  }
  type Query { job(id: ID!): IngestJob }
`;
const resolvers = { Query: { job: (_: unknown, { id }: { id: string }) => jobs.get(id) } };

await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), {
  listen: { port: Number(PORT), host: '127.0.0.1' },
});
process.once('SIGTERM', () => process.exit(0));
