import Fastify from 'fastify';

/*
 * The common part of both ceilings: a server that stores each batch with one prepared statement, without access control,
 * validation, merging, ids or jobs.
 */
const BATCH = 500;
const SENT = ['external_id', 'source', 'title', 'body', 'severity', 'team', 'external_url'] as const;
const COLUMNS = [...SENT, 'metadata', 'source_created_at', 'source_updated_at'];
const ROW = `(1,${COLUMNS.map(() => '?').join(',')})`;

/** Parameters: the rows, then the two timestamps of `updates`. */
export const INSERT = `INSERT INTO issue (workspace_id,${COLUMNS.join(',')}) VALUES ${Array(BATCH).fill(ROW).join(',')}`;

/** The assignments for an existing key. `sent` returns the SQL expression of an inserted value. */
export function updates(sent: (column: string) => string): string {
  const changing = COLUMNS.slice(2).map((column) => `${column}=${sent(column)}`);
  return `${changing.join(',')},occurrence_count=occurrence_count+1,last_seen_at=?,updated_at=?`;
}

export type Params = (string | number)[];

/** Serves batches on PORT until SIGTERM. */
export async function serve(store: (params: Params) => void | Promise<void>): Promise<void> {
  const server = Fastify({ bodyLimit: 5_242_880 });
  server.post('/v1/ingest/batch', async (request, reply) => {
    const { records } = request.body as { records: Record<string, string>[] };
    await store(paramsOf(records));
    return reply.code(202).send({ accepted: records.length });
  });
  await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
  process.once('SIGTERM', () => process.exit(0));
}

function paramsOf(records: readonly Record<string, string>[]): Params {
  const params: Params = [];
  for (const record of records) {
    for (const name of SENT) params.push(record[name] as string);
    params.push(JSON.stringify(record.metadata));
    params.push(Date.parse(record.source_created_at as string));
    params.push(Date.parse(record.source_updated_at as string));
  }
  const now = Date.now();
  params.push(now, now);
  return params;
}
