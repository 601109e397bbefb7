// Generated from schema/*.graphql by `npm run codegen`. Do not edit.
import { readJsonObject, readOneOf, readTimestamp, unlessBlank } from '../domain/rules/field-readers.js';
import { isHttpUrl } from '../domain/rules/http-url.js';
import { fitsBytes, fitsLength, isStorable } from '../domain/rules/text.js';
import type { AcceptedFields, RecordField } from './record-fields.js';

type Sent = Readonly<Record<string, unknown>>;

/** The declared fields of a record as sent. Blank values, and nulls that mean absent, are `undefined`. */
export type SentFields = Record<RecordField, unknown>;

const SEVERITY_NAMES: ReadonlyMap<string, 'p1' | 'p2' | 'p3' | 'p4'> = new Map([
  ['p1', 'p1'],
  ['p2', 'p2'],
  ['p3', 'p3'],
  ['p4', 'p4'],
]);

const STATUS_NAMES: ReadonlyMap<string, 'open' | 'acknowledged' | 'resolved'> = new Map([
  ['open', 'open'],
  ['acknowledged', 'acknowledged'],
  ['resolved', 'resolved'],
]);

function decodeIngestEventInputFromRest(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.external_id) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.external_url),
    sourceCreatedAt: unlessBlank(sent.source_created_at),
    sourceUpdatedAt: unlessBlank(sent.source_updated_at),
    connectorId: unlessBlank(sent.connector_id),
    metadata: unlessBlank(sent.metadata),
  };
}

function decodeIngestEventInputFromGraphql(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.externalId) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.externalUrl),
    sourceCreatedAt: unlessBlank(sent.sourceCreatedAt),
    sourceUpdatedAt: unlessBlank(sent.sourceUpdatedAt),
    connectorId: unlessBlank(sent.connectorId),
    metadata: unlessBlank(sent.metadata),
  };
}

function acceptIngestEventInput(sent: SentFields): AcceptedFields | null {
  const { externalId } = sent;
  if (externalId !== undefined && (typeof externalId !== 'string' || !isStorable(externalId) || !fitsLength(externalId, 512))) return null;
  const { source } = sent;
  if (source !== undefined && (typeof source !== 'string' || !isStorable(source))) return null;
  const { title } = sent;
  if (title !== undefined && (typeof title !== 'string' || !isStorable(title) || !fitsLength(title, 300))) return null;
  const { body } = sent;
  if (body !== undefined && body !== null && (typeof body !== 'string' || !isStorable(body) || !fitsBytes(body, 1048576))) return null;
  const severity = readOneOf(sent.severity, SEVERITY_NAMES);
  if (severity === false) return null;
  const status = readOneOf(sent.status, STATUS_NAMES);
  if (status === false || status === null) return null;
  const { team } = sent;
  if (team !== undefined && team !== null && (typeof team !== 'string' || !isStorable(team) || !fitsLength(team, 200))) return null;
  const { assignee } = sent;
  if (assignee !== undefined && assignee !== null && (typeof assignee !== 'string' || !isStorable(assignee) || !fitsLength(assignee, 200))) return null;
  const { externalUrl } = sent;
  if (externalUrl !== undefined && externalUrl !== null && (typeof externalUrl !== 'string' || !isStorable(externalUrl) || !fitsLength(externalUrl, 2048) || !isHttpUrl(externalUrl))) return null;
  const sourceCreatedAt = readTimestamp(sent.sourceCreatedAt);
  if (sourceCreatedAt === false) return null;
  const sourceUpdatedAt = readTimestamp(sent.sourceUpdatedAt);
  if (sourceUpdatedAt === false) return null;
  const { connectorId } = sent;
  if (connectorId !== undefined && connectorId !== null && (typeof connectorId !== 'string' || !isStorable(connectorId))) return null;
  const metadata = readJsonObject(sent.metadata, 65536, 20);
  if (metadata === false) return null;
  if (externalId === undefined && title === undefined) return null;
  return {
    externalId,
    source,
    title,
    body,
    severity,
    status,
    team,
    assignee,
    externalUrl,
    sourceCreatedAt,
    sourceUpdatedAt,
    connectorId,
    metadata,
  };
}

function decodeIngestRecordInputFromRest(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.external_id) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.external_url),
    sourceCreatedAt: unlessBlank(sent.source_created_at),
    sourceUpdatedAt: unlessBlank(sent.source_updated_at),
    connectorId: unlessBlank(sent.connector_id),
    metadata: unlessBlank(sent.metadata),
  };
}

function decodeIngestRecordInputFromGraphql(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.externalId) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.externalUrl),
    sourceCreatedAt: unlessBlank(sent.sourceCreatedAt),
    sourceUpdatedAt: unlessBlank(sent.sourceUpdatedAt),
    connectorId: unlessBlank(sent.connectorId),
    metadata: unlessBlank(sent.metadata),
  };
}

