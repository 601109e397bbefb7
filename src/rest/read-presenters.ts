import type { Issue } from '../domain/entities/issue.js';
import type { Pattern } from '../domain/entities/pattern.js';
import type { IssueSummary } from '../issues/issue-store.js';
import type { PatternExamples } from '../patterns/pattern-store.js';
import { instant, optionalInstant } from './presenters.js';

/*
 * The bodies of reads, key by key.
 */

/** An issue in a list, without its long texts. */
export function presentIssueSummary(issue: IssueSummary) {
  return {
    id: issue.id,
    source: issue.source,
    external_id: issue.externalId,
    title: issue.title,
    severity: issue.severity,
    status: issue.status,
    team: issue.team,
    assignee: issue.assignee,
    external_url: issue.externalUrl,
    occurrence_count: issue.occurrenceCount,
    source_created_at: optionalInstant(issue.sourceCreatedAt),
    source_updated_at: optionalInstant(issue.sourceUpdatedAt),
    first_seen_at: instant(issue.firstSeenAt),
    last_seen_at: instant(issue.lastSeenAt),
    created_at: instant(issue.createdAt),
    updated_at: instant(issue.updatedAt),
  };
}

export function presentIssue(issue: Issue) {
  return {
    ...presentIssueSummary(issue),
    source_raw: issue.sourceRaw,
    body: issue.body,
    metadata: issue.metadata === null ? null : JSON.parse(issue.metadata),
  };
}

/** A pattern in a list. */
export function presentPatternSummary(pattern: Pattern) {
  return {
    id: pattern.id,
    name: pattern.name,
    template: pattern.template,
    status: pattern.status,
    confidence: pattern.confidence,
    issue_count: pattern.issueCount,
    first_seen_at: instant(pattern.firstSeenAt),
    last_seen_at: instant(pattern.lastSeenAt),
  };
}

export function presentPattern(pattern: Pattern, examples: PatternExamples | undefined) {
  return {
    ...presentPatternSummary(pattern),
    examples: examples?.titles ?? [],
    slots: (examples?.slots ?? []).map(({ prefix, suffix, examples: values }) => ({
      prefix,
      suffix,
      examples: values,
    })),
  };
}
