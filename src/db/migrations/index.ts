import type { MigrationInterface } from 'typeorm';
import type { DatabaseKind } from '../database-url.js';
import { Initial1764000000000 as MysqlInitial } from './mysql/1764000000000-initial.js';
import { Reading1764050000000 as MysqlReading } from './mysql/1764050000000-reading.js';
import { Detection1764060000000 as MysqlDetection } from './mysql/1764060000000-detection.js';
import { Webhooks1764070000000 as MysqlWebhooks } from './mysql/1764070000000-webhooks.js';
import { UnsignedCursors1764080000000 as MysqlUnsignedCursors } from './mysql/1764080000000-unsigned-cursors.js';
import { Leases1764100000000 as MysqlLeases } from './mysql/1764100000000-leases.js';
import { JobTraces1764110500000 as MysqlJobTraces } from './mysql/1764110500000-job-traces.js';
import { Acknowledgements1764130000000 as MysqlAcknowledgements } from './mysql/1764130000000-acknowledgements.js';
import { AppliedCounts1764130000001 as MysqlAppliedCounts } from './mysql/1764130000001-applied-counts.js';
import { RemovedIssues1764130000002 as MysqlRemovedIssues } from './mysql/1764130000002-removed-issues.js';
import { IssueReferences1764130000003 as MysqlIssueReferences } from './mysql/1764130000003-issue-references.js';
import { ExternalIdPrefixes1764130000004 as MysqlExternalIdPrefixes } from './mysql/1764130000004-external-id-prefixes.js';
import { Initial1764000000000 as SqliteInitial } from './sqlite/1764000000000-initial.js';
import { Reading1764050000000 as SqliteReading } from './sqlite/1764050000000-reading.js';
import { Detection1764060000000 as SqliteDetection } from './sqlite/1764060000000-detection.js';
import { Webhooks1764070000000 as SqliteWebhooks } from './sqlite/1764070000000-webhooks.js';
import { UnsignedCursors1764080000000 as SqliteUnsignedCursors } from './sqlite/1764080000000-unsigned-cursors.js';
import { Leases1764100000000 as SqliteLeases } from './sqlite/1764100000000-leases.js';
import { JobTraces1764110500000 as SqliteJobTraces } from './sqlite/1764110500000-job-traces.js';
import { Acknowledgements1764130000000 as SqliteAcknowledgements } from './sqlite/1764130000000-acknowledgements.js';
import { AppliedCounts1764130000001 as SqliteAppliedCounts } from './sqlite/1764130000001-applied-counts.js';
import { RemovedIssues1764130000002 as SqliteRemovedIssues } from './sqlite/1764130000002-removed-issues.js';
import { IssueReferences1764130000003 as SqliteIssueReferences } from './sqlite/1764130000003-issue-references.js';
import { ExternalIdPrefixes1764130000004 as SqliteExternalIdPrefixes } from './sqlite/1764130000004-external-id-prefixes.js';

/** In the order of their timestamps. The statements of a merged migration are never changed: add a new migration. */
export const MIGRATIONS: Record<DatabaseKind, (new () => MigrationInterface)[]> = {
  sqlite: [
    SqliteInitial,
    SqliteReading,
    SqliteDetection,
    SqliteWebhooks,
    SqliteUnsignedCursors,
    SqliteLeases,
    SqliteJobTraces,
    SqliteAcknowledgements,
    SqliteAppliedCounts,
    SqliteRemovedIssues,
    SqliteIssueReferences,
    SqliteExternalIdPrefixes,
  ],
  mysql: [
    MysqlInitial,
    MysqlReading,
    MysqlDetection,
    MysqlWebhooks,
    MysqlUnsignedCursors,
    MysqlLeases,
    MysqlJobTraces,
    MysqlAcknowledgements,
    MysqlAppliedCounts,
    MysqlRemovedIssues,
    MysqlIssueReferences,
    MysqlExternalIdPrefixes,
  ],
};
