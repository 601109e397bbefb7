import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds patterns, their links, and keys shared by replicas. */
export class Reading1764050000000 implements MigrationInterface {
  readonly name = 'Reading1764050000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS "pattern" (
      "workspace_id" integer NOT NULL,
      "id" blob NOT NULL,
      "name" varchar(300) NOT NULL,
      "template" varchar(2048) NOT NULL,
      "status" varchar(10) NOT NULL,
      "confidence" double NOT NULL,
      "issue_count" integer NOT NULL,
      "first_seen_at" bigint NOT NULL,
      "last_seen_at" bigint NOT NULL,
      "merged_into" blob,
      PRIMARY KEY ("workspace_id", "id")
    )`,
  `CREATE TABLE IF NOT EXISTS "pattern_link" (
      "workspace_id" integer NOT NULL,
      "issue_id" blob NOT NULL,
      "pattern_id" blob NOT NULL,
      "step" varchar(12) NOT NULL,
      "template" varchar(2048) NOT NULL,
      "slot_values" text,
      "score" double NOT NULL,
      "algorithm" varchar(16) NOT NULL,
      "linked_at" bigint NOT NULL,
      PRIMARY KEY ("workspace_id", "issue_id")
    )`,
  `CREATE INDEX "pattern_link_pattern" ON "pattern_link" ("workspace_id", "pattern_id", "issue_id")`,
  `CREATE TABLE IF NOT EXISTS "server_key" (
      "name" varchar(32) PRIMARY KEY NOT NULL,
      "bytes" blob NOT NULL
    )`,
];
