import type { Database } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import { PatternSignature } from '../domain/entities/pattern-signature.js';
import { PatternState } from '../domain/entities/pattern-state.js';
import { PatternTemplate } from '../domain/entities/pattern-template.js';
import type { TemplateChange } from './detector/detector-changes.js';
import type { TemplateRow } from './detector/template.js';

/*
 * The rows that detection reads and writes. In memory, ids of issues and patterns are the sixteen bytes as one latin1
 * string, which compares and hashes like any other text; in rows they are bytes.
 */

type WithBytes<Entity, Ids extends keyof Entity> = Omit<Entity, Ids> & {
  [Id in Ids]: null extends Entity[Id] ? Buffer | null : Buffer;
};
export type StoredTemplate = WithBytes<PatternTemplate, 'patternId' | 'firstIssueId'>;
export type StoredLink = WithBytes<PatternLink, 'issueId' | 'patternId'>;
export type StoredPattern = WithBytes<Pattern, 'id' | 'mergedInto'>;

/** The tables of detection, with every column of their entities. */
export class DetectionTables {
  readonly templates: HotTable<StoredTemplate>;
  readonly signatures: HotTable<PatternSignature>;
  readonly links: HotTable<StoredLink>;
  readonly patterns: HotTable<StoredPattern>;
  readonly states: HotTable<PatternState>;

  constructor(database: Database) {
    const all = <Row extends object>(entity: new () => object): (keyof Row & string)[] =>
      database.metadata(entity).columns.map(({ propertyName }) => propertyName as keyof Row & string);
    this.templates = new HotTable<StoredTemplate>(database, PatternTemplate, all(PatternTemplate), {
      asBytes: ['patternId', 'firstIssueId'],
    });
    this.signatures = new HotTable<PatternSignature>(database, PatternSignature, all(PatternSignature));
    this.links = new HotTable<StoredLink>(database, PatternLink, all(PatternLink), {
      asBytes: ['issueId', 'patternId'],
    });
    this.patterns = new HotTable<StoredPattern>(database, Pattern, all(Pattern), {
      asBytes: ['id', 'mergedInto'],
    });
    this.states = new HotTable<PatternState>(database, PatternState, all(PatternState));
  }
}

/** What a template has besides what the detector knows of it. */
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

export function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export function bytesOf(id: string): Buffer {
  return Buffer.from(id, 'latin1');
}

/** A template as the detector restores it. */
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
  };
}

/** An issue's link, as the writer follows it through one change. */
export interface KnownLink {
  readonly issueId: string;
  readonly patternId: string;
  readonly templateId: number;
  readonly signatureId: number;
}

export function knownLink({ issueId, patternId, templateId, signatureId }: StoredLink): KnownLink {
  return { issueId: idOf(issueId), patternId: idOf(patternId), templateId, signatureId };
}