function acceptIngestRecordInput(sent: SentFields): AcceptedFields | null {
  const { externalId } = sent;
  if (typeof externalId !== 'string' || !isStorable(externalId) || !fitsLength(externalId, 512)) return null;
  const { source } = sent;
  if (typeof source !== 'string' || !isStorable(source)) return null;
  const { title } = sent;
  if (typeof title !== 'string' || !isStorable(title) || !fitsLength(title, 300)) return null;
  const { body } = sent;
  if (body !== undefined && body !== null && (typeof body !== 'string' || !isStorable(body) || !fitsBytes(body, 1048576))) return null;
  const severity = readOneOf(sent.severity, SEVERITY_NAMES);
  if (severity === false) return null;
  const status = readOneOf(sent.status, STATUS_NAMES);
  if (status === false || status === null) return null;
  const { team } = sent;
  if (team !== undefined && team !== null && (typeof team !== 'string' || !isStorable(team) || !fitsLength(team, 200))) return null;
  const { assignee } = sent;
  if (assignee !== undefined && assignee !== null && (typeof assignee !== 'string' || !isStorable(assignee) || !fitsLength(assignee, 200))) return null;
  const { externalUrl } = sent;
  if (externalUrl !== undefined && externalUrl !== null && (typeof externalUrl !== 'string' || !isStorable(externalUrl) || !fitsLength(externalUrl, 2048) || !isHttpUrl(externalUrl))) return null;
  const sourceCreatedAt = readTimestamp(sent.sourceCreatedAt);
  if (sourceCreatedAt === false) return null;
  const sourceUpdatedAt = readTimestamp(sent.sourceUpdatedAt);
  if (sourceUpdatedAt === false) return null;
  const { connectorId } = sent;
  if (connectorId !== undefined && connectorId !== null && (typeof connectorId !== 'string' || !isStorable(connectorId))) return null;
  const metadata = readJsonObject(sent.metadata, 65536, 20);
  if (metadata === false) return null;
  return {
    externalId,
    source,
    title,
    body,
    severity,
    status,
    team,
    assignee,
    externalUrl,
    sourceCreatedAt,
    sourceUpdatedAt,
    connectorId,
    metadata,
  };
}

function decodeSourceIssueInputFromRest(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.external_id) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.external_url),
    sourceCreatedAt: unlessBlank(sent.source_created_at),
    sourceUpdatedAt: unlessBlank(sent.source_updated_at),
    connectorId: unlessBlank(sent.connector_id),
    metadata: unlessBlank(sent.metadata),
  };
}

function decodeSourceIssueInputFromGraphql(sent: Sent): SentFields {
  return {
    externalId: unlessBlank(sent.externalId) ?? undefined,
    source: unlessBlank(sent.source) ?? undefined,
    title: unlessBlank(sent.title) ?? undefined,
    body: sent.body,
    severity: unlessBlank(sent.severity),
    status: unlessBlank(sent.status) ?? undefined,
    team: unlessBlank(sent.team),
    assignee: unlessBlank(sent.assignee),
    externalUrl: unlessBlank(sent.externalUrl),
    sourceCreatedAt: unlessBlank(sent.sourceCreatedAt),
    sourceUpdatedAt: unlessBlank(sent.sourceUpdatedAt),
    connectorId: unlessBlank(sent.connectorId),
    metadata: unlessBlank(sent.metadata),
  };
}

function acceptSourceIssueInput(sent: SentFields): AcceptedFields | null {
  const { externalId } = sent;
  if (typeof externalId !== 'string' || !isStorable(externalId) || !fitsLength(externalId, 512)) return null;
  const { source } = sent;
  if (source !== undefined && (typeof source !== 'string' || !isStorable(source))) return null;
  const { title } = sent;
  if (typeof title !== 'string' || !isStorable(title) || !fitsLength(title, 300)) return null;
  const { body } = sent;
  if (body !== undefined && body !== null && (typeof body !== 'string' || !isStorable(body) || !fitsBytes(body, 1048576))) return null;
  const severity = readOneOf(sent.severity, SEVERITY_NAMES);
  if (severity === false) return null;
  const status = readOneOf(sent.status, STATUS_NAMES);
  if (status === false || status === null) return null;
  const { team } = sent;
  if (team !== undefined && team !== null && (typeof team !== 'string' || !isStorable(team) || !fitsLength(team, 200))) return null;
  const { assignee } = sent;
  if (assignee !== undefined && assignee !== null && (typeof assignee !== 'string' || !isStorable(assignee) || !fitsLength(assignee, 200))) return null;
  const { externalUrl } = sent;
  if (externalUrl !== undefined && externalUrl !== null && (typeof externalUrl !== 'string' || !isStorable(externalUrl) || !fitsLength(externalUrl, 2048) || !isHttpUrl(externalUrl))) return null;
  const sourceCreatedAt = readTimestamp(sent.sourceCreatedAt);
  if (sourceCreatedAt === false) return null;
  const sourceUpdatedAt = readTimestamp(sent.sourceUpdatedAt);
  if (sourceUpdatedAt === false) return null;
  const { connectorId } = sent;
  if (connectorId !== undefined && connectorId !== null && (typeof connectorId !== 'string' || !isStorable(connectorId))) return null;
  const metadata = readJsonObject(sent.metadata, 65536, 20);
  if (metadata === false) return null;
  return {
    externalId,
    source,
    title,
    body,
    severity,
    status,
    team,
    assignee,
    externalUrl,
    sourceCreatedAt,
    sourceUpdatedAt,
    connectorId,
    metadata,
  };
}

/** By input: the functions that read a record from each surface, and the one that accepts it. */
export const ACCEPT = {
  IngestEventInput: {
    decode: { rest: decodeIngestEventInputFromRest, graphql: decodeIngestEventInputFromGraphql },
    accept: acceptIngestEventInput,
  },
  IngestRecordInput: {
    decode: { rest: decodeIngestRecordInputFromRest, graphql: decodeIngestRecordInputFromGraphql },
    accept: acceptIngestRecordInput,
  },
  SourceIssueInput: {
    decode: { rest: decodeSourceIssueInputFromRest, graphql: decodeSourceIssueInputFromGraphql },
    accept: acceptSourceIssueInput,
  },
} as const;
