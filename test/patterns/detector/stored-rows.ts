import type { DetectorChanges } from '../../../src/patterns/detector/detector-changes.js';
import type {
  DetectorBounds,
  DetectorDelta,
  DetectorRows,
} from '../../../src/patterns/detector/detector-state.js';
import { type DetectorIssue, PatternDetector } from '../../../src/patterns/detector/pattern-detector.js';
import type { SignatureRow, TemplateRow } from '../../../src/patterns/detector/template.js';

/** The rows of a database after the changes were applied in the order that `DetectorChanges` defines. */
export class StoredRows {
  private readonly templates = new Map<number, TemplateRow>();
  private readonly signatures = new Map<number, SignatureRow>();
  /** The signature of each issue's link. */
  readonly links = new Map<string, number>();
  readonly patterns = new Map<string, string | null>();
  private nextId = 1;
  /** Number of changes so far. */
  version = 0;
  /** The version that last changed each template and signature. */
  private readonly changed = new Map<number, number>();
  private readonly evicted = new Map<number, TemplateRow>();
  private readonly gone: { readonly id: number; readonly into: number | null; readonly version: number }[] =
    [];

  apply(changes: DetectorChanges): void {
    this.version++;
    this.stamp(changes);
    for (const match of changes.matches) this.links.set(match.issueId, match.signatureId);
    for (const { text: _text, contribution: _contribution, ...row } of changes.templates)
      this.templates.set(row.id, row);
    for (const row of changes.signatures) this.signatures.set(row.id, row);
    for (const { templateId, into } of changes.retired) {
      this.templates.delete(templateId);
      if (into === null) continue;
      for (const row of this.signatures.values())
        if (row.templateId === templateId) this.signatures.set(row.id, { ...row, templateId: into });
    }
    for (const id of changes.evictedSignatures) this.signatures.delete(id);
    for (const id of changes.newPatterns) this.patterns.set(id, null);
    for (const { from, into } of changes.mergedPatterns) this.patterns.set(from, into);
    this.nextId = changes.nextId;
  }

  /** What changed since a version, as another process reads it. */
  since(version: number): DetectorDelta {
    const isNew = ({ id }: { readonly id: number }): boolean => (this.changed.get(id) ?? 0) > version;
    const live = [...this.templates.values()].map((row) => ({ ...row, isLive: true }));
    const dead = [...this.evicted.values()].map((row) => ({ ...row, isLive: false }));
    return {
      templates: [...live, ...dead].filter(isNew),
      signatures: [...this.signatures.values()].filter(isNew),
      gone: this.gone.filter((entry) => entry.version > version),
      nextId: this.nextId,
    };
  }

  private stamp({ templates, signatures, retired, evictedSignatures }: DetectorChanges): void {
    const { version } = this;
    for (const { id } of [...templates, ...signatures]) this.changed.set(id, version);
    for (const { templateId: id, into } of retired) {
      const row = templates.find((template) => template.id === id);
      if (into !== null) this.gone.push({ id, into, version });
      else if (row !== undefined) this.evicted.set(id, row);
    }
    for (const id of evictedSignatures) this.gone.push({ id, into: null, version });
  }

  rows(): DetectorRows {
    return {
      templates: [...this.templates.values()],
      signatures: [...this.signatures.values()],
      nextId: this.nextId,
    };
  }

  /** The pattern of an issue; undefined after its signature or template was evicted. */
  patternOf(issueId: string): string | undefined {
    const signature = this.signatures.get(this.links.get(issueId) ?? -1);
    return signature === undefined ? undefined : this.templates.get(signature.templateId)?.patternId;
  }
}

/** Sorts rows for comparison. */
export function sorted(rows: DetectorRows): DetectorRows {
  const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;
  return { ...rows, templates: [...rows.templates].sort(byId), signatures: [...rows.signatures].sort(byId) };
}

/** A detector with its stored rows, and issues by title. */
export class Workspace {
  readonly stored = new StoredRows();
  detector: PatternDetector;
  private minted = 0;
  private posted = 0;

  constructor(private readonly bounds: Partial<DetectorBounds> = {}) {
    this.detector = new PatternDetector(this.mint, bounds);
  }

  readonly mint = (): string => `pattern-${++this.minted}`;

  /** Posts each title as a new issue in one batch and returns the issue ids. */
  post(...titles: string[]): string[] {
    return this.postIssues(
      titles.map((title) => ({ issueId: `issue-${++this.posted}`, title, source: 'custom_api' })),
    );
  }

  postIssues(issues: readonly DetectorIssue[]): string[] {
    this.write(this.detector.detect(issues));
    return issues.map((issue) => issue.issueId);
  }

  write(changes: DetectorChanges): void {
    this.stored.apply(changes);
  }

  /** Lets another process, which has a detector of an earlier version, continue. */
  handOver(detector: PatternDetector, version: number): void {
    detector.apply(this.stored.since(version));
    this.detector = detector;
  }

  restart(): void {
    this.detector = PatternDetector.restore(this.stored.rows(), this.mint, this.bounds);
  }

  /** The stored patterns of these issues. */
  patternsOf(...issueIds: string[]): (string | undefined)[] {
    return issueIds.map((id) => this.stored.patternOf(id));
  }

  /** Posts the titles in one batch and returns the number of their patterns. */
  groups(...titles: string[]): number {
    return new Set(this.patternsOf(...this.post(...titles))).size;
  }
}
