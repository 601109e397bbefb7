import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../access/admission.js';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { AppError } from '../domain/errors.js';
import type { Rejection } from '../domain/record.js';
import { isSourcePath, SOURCE_PATHS, type SourcePath } from '../domain/source.js';
import type { IngestRequest } from '../ingest/ingest-request.js';
import type { IngestService } from '../ingest/ingest-service.js';
import { readBatch, readRecord } from '../ingest/read-batch.js';
import type { JobStore } from '../jobs/job-store.js';
import { idempotencyOf } from '../server/idempotency-key.js';
import { readJsonBytes } from '../server/request-body.js';
import { admit } from './admit.js';
import { type Detail, jobBody, presentBatch, presentEvent, presentFault } from './presenters.js';
import { sentDetail } from './record-details.js';

export interface IngestRoutesOptions {
  readonly admission: Admission;
  readonly ingest: IngestService;
  readonly jobs: JobStore;
}

/** Adds the four documented ingest routes. */
export function addIngestRoutes(server: FastifyInstance, options: IngestRoutesOptions): void {
  const { admission, ingest, jobs } = options;
  const writer = { onRequest: admit(admission, 'ingest:write') };
  const reader = { onRequest: admit(admission, 'ingest:read', 'ingest:write') };

  server.post('/v1/ingest/events', writer, (request, reply) =>
    accept(ingest, request, reply, {
      kind: 'event',
      read: (body) => [readRecord(body)],
      present: presentEvent,
    }),
  );

  server.post('/v1/ingest/batch', writer, (request, reply) =>
    accept(ingest, request, reply, { kind: 'batch', read: (body) => body, present: presentBatch }),
  );

  server.post<{ Params: { source: string } }>(
    '/v1/ingest/:source/issues',
    { onRequest: [writer.onRequest, judgeSourcePath] },
    (request, reply) =>
      accept(ingest, request, reply, {
        kind: 'source',
        sourcePath: request.params.source as SourcePath,
        read: (body) => [readRecord(body)],
        present: presentEvent,
      }),
  );

  server.get<{ Params: { jobId: string }; Querystring: { include?: unknown } }>(
    '/v1/ingest/status/:jobId',
    reader,
    (request, reply) => {
      const detail = { withRecords: includesRecords(request.query.include) };
      const answer = (job: IngestJob | null): void => {
        if (job === null) throw new AppError('not_found', 'This workspace has no job with this id.');
        sendJson(reply, jobBody(job, detail));
      };
      const job = jobs.findJob(request.caller.workspaceId, request.params.jobId);
      // A cached job needs no promise. A returned promise is awaited by the framework.
      return job instanceof Promise ? job.then(answer) : answer(job);
    },
  );
}

/** The differences between the three ingest routes. */
interface IngestRoute {
  readonly kind: 'event' | 'batch' | 'source';
  readonly sourcePath?: SourcePath;
  readonly read: (body: Buffer) => IngestRequest['records'];
  readonly present: (job: IngestJob, detail: Detail) => object;
}

async function accept(
  ingest: IngestService,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, sourcePath, read, present }: IngestRoute,
): Promise<FastifyReply> {
  const bytes = await readJsonBytes(request.raw, reply.raw);
  // Read first, because a large batch is handed over to its thread.
  const detail = detailOf(kind, request, bytes);
  const submission = await ingest.submit({
    workspaceId: request.caller.workspaceId,
    kind,
    sourcePath,
    naming: 'rest',
    records: read(bytes),
    idempotency: idempotencyOf(request, bytes),
  });
  if ('rejection' in submission) throw invalidRecord(submission.rejection);
  const { job, replayed } = submission;
  if (replayed) reply.header('idempotency-replayed', 'true');
  if (detail.withRecords) reply.header('preference-applied', 'return=representation');
  reply.code(202).header('location', `/v1/ingest/status/${job.id}`);
  return sendJson(reply, JSON.stringify(present(job, detail)));
}

/** The body is parsed once more for the details, which few callers ask for. */
function detailOf(kind: 'event' | 'batch' | 'source', { headers }: FastifyRequest, body: Buffer): Detail {
  if (!prefersRepresentation(headers.prefer)) return { withRecords: false };
  const records = kind === 'batch' ? readBatch(body) : [readRecord(body)];
  return { withRecords: true, sent: records.map((record) => sentDetail(record, kind)) };
}

/** Sends JSON text as it is: the framework's serializer would look for a schema first. */
export function sendJson(reply: FastifyReply, body: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
}

/** A hook, because the source is judged before the Content-Type, which the framework checks before the handler. */
function judgeSourcePath(request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void {
  const { source } = request.params as { source: string };
  const message = `This source path is unknown: use one of ${SOURCE_PATHS.join(', ')}.`;
  done(
    isSourcePath(source)
      ? undefined
      : new AppError('not_found', message, { details: { supported: SOURCE_PATHS } }),
  );
}

/** The error of an invalid single event or source push, of which nothing was stored. */
export function invalidRecord({ faults }: Rejection): AppError {
  const errors = faults.map(presentFault);
  return new AppError('validation_error', errors[0]?.message ?? '', { details: { errors } });
}

/** Matches the preferences between commas; a comma inside a quoted string does not separate. */
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const RETURN = /^\s*return\s*=\s*"?([\w-]*)"?\s*(?:;|$)/i;

/** RFC 7240: names are case-insensitive, unknown preferences are ignored, and the first of several wins. */
function prefersRepresentation(header: string | readonly string[] | undefined): boolean {
  if (header === undefined) return false;
  const values = (String(header).match(PREFERENCES) ?? []).map((preference) => RETURN.exec(preference)?.[1]);
  return values.find((value) => value !== undefined)?.toLowerCase() === 'representation';
}

function includesRecords(include: unknown): boolean {
  if (include === undefined || include === '') return false;
  if (include === 'records') return true;
  throw new AppError('validation_error', 'include must be `records` or absent.', {
    details: {
      errors: [{ field: 'include', message: 'include must be records or absent', reason: 'invalid_enum' }],
    },
  });
}
