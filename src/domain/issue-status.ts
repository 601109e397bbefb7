/**
 * The statuses of an issue. An acknowledged issue stays so until a record resolves or reopens it. A record that changes a
 * resolved issue reopens it.
 */
export const ISSUE_STATUSES = ['open', 'acknowledged', 'resolved'] as const;
export type IssueStatus = (typeof ISSUE_STATUSES)[number];
