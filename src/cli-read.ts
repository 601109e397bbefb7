import type { Command } from 'commander';
import { type CliContext, type CommandOutput, command, type Stores, table } from './cli-command.js';
import { AppError } from './domain/errors.js';
import { LIMITS } from './domain/limits.js';
import { presentJob } from './rest/presenters.js';
import { presentIssue, presentIssueSummary } from './rest/read-presenters.js';

const WORKSPACE = ['--workspace <name>', 'the workspace', 'default'] as const;
const TITLE_CHARS = 80;

/** Adds the commands for a quick look at issues and jobs. Their JSON is that of REST. */
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
  const summaries = listed.map(presentIssueSummary);
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
  return fieldsOutput(presentIssue(issue));
}

async function showJob(
  { access, jobs }: Stores,
  [id]: readonly string[],
  options: Record<string, string>,
): Promise<CommandOutput> {
  const job = await jobs.findJob(await workspaceOf(access, options), id as string);
  if (job === null) throw new AppError('not_found', `this workspace has no job ${id}`);
  return fieldsOutput(presentJob(job, { withRecords: true }));
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
