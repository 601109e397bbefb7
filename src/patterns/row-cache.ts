import {
  bytesOf,
  type DetectionTables,
  idOf,
  type StoredPattern,
  type StoredTemplate,
} from './detection-rows.js';
import type { WorkspaceRows } from './workspace-rows.js';

/** A pattern with all its templates. */
export interface CachedPattern {
  /** null for a pattern that has templates, but no row yet. */
  readonly row: StoredPattern | null;
  readonly templates: Map<number, StoredTemplate>;
  /** The template from which the text of `row` was derived, as it was then; null if unknown. */
  readonly shown: StoredTemplate | null;
}

/** Templates in memory. More are forgotten before the next set and read again when they are needed. */
const TEMPLATES_MAX = 2_000;

/**
 * Rows of patterns and templates, kept beside the detector of a workspace so that counts need not be read for each set.
 * Valid for the version of the detector. Code that changes rows must update them here, or clear the cache.
 */
export class RowCache {
  private readonly patterns = new Map<string, CachedPattern>();
  private readonly templates = new Map<number, StoredTemplate>();

  /** Forgets everything if it became too much. Call it between sets. */
  trim(): void {
    if (this.templates.size > TEMPLATES_MAX) this.clear();
  }

  clear(): void {
    this.patterns.clear();
    this.templates.clear();
  }

  /** Returns the templates with these ids, from memory or from the table. Unknown ids are omitted. */
  async templatesById(
    rows: WorkspaceRows,
    tables: DetectionTables,
    ids: readonly number[],
  ): Promise<StoredTemplate[]> {
    const cached = ids.map((id) => this.templates.get(id)).filter((row) => row !== undefined);
    if (cached.length === ids.length) return cached;
    const missing = ids.filter((id) => !this.templates.has(id));
    return [...cached, ...(await rows.find(tables.templates, 'id', missing))];
  }

  /** Returns patterns with their templates, from memory or from the tables. */
  async patternsById(
    rows: WorkspaceRows,
    tables: DetectionTables,
    ids: readonly string[],
  ): Promise<Map<string, CachedPattern>> {
    const missing = ids.filter((id) => !this.patterns.has(id));
    const bytes = missing.map(bytesOf);
    const stored = new Map((await rows.find(tables.patterns, 'id', bytes)).map((row) => [idOf(row.id), row]));
    for (const id of missing)
      this.patterns.set(id, { row: stored.get(id) ?? null, templates: new Map(), shown: null });
    for (const template of await rows.find(tables.templates, 'pattern_id', bytes)) this.putTemplate(template);
    return new Map(ids.map((id) => [id, this.patterns.get(id) as CachedPattern]));
  }

  /** Updates a template if its pattern is in memory. */
  putTemplate(template: StoredTemplate): void {
    const pattern = this.patterns.get(idOf(template.patternId));
    if (pattern === undefined) return;
    pattern.templates.set(template.id, template);
    this.templates.set(template.id, template);
  }

  putPattern(id: string, pattern: CachedPattern): void {
    this.patterns.set(id, pattern);
  }

  /** Removes a pattern whose templates have moved to another one. */
  forgetPattern(id: string): void {
    this.patterns.delete(id);
  }
}
