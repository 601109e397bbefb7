import type { Command } from 'commander';
import { type CliContext, type CommandOutput, command, instant, type Stores, table } from './cli-command.js';
import type { IngestJob } from './domain/entities/ingest-job.js';
import type { Issue } from './domain/entities/issue.js';
import { AppError } from './domain/errors.js';
import { LIMITS } from './domain/limits.js';

const WORKSPACE = ['--workspace <name>', 'the workspace', 'default'] as const;
const TITLE_CHARS = 80;

/** Adds the commands for a quick look at issues and jobs. */
export function addReadCommands(program: Command, context: CliContext): void {
  const issue = program.command('issue').description('look at issues');
  command(issue, 'list', 'list the newest issues of a workspace', context, listIssues, 'read')
    .option(...WORKSPACE)
    .option(
      '--limit <number>',
      `the number of issues, at most ${LIMITS.pageMax}`,
      String(LIMITS.pageDefault),
    );
  command(issue, 'show', 'show one issue', context, showIssue, 'read')
    .argument('<issue-id>', 'the issue id (iss_…)')
    .option(...WORKSPACE);
  const job = program.command('job').description('look at jobs');
  command(job, 'show', 'show one job with the outcome of each record', context, showJob, 'read')
    .argument('<job-id>', 'the job id (ing_job_…)')
    .option(...WORKSPACE);
}

async function listIssues(
  { access, issueLists, issues }: Stores,
  _: readonly string[],
  options: Record<string, string>,
): Promise<CommandOutput> {
  const workspaceId = await workspaceOf(access, options);
  const page = await issueLists.listIds(workspaceId, {}, { limit: limitOf(options.limit), before: null });
  const found = await issues.findIssues(workspaceId, page.ids);
  const listed = page.ids.flatMap((id) => found.get(id) ?? []);
  const summaries = listed.map(({ id, source, externalId, title, severity, status, lastSeenAt }) => ({
    id,
    source,
    external_id: externalId,
    title,
    severity,
    status,
    last_seen_at: instant(lastSeenAt),
  }));
  const rows = summaries.map((summary) => [
    summary.id,
    summary.severity,
    summary.status,
    summary.last_seen_at,
    `${summary.source} ${summary.external_id}`,
    summary.title.slice(0, TITLE_CHARS),
  ]);
  const text = table(['ID', 'SEVERITY', 'STATUS', 'LAST SEEN', 'SOURCE', 'TITLE'], rows);
  return { json: { issues: summaries }, text };
}

async function showIssue(
  { access, issues }: Stores,
  [id]: readonly string[],
  options: Record<string, string>,
): Promise<CommandOutput> {
  const issue = await issues.findIssue(await workspaceOf(access, options), id as string);
  if (issue === null) throw new AppError('not_found', `this workspace has no issue ${id}`);
  return fieldsOutput(issueFields(issue));
}

function issueFields(issue: Issue): Record<string, unknown> {
  return {
    id: issue.id,
    source: issue.source,
    external_id: issue.externalId,
    title: issue.title,
    severity: issue.severity,
    status: issue.status,
    team: issue.team,
    external_url: issue.externalUrl,
    occurrence_count: issue.occurrenceCount,
    first_seen_at: instant(issue.firstSeenAt),
    last_seen_at: instant(issue.lastSeenAt),
    body: issue.body,
    metadata: issue.metadata === null ? null : JSON.parse(issue.metadata),
  };
}

async function showJob(
  { access, jobs }: Stores,
  [id]: readonly string[],
  options: Record<string, string>,
): Promise<CommandOutput> {
  const job = await jobs.findJob(await workspaceOf(access, options), id as string);
  if (job === null) throw new AppError('not_found', `this workspace has no job ${id}`);
  return fieldsOutput(jobFields(job));
}

function jobFields(job: IngestJob): Record<string, unknown> {
  return {
    id: job.id,
    status: job.status,
    progress: job.progress,
    accepted: job.accepted,
    rejected_count: job.rejectedCount,
    total: job.total,
    created_at: instant(job.createdAt),
    finished_at: job.finishedAt === null ? null : instant(job.finishedAt),
    records: job.records.map(({ index, outcome, issueId }) => ({ index, outcome, issue_id: issueId })),
  };
}

/** One field on each line, without those that have no value. */
function fieldsOutput(json: Record<string, unknown>): CommandOutput {
  const rows = Object.entries(json)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [`${name}:`, typeof value === 'string' ? value : JSON.stringify(value)]);
  return { json, text: table(['', ''], rows).trimStart() };
}

async function workspaceOf(access: Stores['access'], options: Record<string, string>): Promise<number> {
  return (await access.getWorkspace(options.workspace ?? '')).id;
}

/** @throws AppError validation_error */
function limitOf(text = ''): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMITS.pageMax) return limit;
  throw new AppError('validation_error', `--limit must be a whole number from 1 to ${LIMITS.pageMax}`);
}
