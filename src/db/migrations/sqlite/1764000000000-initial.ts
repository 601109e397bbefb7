import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates workspaces, tokens, connectors, issues, jobs and idempotency records. */
export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS "access_token" (
      "id" blob PRIMARY KEY NOT NULL,
      "workspace_id" integer NOT NULL,
      "hash" blob NOT NULL,
      "name" varchar(100),
      "scopes" varchar(200) NOT NULL,
      "expires_at" bigint,
      "revoked_at" bigint,
      "created_at" bigint NOT NULL
    )`,
  `CREATE INDEX "access_token_workspace" ON "access_token" ("workspace_id")`,
  `CREATE UNIQUE INDEX "access_token_hash" ON "access_token" ("hash")`,
  `CREATE TABLE IF NOT EXISTS "connector" (
      "id" blob PRIMARY KEY NOT NULL,
      "workspace_id" integer NOT NULL,
      "source" varchar(16) NOT NULL,
      "name" varchar(100),
      "disabled_at" bigint,
      "created_at" bigint NOT NULL
    )`,
  `CREATE INDEX "connector_workspace" ON "connector" ("workspace_id")`,
  `CREATE TABLE IF NOT EXISTS "idempotency_record" (
      "workspace_id" integer NOT NULL,
      "key_digest" blob NOT NULL,
      "body_digest" blob NOT NULL,
      "job_id" blob NOT NULL,
      "expires_at" bigint NOT NULL,
      PRIMARY KEY ("workspace_id", "key_digest")
    )`,
  `CREATE INDEX "idempotency_record_expiry" ON "idempotency_record" ("expires_at")`,
  `CREATE TABLE IF NOT EXISTS "ingest_job" (
      "id" blob PRIMARY KEY NOT NULL,
      "workspace_id" integer NOT NULL,
      "kind" varchar(8) NOT NULL,
      "status" varchar(10) NOT NULL,
      "progress" double NOT NULL,
      "total" integer NOT NULL,
      "accepted" integer NOT NULL,
      "rejected_count" integer NOT NULL,
      "rejected" text,
      "records" blob NOT NULL,
      "attempts" integer NOT NULL,
      "claim" blob,
      "lease_until" bigint,
      "created_at" bigint NOT NULL,
      "started_at" bigint,
      "finished_at" bigint
    )`,
  `CREATE INDEX "ingest_job_lease" ON "ingest_job" ("lease_until")`,
  `CREATE INDEX "ingest_job_workspace" ON "ingest_job" ("workspace_id", "id")`,
  `CREATE TABLE IF NOT EXISTS "issue" (
      "workspace_id" integer NOT NULL,
      "id" blob NOT NULL,
      "source" varchar(16) NOT NULL,
      "source_raw" text,
      "external_id" text,
      "title" varchar(300) NOT NULL,
      "body" text,
      "severity" varchar(2) NOT NULL,
      "team" varchar(200),
      "external_url" varchar(2048),
      "metadata" text,
      "status" varchar(8) NOT NULL DEFAULT ('open'),
      "source_created_at" bigint,
      "source_updated_at" bigint,
      "connector_id" blob,
      "occurrence_count" integer NOT NULL DEFAULT (1),
      "last_seen_at" bigint,
      "updated_at" bigint,
      PRIMARY KEY ("workspace_id", "id")
    )`,
  `CREATE UNIQUE INDEX "issue_key" ON "issue" ("workspace_id", "source", "external_id")`,
  `CREATE TABLE IF NOT EXISTS "workspace" (
      "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
      "name" varchar(100) NOT NULL,
      "created_at" bigint NOT NULL
    )`,
  `CREATE UNIQUE INDEX "workspace_name" ON "workspace" ("name")`,
];
