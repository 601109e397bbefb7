import Fastify from 'fastify';

/** The ceiling for status polls: Fastify serves one job as JSON from memory. */
const { JOB = '{}', PORT } = process.env;
const job = JSON.parse(JOB) as { job_id: string };
const jobs = new Map([[job.job_id, job]]);

const server = Fastify();
server.get<{ Params: { id: string } }>('/v1/ingest/status/:id', (request, reply) => {
  void reply.send(jobs.get(request.params.id));
});
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
