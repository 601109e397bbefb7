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
import type { CachedPattern, RowCache } from './row-cache.js';
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

export interface FiguresRequest {
  readonly workspaceId: number;
  readonly cache: RowCache;
  /** Surviving patterns. */
  readonly patterns: ReadonlySet<string>;
  /** Merged patterns. `from` has a row. */
  readonly merged: readonly { readonly from: string; readonly into: string }[];
  /** New patterns with issues of another one, whose times they inherit. */
  readonly split: readonly { readonly from: string; readonly into: string }[];
  /** When the newly linked issues were first and last seen, by pattern; epoch milliseconds. */
  readonly seen: ReadonlyMap<string, { readonly first: number; readonly last: number }>;
  readonly now: number;
  /** Minimum distinct issues of a visible pattern. */
  readonly visibleFrom: number;
}

/** Writes the figures of patterns and returns the ids of the visible ones. Their templates must have been written. */
export async function writeFigures(
  tx: Tx,
  tables: DetectionTables,
  request: FiguresRequest,
): Promise<string[]> {
  const { workspaceId, patterns, merged, split, cache } = request;
  const concerned = [...new Set([...patterns, ...[...merged, ...split].map(({ from }) => from)])];
  const cached = await cache.patternsById(new WorkspaceRows(tx, workspaceId), tables, concerned);
  const whole: StoredPattern[] = [];
  const figures: StoredPattern[] = [];
  for (const id of patterns) {
    const { row: before, templates } = cached.get(id) as CachedPattern;
    const { row, shown } = figuresOf(id, cached, request);
    const sameTexts = before?.name === row.name && before.template === row.template;
    (sameTexts && merged.length === 0 ? figures : whole).push(row);
    cache.putPattern(id, { row, templates, shown });
  }
  await tables.patterns.upsert(tx, whole);
  await tables.patternFigures.updateShort(tx, figures);
  for (const { from, into } of merged) {
    await tx.execute('UPDATE pattern SET merged_into = ? WHERE workspace_id = ? AND id = ?', [
      bytesOf(into),
      workspaceId,
      bytesOf(from),
    ]);
    cache.forgetPattern(from);
  }
  const visible = [...whole, ...figures].filter(({ status }) => status !== 'candidate');
  return visible.map(({ id }) => idOf(id));
}

function figuresOf(
  id: string,
  cached: ReadonlyMap<string, CachedPattern>,
  { workspaceId, merged, split, seen, now, visibleFrom }: FiguresRequest,
): { row: StoredPattern; shown: StoredTemplate | null } {
  const { row: current, templates, shown } = cached.get(id) as CachedPattern;
  const joined = merged.filter(({ into }) => into === id).map(({ from }) => cached.get(from)?.row ?? null);
  const parts = [current, ...joined].filter((part) => part !== null);
  const span = seen.get(id);
  const removed = parts.reduce((total, part) => total + part.removedCount, 0);
  let issues = 0;
  let contributions = 0;
  let oldest: StoredTemplate | null = null;
  for (const one of templates.values()) {
    issues += one.issueCount;
    contributions += one.issueCount * one.contribution;
    if (oldest === null || one.born < oldest.born) oldest = one;
  }
  const confidence = patternConfidence({ issues, contributions, removed });
  const status = statusOf(issues, confidence, visibleFrom);
  const isShown = oldest !== null && oldest.words === shown?.words && oldest.examples === shown.examples;
  const template = isShown ? (current?.template ?? '') : cut(textOf(oldest, current), TEMPLATE_CODE_POINTS);
  const renamed = current?.renamed === 1;
  const origin = split.find(({ into }) => into === id)?.from;
  const dated = [...parts, cached.get(origin ?? id)?.row ?? null].filter((part) => part !== null);
  const firsts = [...dated.map(({ firstSeenAt }) => firstSeenAt), ...(span ? [span.first] : [])];
  const lasts = [...dated.map(({ lastSeenAt }) => lastSeenAt), ...(span ? [span.last] : [])];
  const row: StoredPattern = {
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
  return { row, shown: oldest };
}

function statusOf(issues: number, confidence: number, visibleFrom: number): PatternStatus {
  if (issues < visibleFrom) return 'candidate';
  return issues >= ACTIVE_ISSUES || confidence >= ACTIVE_CONFIDENCE ? 'active' : 'watching';
}

/** A pattern whose templates are all gone keeps its name. */
function textOf(oldest: StoredTemplate | null, current: StoredPattern | null): string {
  if (oldest === null) return current?.name ?? '';
  return readableTemplate(oldest.words, useOf(oldest).examples).text;
}

function cut(text: string, codePoints: number): string {
  const points = Array.from(text);
  return points.length <= codePoints ? text : points.slice(0, codePoints - 1).join('') + ELLIPSIS;
}
