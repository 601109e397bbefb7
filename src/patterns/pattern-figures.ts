import type { Tx } from '../db/database.js';
import type { PatternStatus } from '../domain/entities/pattern.js';
import {
  bytesOf,
  type DetectionTables,
  idOf,
  type StoredPattern,
  type StoredTemplate,
  useOf,
} from './detection-rows.js';
import { patternConfidence } from './detector/confidence.js';
import { readableTemplate } from './text/readable-template.js';
import { WorkspaceRows } from './workspace-rows.js';

/*
 * The public properties of a pattern are derived from its templates and computed again for each pattern that a change
 * touched.
 */

/** With this many issues, or this confidence, a pattern is active. */
const ACTIVE_ISSUES = 5;
const ACTIVE_CONFIDENCE = 0.8;
const NAME_CODE_POINTS = 300;
const TEMPLATE_CODE_POINTS = 2048;
const ELLIPSIS = '…';

/** The totals of one pattern's templates. */
interface TemplateTotals {
  issues: number;
  contributions: number;
  oldest: StoredTemplate;
}

export interface FiguresRequest {
  readonly workspaceId: number;
  /** Surviving patterns. */
  readonly patterns: ReadonlySet<string>;
  /** Merged patterns. `from` has a row. */
  readonly merged: readonly { readonly from: string; readonly into: string }[];
  /** When the newly linked issues were first and last seen, by pattern; epoch milliseconds. */
  readonly seen: ReadonlyMap<string, { readonly first: number; readonly last: number }>;
  readonly now: number;
  /** Minimum distinct issues of a visible pattern. */
  readonly visibleFrom: number;
}

/** Writes the figures of patterns and returns the ids of the visible ones. */
export async function writeFigures(
  tx: Tx,
  tables: DetectionTables,
  request: FiguresRequest,
): Promise<string[]> {
  const { workspaceId, patterns, merged } = request;
  const ids = [...patterns];
  const workspaceRows = new WorkspaceRows(tx, workspaceId);
  const concerned = [...ids, ...merged.map(({ from }) => from)].map(bytesOf);
  const found = await workspaceRows.find(tables.patterns, 'id', concerned);
  const stored = new Map(found.map((pattern) => [idOf(pattern.id), pattern]));
  const totals = totalsOf(await workspaceRows.find(tables.templates, 'pattern_id', ids.map(bytesOf)));
  const rows = ids.map((id) => figuresOf(id, totals.get(id), stored, request));
  await tables.patterns.upsert(tx, rows);
  for (const { from, into } of merged)
    await tx.execute('UPDATE pattern SET merged_into = ? WHERE workspace_id = ? AND id = ?', [
      bytesOf(into),
      workspaceId,
      bytesOf(from),
    ]);
  return rows.filter(({ status }) => status !== 'candidate').map(({ id }) => idOf(id));
}

/** Adds up the templates of each pattern. */
function totalsOf(templates: readonly StoredTemplate[]): Map<string, TemplateTotals> {
  const totals = new Map<string, TemplateTotals>();
  for (const template of templates) {
    const { issueCount: issues, contribution } = template;
    const pattern = idOf(template.patternId);
    const total = totals.get(pattern);
    if (total === undefined)
      totals.set(pattern, { issues, contributions: issues * contribution, oldest: template });
    else {
      total.issues += issues;
      total.contributions += issues * contribution;
      if (template.born < total.oldest.born) total.oldest = template;
    }
  }
  return totals;
}

function figuresOf(
  id: string,
  totals: TemplateTotals | undefined,
  stored: ReadonlyMap<string, StoredPattern>,
  { workspaceId, merged, seen, now, visibleFrom }: FiguresRequest,
): StoredPattern {
  const current = stored.get(id);
  const parts = [
    current,
    ...merged.filter(({ into }) => into === id).map(({ from }) => stored.get(from)),
  ].filter((part) => part !== undefined);
  const span = seen.get(id);
  const removed = parts.reduce((total, part) => total + part.removedCount, 0);
  const issues = totals?.issues ?? 0;
  const confidence = patternConfidence({ issues, contributions: totals?.contributions ?? 0, removed });
  const status = statusOf(issues, confidence, visibleFrom);
  const template = cut(
    totals === undefined ? (current?.name ?? '') : textOf(totals.oldest),
    TEMPLATE_CODE_POINTS,
  );
  const renamed = current?.renamed === 1;
  const firsts = [...parts.map(({ firstSeenAt }) => firstSeenAt), ...(span ? [span.first] : [])];
  const lasts = [...parts.map(({ lastSeenAt }) => lastSeenAt), ...(span ? [span.last] : [])];
  return {
    workspaceId,
    id: bytesOf(id),
    name: renamed ? (current?.name ?? '') : cut(template, NAME_CODE_POINTS),
    template,
    status,
    confidence,
    issueCount: issues,
    firstSeenAt: firsts.length === 0 ? now : Math.min(...firsts),
    lastSeenAt: lasts.length === 0 ? now : Math.max(...lasts),
    removedCount: removed,
    renamed: renamed ? 1 : 0,
    mergedInto: null,
  };
}

function statusOf(issues: number, confidence: number, visibleFrom: number): PatternStatus {
  if (issues < visibleFrom) return 'candidate';
  return issues >= ACTIVE_ISSUES || confidence >= ACTIVE_CONFIDENCE ? 'active' : 'watching';
}

function textOf(template: StoredTemplate): string {
  return readableTemplate(template.words, useOf(template).examples).text;
}

function cut(text: string, codePoints: number): string {
  const points = Array.from(text);
  return points.length <= codePoints ? text : points.slice(0, codePoints - 1).join('') + ELLIPSIS;
}
