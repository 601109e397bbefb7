import type { Database } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternGone } from '../domain/entities/pattern-gone.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import { PatternSignature } from '../domain/entities/pattern-signature.js';
import { PatternTemplate } from '../domain/entities/pattern-template.js';
import type { TemplateChange } from './detector/detector-changes.js';
import type { TemplateRow } from './detector/template.js';

/*
 * The rows that detection reads and writes. In memory, ids of issues and patterns are their sixteen bytes as a latin1
 * string, which can be compared and hashed; in rows they are bytes.
 */

type WithBytes<Entity, Ids extends keyof Entity> = Omit<Entity, Ids> & {
  [Id in Ids]: null extends Entity[Id] ? Buffer | null : Buffer;
};
export type StoredTemplate = WithBytes<PatternTemplate, 'patternId' | 'firstIssueId'>;
export type StoredLink = WithBytes<PatternLink, 'issueId' | 'patternId'>;
export type StoredPattern = WithBytes<Pattern, 'id' | 'mergedInto'>;

/** What a match changes of a known template: its count, and its first few examples. */
export type TemplateCount = Pick<StoredTemplate, 'issueCount' | 'examples' | 'workspaceId' | 'id'>;
/** What a match changes of a known pattern. */
export type PatternFigures = Pick<
  StoredPattern,
  'issueCount' | 'confidence' | 'status' | 'firstSeenAt' | 'lastSeenAt' | 'workspaceId' | 'id'
>;

/** The tables of detection, with every column of their entities, and the columns that most matches change. */
export class DetectionTables {
  readonly templates: HotTable<StoredTemplate>;
  readonly templateCounts: HotTable<Omit<TemplateCount, 'examples'>>;
  readonly templateExamples: HotTable<TemplateCount>;
  readonly signatures: HotTable<PatternSignature>;
  readonly links: HotTable<StoredLink>;
  readonly patterns: HotTable<StoredPattern>;
  readonly patternFigures: HotTable<PatternFigures>;
  readonly gone: HotTable<PatternGone>;

  constructor(database: Database) {
    const table = <Row extends object>(
      entity: new () => object,
      asBytes: readonly string[] = [],
      some?: readonly (keyof Row & string)[],
    ): HotTable<Row> => {
      const all = database.metadata(entity).columns.map(({ propertyName }) => propertyName);
      return new HotTable<Row>(database, entity, some ?? all, { asBytes });
    };
    const ids = ['patternId', 'firstIssueId'];
    this.templates = table(PatternTemplate, ids);
    this.templateCounts = table(PatternTemplate, ids, ['issueCount', 'workspaceId', 'id']);
    this.templateExamples = table(PatternTemplate, ids, ['issueCount', 'examples', 'workspaceId', 'id']);
    this.signatures = table(PatternSignature);
    this.links = table(PatternLink, ['issueId', 'patternId']);
    this.patterns = table(Pattern, ['id', 'mergedInto']);
    this.patternFigures = table(
      Pattern,
      ['id', 'mergedInto'],
      ['issueCount', 'confidence', 'status', 'firstSeenAt', 'lastSeenAt', 'workspaceId', 'id'],
    );
    this.gone = table(PatternGone);
  }
}

/** The stored properties of a template that the detector does not use. */
export interface TemplateUse {
  readonly issueCount: number;
  readonly examples: readonly string[];
}

/** Maximum example titles of a template. */
const EXAMPLES = 8;

/** Adds titles to the examples, up to the first few distinct ones. */
export function withExamples(current: readonly string[], more: readonly string[]): readonly string[] {
  if (current.length >= EXAMPLES || more.length === 0) return current;
  return [...new Set([...current, ...more])].slice(0, EXAMPLES);
}

export function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export function bytesOf(id: string): Buffer {
  return Buffer.from(id, 'latin1');
}

/** Converts a stored template to the row that the detector restores. */
export function templateOf({
  id,
  kind,
  words,
  born,
  patternId,
  weakestMerge,
  firstIssueId,
}: StoredTemplate): TemplateRow {
  const firstIssue = firstIssueId === null ? null : idOf(firstIssueId);
  return { id, kind, words, born, patternId: idOf(patternId), weakestMerge, firstIssueId: firstIssue };
}

export function useOf({ issueCount, examples }: StoredTemplate): TemplateUse {
  return { issueCount, examples: JSON.parse(examples) as string[] };
}

export function storedTemplate(
  workspaceId: number,
  template: TemplateChange,
  live: boolean,
  use: TemplateUse,
  changed: number,
): StoredTemplate {
  const { id, kind, words, born, weakestMerge, contribution } = template;
  return {
    workspaceId,
    id,
    live: live ? 1 : 0,
    kind,
    words,
    born,
    patternId: bytesOf(template.patternId),
    weakestMerge,
    firstIssueId: template.firstIssueId === null ? null : bytesOf(template.firstIssueId),
    contribution,
    issueCount: use.issueCount,
    examples: JSON.stringify(use.examples),
    changed,
  };
}

/** The link of an issue, updated in memory while the changes of one call are written. */
export interface LinkState {
  readonly issueId: string;
  readonly patternId: string;
  readonly templateId: number;
  readonly signatureId: number;
}

export function linkStateOf({ issueId, patternId, templateId, signatureId }: StoredLink): LinkState {
  return { issueId: idOf(issueId), patternId: idOf(patternId), templateId, signatureId };
}
