import { listText, paddedPortions } from '../db/bulk.js';
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

/*
 * What readers see of a pattern follows from its templates: computed again for each pattern that a change touched.
 */

/** From this many issues, or this confidence, a pattern is going on for sure. */
const ACTIVE_ISSUES = 5;
const ACTIVE_CONFIDENCE = 0.8;
const NAME_CODE_POINTS = 300;
const TEMPLATE_CODE_POINTS = 2048;
const ELLIPSIS = '…';

/** The templates of one pattern, added up. */
interface Sum {
  issues: number;
  contributions: number;
  oldest: StoredTemplate;
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

/** Writes the figures of patterns and returns those that readers see. */
export async function writeFigures(
  tx: Tx,
  tables: DetectionTables,
  request: FiguresRequest,
): Promise<string[]> {
  const { workspaceId, patterns, merged } = request;
  const ids = [...patterns];
  const stored = await readPatterns(tx, tables, workspaceId, [...ids, ...merged.map(({ from }) => from)]);
  const sums = await readSums(tx, tables, workspaceId, ids);
  const rows = ids.map((id) => figuresOf(id, sums.get(id), stored, request));
  const visible = rows.filter(({ status }) => status !== 'candidate').map(({ id }) => idOf(id));
  await tables.patterns.upsert(tx, rows);
  for (const { from, into } of merged)
    await tx.execute('UPDATE pattern SET merged_into = ? WHERE workspace_id = ? AND id = ?', [
      bytesOf(into),
      workspaceId,
      bytesOf(from),
    ]);
  return visible;
}

async function readPatterns(
  tx: Tx,
  { patterns }: DetectionTables,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, StoredPattern>> {
  const found = new Map<string, StoredPattern>();
  const head = `${patterns.select} workspace_id = ? AND id IN`;
  for (const part of paddedPortions(ids)) {
    const params = [workspaceId, ...part.map(bytesOf)];
    for (const values of await tx.select(listText(head, part.length), params)) {
      const pattern = patterns.read(values);
      found.set(idOf(pattern.id), pattern);
    }
  }
  return found;
}

async function readSums(
  tx: Tx,
  { templates }: DetectionTables,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, Sum>> {
  const sums = new Map<string, Sum>();
  const head = `${templates.select} workspace_id = ? AND pattern_id IN`;
  for (const part of paddedPortions(ids)) {
    const params = [workspaceId, ...part.map(bytesOf)];
    for (const values of await tx.select(listText(head, part.length), params)) {
      const template = templates.read(values);
      const { issueCount: issues, contribution } = template;
      const pattern = idOf(template.patternId);
      const sum = sums.get(pattern);
      if (sum === undefined)
        sums.set(pattern, { issues, contributions: issues * contribution, oldest: template });
      else {
        sum.issues += issues;
        sum.contributions += issues * contribution;
        if (template.born < sum.oldest.born) sum.oldest = template;
      }
    }
  }
  return sums;
}

function figuresOf(
  id: string,
  sum: Sum | undefined,
  stored: ReadonlyMap<string, StoredPattern>,
  { workspaceId, merged, seen, now, visibleFrom }: FiguresRequest,
): StoredPattern {
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
  const renamed = known?.renamed === 1;
  const firsts = [...parts.map(({ firstSeenAt }) => firstSeenAt), ...(sight ? [sight.first] : [])];
  const lasts = [...parts.map(({ lastSeenAt }) => lastSeenAt), ...(sight ? [sight.last] : [])];
  return {
    workspaceId,
    id: bytesOf(id),
    name: renamed ? (known?.name ?? '') : cut(template, NAME_CODE_POINTS),
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
