import { type StoredTemplate, type TemplateUse, useOf, withExamples } from './detection-rows.js';

const NO_USE: TemplateUse = { issueCount: 0, examples: [] };

/** Counts and examples of the templates that one call concerns, changed in memory until they are written. */
export class TemplateUses {
  private readonly uses = new Map<number, TemplateUse>();
  private readonly stored = new Map<number, StoredTemplate>();

  /** Adds a template as it is stored. */
  load(template: StoredTemplate): void {
    this.uses.set(template.id, useOf(template));
    this.stored.set(template.id, template);
  }

  has(id: number): boolean {
    return this.uses.has(id);
  }

  /** A template that was not loaded is new and has no issues. */
  get(id: number): TemplateUse {
    return this.uses.get(id) ?? NO_USE;
  }

  add(id: number, issues: number, titles: readonly string[] = []): void {
    const { issueCount, examples } = this.get(id);
    this.uses.set(id, { issueCount: issueCount + issues, examples: withExamples(examples, titles) });
  }

  /** The stored templates with the row that each had before the call. */
  *ofStored(): Iterable<{ readonly before: StoredTemplate; readonly use: TemplateUse }> {
    for (const [id, before] of this.stored) yield { before, use: this.get(id) };
  }
}
