import { listText, overwriteText, paddedPortions } from '../db/bulk.js';
import type { DatabaseKind } from '../db/database-url.js';
import type { Row, Scalar, Transaction } from '../db/engine.js';
import type { PatternStatus } from '../domain/entities/pattern.js';
import { bytesOf, idOf, TEMPLATE_TABLE, templateOf, useOf } from './detection-rows.js';
import { patternConfidence } from './detector/confidence.js';
import { readableTemplate } from './text/readable-template.js';

/*
 * What readers see of a pattern follows from its templates: computed again for each pattern that a change touched.
 */

/** From this many issues, or this confidence, a pattern is going on for sure. */
const ACTIVE_ISSUES = 5;
const ACTIVE_CONFIDENCE = 0.8;
const NAME_CODE_POINTS = 300;
const TEMPLATE_CODE_POINTS = 2048;
const ELLIPSIS = '…';

const COLUMNS = [
  'workspace_id',
  'id',
  'name',
  'template',
  'status',
  'confidence',
  'issue_count',
  'first_seen_at',
  'last_seen_at',
  'removed_count',
  'renamed',
  'merged_into',
] as const;

/** A row of the table `pattern`. Ids are sixteen bytes as latin1, instants epoch milliseconds. */
interface PatternRow {
  readonly name: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly removedCount: number;
  readonly renamed: boolean;
}

/** The templates of one pattern, added up. */
interface Sum {
  issues: number;
  contributions: number;
  oldest: Row;
}

export interface FiguresRequest {
  readonly workspaceId: number;
  /** Surviving patterns. */
  readonly patterns: ReadonlySet<string>;
  /** `from` is a row that exists. */
  readonly merged: readonly { readonly from: string; readonly into: string }[];
  /** First and last sight of the issues that joined a pattern, by pattern; epoch milliseconds. */
  readonly seen: ReadonlyMap<string, { readonly first: number; readonly last: number }>;
  readonly now: number;
  /** Distinct issues from which a pattern is shown. */
  readonly visibleFrom: number;
}

/** Writes the figures of patterns; answers those that readers see. */
export async function writeFigures(
  tx: Transaction,
  kind: DatabaseKind,
  request: FiguresRequest,
): Promise<string[]> {
  const { workspaceId, patterns, merged } = request;
  const ids = [...patterns];
  const stored = await readPatterns(tx, workspaceId, [...ids, ...merged.map(({ from }) => from)]);
  const sums = await readSums(tx, workspaceId, ids);
  const visible: string[] = [];
  const rows = ids.map((id) => {
    const row = figuresOf(id, sums.get(id), stored, request);
    if (row.status !== 'candidate') visible.push(id);
    return row.values;
  });
  const changing = COLUMNS.slice(2);
  for (const part of paddedPortions(rows)) {
    const text = overwriteText(kind, 'pattern', COLUMNS, ['workspace_id', 'id'], changing, part.length);
    await tx.execute(text, part.flat());
  }
  for (const { from, into } of merged)
    await tx.execute('UPDATE pattern SET merged_into = ? WHERE workspace_id = ? AND id = ?', [
      bytesOf(into),
      workspaceId,
      bytesOf(from),
    ]);
  return visible;
}

async function readPatterns(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, PatternRow>> {
  const found = new Map<string, PatternRow>();
  const head = `SELECT ${COLUMNS.join(',')} FROM pattern WHERE workspace_id = ? AND id IN`;
  for (const part of paddedPortions(ids)) {
    const { rows } = await tx.execute(listText(head, part.length), [workspaceId, ...part.map(bytesOf)]);
    for (const row of rows)
      found.set(idOf(row.id), {
        name: row.name as string,
        firstSeenAt: Number(row.first_seen_at),
        lastSeenAt: Number(row.last_seen_at),
        removedCount: Number(row.removed_count),
        renamed: Number(row.renamed) === 1,
      });
  }
  return found;
}

async function readSums(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, Sum>> {
  const sums = new Map<string, Sum>();
  const head = `SELECT id, kind, words, born, pattern_id, weakest_merge, first_issue_id, contribution, issue_count, examples FROM ${TEMPLATE_TABLE} WHERE workspace_id = ? AND pattern_id IN`;
  for (const part of paddedPortions(ids)) {
    const { rows } = await tx.execute(listText(head, part.length), [workspaceId, ...part.map(bytesOf)]);
    for (const row of rows) {
      const issues = Number(row.issue_count);
      const more = { issues, contributions: issues * Number(row.contribution) };
      const sum = sums.get(idOf(row.pattern_id));
      if (sum === undefined) sums.set(idOf(row.pattern_id), { ...more, oldest: row });
      else {
        sum.issues += more.issues;
        sum.contributions += more.contributions;
        if (Number(row.born) < Number(sum.oldest.born)) sum.oldest = row;
      }
    }
  }
  return sums;
}

function figuresOf(
  id: string,
  sum: Sum | undefined,
  stored: ReadonlyMap<string, PatternRow>,
  { workspaceId, merged, seen, now, visibleFrom }: FiguresRequest,
): { status: PatternStatus; values: Scalar[] } {
  const known = stored.get(id);
  const parts = [
    known,
    ...merged.filter(({ into }) => into === id).map(({ from }) => stored.get(from)),
  ].filter((part) => part !== undefined);
  const sight = seen.get(id);
  const removed = parts.reduce((total, part) => total + part.removedCount, 0);
  const issues = sum?.issues ?? 0;
  const confidence = patternConfidence({ issues, contributions: sum?.contributions ?? 0, removed });
  const status = statusOf(issues, confidence, visibleFrom);
  const template = cut(sum === undefined ? (known?.name ?? '') : textOf(sum.oldest), TEMPLATE_CODE_POINTS);
  const renamed = known?.renamed === true;
  const firsts = [...parts.map(({ firstSeenAt }) => firstSeenAt), ...(sight ? [sight.first] : [])];
  const lasts = [...parts.map(({ lastSeenAt }) => lastSeenAt), ...(sight ? [sight.last] : [])];
  const values: Scalar[] = [
    workspaceId,
    bytesOf(id),
    renamed ? (known?.name ?? '') : cut(template, NAME_CODE_POINTS),
    template,
    status,
    confidence,
    issues,
    firsts.length === 0 ? now : Math.min(...firsts),
    lasts.length === 0 ? now : Math.max(...lasts),
    removed,
    renamed ? 1 : 0,
    null,
  ];
  return { status, values };
}

function statusOf(issues: number, confidence: number, visibleFrom: number): PatternStatus {
  if (issues < visibleFrom) return 'candidate';
  return issues >= ACTIVE_ISSUES || confidence >= ACTIVE_CONFIDENCE ? 'active' : 'watching';
}

function textOf(row: Row): string {
  return readableTemplate(templateOf(row).words, useOf(row).examples).text;
}

function cut(text: string, codePoints: number): string {
  const points = Array.from(text);
  return points.length <= codePoints ? text : points.slice(0, codePoints - 1).join('') + ELLIPSIS;
}
