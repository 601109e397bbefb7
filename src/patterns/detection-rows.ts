import type { Row, Scalar } from '../db/engine.js';
import type { PatternLinkStep } from '../domain/entities/pattern-link.js';
import type { TemplateKind } from '../domain/entities/pattern-template.js';
import type { TemplateChange } from './detector/detector-changes.js';
import type { SignatureRow, TemplateRow } from './detector/template.js';

/*
 * How the state of detection stands in its tables. In memory ids of issues and patterns are the sixteen bytes as one
 * latin1 string, which compares and hashes like any other text.
 */

export const TEMPLATE_TABLE = 'pattern_template';
export const SIGNATURE_TABLE = 'pattern_signature';
export const LINK_TABLE = 'pattern_link';
export const STATE_TABLE = 'pattern_state';

export const TEMPLATE_COLUMNS = [
  'workspace_id',
  'id',
  'live',
  'kind',
  'words',
  'born',
  'pattern_id',
  'weakest_merge',
  'first_issue_id',
  'contribution',
  'issue_count',
  'examples',
] as const;
export const SIGNATURE_COLUMNS = ['workspace_id', 'id', 'signature_key', 'template_id'] as const;
export const LINK_COLUMNS = [
  'workspace_id',
  'issue_id',
  'pattern_id',
  'template_id',
  'signature_id',
  'step',
  'algorithm',
  'linked_at',
] as const;

/** What a template has besides what detection knows of it. */
export interface TemplateUse {
  readonly issueCount: number;
  readonly examples: readonly string[];
}

/** Titles kept for a template. */
const EXAMPLES = 8;

/** The first few distinct titles. */
export function withExamples(known: readonly string[], more: readonly string[]): readonly string[] {
  if (known.length >= EXAMPLES || more.length === 0) return known;
  return [...new Set([...known, ...more])].slice(0, EXAMPLES);
}

export function idOf(bytes: unknown): string {
  return Buffer.from(bytes as Uint8Array).toString('latin1');
}

export function bytesOf(id: string): Buffer {
  return Buffer.from(id, 'latin1');
}

export function templateOf(row: Row): TemplateRow {
  return {
    id: Number(row.id),
    kind: row.kind as TemplateKind,
    words: row.words as string,
    born: Number(row.born),
    patternId: idOf(row.pattern_id),
    weakestMerge: row.weakest_merge === null ? null : Number(row.weakest_merge),
    firstIssueId: row.first_issue_id === null ? null : idOf(row.first_issue_id),
  };
}

export function signatureOf(row: Row): SignatureRow {
  return { id: Number(row.id), key: row.signature_key as string, templateId: Number(row.template_id) };
}

export function useOf(row: Row): TemplateUse {
  return { issueCount: Number(row.issue_count), examples: JSON.parse(row.examples as string) as string[] };
}

export function templateRow(
  workspaceId: number,
  template: TemplateChange,
  live: boolean,
  use: TemplateUse,
): Scalar[] {
  return [
    workspaceId,
    template.id,
    live ? 1 : 0,
    template.kind,
    template.words,
    template.born,
    bytesOf(template.patternId),
    template.weakestMerge,
    template.firstIssueId === null ? null : bytesOf(template.firstIssueId),
    template.contribution,
    use.issueCount,
    JSON.stringify(use.examples),
  ];
}

export function signatureRow(workspaceId: number, { id, key, templateId }: SignatureRow): Scalar[] {
  return [workspaceId, id, key, templateId];
}

/** An issue's link as it is stored. */
export interface StoredLink {
  readonly issueId: string;
  readonly patternId: string;
  readonly templateId: number;
  readonly signatureId: number;
  readonly step: PatternLinkStep;
}

export function linkOf(row: Row): StoredLink {
  return {
    issueId: idOf(row.issue_id),
    patternId: idOf(row.pattern_id),
    templateId: Number(row.template_id),
    signatureId: Number(row.signature_id),
    step: row.step as PatternLinkStep,
  };
}
