/** Known sources. The values are those of REST. */
export const SOURCES = [
  'jira',
  'servicenow',
  'github',
  'pagerduty',
  'opsgenie',
  'linear',
  'zendesk',
  'slack',
  'email',
  'database',
  'custom_api',
] as const;
export type Source = (typeof SOURCES)[number];

/** The sources with a push path of their own, `POST /v1/ingest/{source}/issues`. */
export const SOURCE_PATHS = [
  'jira',
  'servicenow',
  'github',
  'pagerduty',
  'opsgenie',
  'linear',
  'zendesk',
  'custom_api',
] as const;
export type SourcePath = (typeof SOURCE_PATHS)[number];

export const DEFAULT_SOURCE: Source = 'custom_api';

const KNOWN: ReadonlySet<string> = new Set(SOURCES);
const PATHS: ReadonlySet<string> = new Set(SOURCE_PATHS);

/** Resolves a source, ignoring case and surrounding white space. An unknown one becomes `custom_api`, with the sent text in `sourceRaw`. */
export function resolveSource(sent: string): { source: Source; sourceRaw: string | null } {
  if (KNOWN.has(sent)) return { source: sent as Source, sourceRaw: null };
  const name = sent.trim().toLowerCase();
  if (KNOWN.has(name)) return { source: name as Source, sourceRaw: null };
  return { source: DEFAULT_SOURCE, sourceRaw: sent };
}

export function isSourcePath(text: string): text is SourcePath {
  return PATHS.has(text);
}
