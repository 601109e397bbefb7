import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Admission } from '../access/admission.js';
import { encodeCursor } from '../domain/cursor.js';
import { AppError } from '../domain/errors.js';
import { ID_PREFIX } from '../domain/ids.js';
import { ISSUE_STATUSES } from '../domain/issue-status.js';
import { JOB_STATUSES } from '../domain/job.js';
import { EMPTY_PAGE, type IdPage } from '../domain/page.js';
import { INGEST_KINDS } from '../domain/rules/record-rules.js';
import { SEVERITIES } from '../domain/severity.js';
import { SOURCES } from '../domain/source.js';
import type { IssueListStore } from '../issues/issue-list-store.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { JobListStore } from '../jobs/job-list-store.js';
import type { JobStore } from '../jobs/job-store.js';
import type { PatternListStore } from '../patterns/pattern-list-store.js';
import type { PatternStore } from '../patterns/pattern-store.js';
import { admit } from './admit.js';
import { sendJson } from './ingest-routes.js';
import { ListQuery } from './list-query.js';
import { presentJob } from './presenters.js';
import {
  presentIssue,
  presentIssueSummary,
  presentPattern,
  presentPatternSummary,
} from './read-presenters.js';

export interface ReadRoutesOptions {
  readonly admission: Admission;
  readonly issues: IssueStore;
  readonly issueLists: IssueListStore;
  readonly patterns: PatternStore;
  readonly patternLists: PatternListStore;
  readonly jobs: JobStore;
  readonly jobLists: JobListStore;
}

const PATTERN_STATUSES = ['watching', 'active', 'resolved'] as const;

/** Adds the reads for callers that do not use GraphQL: the same lists, filters and scopes. */
export function addReadRoutes(server: FastifyInstance, options: ReadRoutesOptions): void {
  addIssueReads(server, options);
  addPatternReads(server, options);
  addJobReads(server, options);
}

function addIssueReads(
  server: FastifyInstance,
  { admission, issues, issueLists, patterns }: ReadRoutesOptions,
): void {
  const onRequest = admit(admission, 'issues:read');
  server.get('/v1/issues', { onRequest }, async (request, reply) => {
    const { workspaceId } = request.caller;
    const query = new ListQuery(request.url, [
      'source',
      'severity',
      'status',
      'team',
      'pattern_id',
      'search',
    ]);
    const page = query.page(ID_PREFIX.issue);
    const filter = {
      source: query.names('source', SOURCES),
      severity: query.names('severity', SEVERITIES),
      status: query.names('status', ISSUE_STATUSES),
      team: query.text('team'),
      patternId: await survivingPattern(patterns, workspaceId, query.text('pattern_id')),
      search: query.search(),
    };
    const listed =
      filter.patternId === null
        ? EMPTY_PAGE
        : await issueLists.listIds(workspaceId, { ...filter, patternId: filter.patternId }, page);
    return sendList(reply, listed, await issues.findIssues(workspaceId, listed.ids), presentIssueSummary);
  });

  server.get<ById>('/v1/issues/:issueId', { onRequest }, async (request, reply) => {
    const issue = await issues.findIssue(request.caller.workspaceId, request.params.issueId ?? '');
    return sendFound(reply, 'issue', issue, presentIssue);
  });
}

function addPatternReads(
  server: FastifyInstance,
  { admission, patterns, patternLists }: ReadRoutesOptions,
): void {
  const onRequest = admit(admission, 'patterns:read');
  server.get('/v1/patterns', { onRequest }, async (request, reply) => {
    const { workspaceId } = request.caller;
    const query = new ListQuery(request.url, ['status', 'min_confidence', 'search']);
    const page = query.page(ID_PREFIX.pattern);
    const filter = {
      status: query.names('status', PATTERN_STATUSES),
      minConfidence: query.share('min_confidence'),
      search: query.search(),
    };
    const listed = await patternLists.listIds(workspaceId, filter, page);
    const found = await patterns.findPatterns(workspaceId, listed.ids);
    return sendList(reply, listed, found, presentPatternSummary);
  });

  server.get<ById>('/v1/patterns/:patternId', { onRequest }, async (request, reply) => {
    const { workspaceId } = request.caller;
    const { patternId = '' } = request.params;
    const pattern = (await patterns.findPatterns(workspaceId, [patternId])).get(patternId) ?? null;
    const examples = pattern === null ? undefined : await patterns.findExamples(workspaceId, [pattern.id]);
    return sendFound(reply, 'pattern', pattern, (found) => presentPattern(found, examples?.get(found.id)));
  });
}

function addJobReads(server: FastifyInstance, { admission, jobs, jobLists }: ReadRoutesOptions): void {
  const onRequest = admit(admission, 'ingest:read', 'ingest:write');
  server.get('/v1/jobs', { onRequest }, async (request, reply) => {
    const { workspaceId } = request.caller;
    const query = new ListQuery(request.url, ['status', 'kind', 'created_after', 'created_before']);
    const page = query.page(ID_PREFIX.job);
    const filter = {
      status: query.names('status', JOB_STATUSES),
      kind: query.names('kind', INGEST_KINDS),
      createdAfter: query.instant('created_after'),
      createdBefore: query.instant('created_before'),
    };
    const listed = await jobLists.listIds(workspaceId, filter, page);
    const found = await jobs.findJobs(workspaceId, listed.ids);
    return sendList(reply, listed, found, (job) => presentJob(job, { withRecords: false }));
  });
}

interface ById {
  Params: Readonly<Record<string, string | undefined>>;
}

/** The id of a merged pattern stands for the pattern it was merged into; null if there is none. */
async function survivingPattern(
  patterns: PatternStore,
  workspaceId: number,
  id: string | undefined,
): Promise<string | null | undefined> {
  if (id === undefined) return undefined;
  return (await patterns.findPatterns(workspaceId, [id])).get(id)?.id ?? null;
}

/** Entries that were deleted since their ids were listed are left out. */
function sendList<T>(
  reply: FastifyReply,
  { ids, hasMore, end }: IdPage,
  found: ReadonlyMap<string, T>,
  present: (entry: T) => object,
): FastifyReply {
  const data = ids.flatMap((id) => found.get(id) ?? []).map(present);
  const next_cursor = hasMore && end !== null ? encodeCursor(end) : null;
  return sendJson(reply, JSON.stringify({ data, next_cursor }));
}

/** @throws AppError not_found */
function sendFound<T>(
  reply: FastifyReply,
  noun: string,
  entry: T | null,
  present: (entry: T) => object,
): FastifyReply {
  if (entry === null) throw new AppError('not_found', `This workspace has no ${noun} with this id.`);
  return sendJson(reply, JSON.stringify(present(entry)));
}
