import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the state of pattern detection and links through templates. No earlier version writes links. */
export class Detection1764060000000 implements MigrationInterface {
  readonly name = 'Detection1764060000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `DROP TABLE IF EXISTS "pattern_link"`,
  `CREATE TABLE "pattern_link" (
      "workspace_id" integer NOT NULL,
      "issue_id" blob NOT NULL,
      "pattern_id" blob NOT NULL,
      "template_id" integer NOT NULL,
      "signature_id" integer NOT NULL,
      "step" varchar(12) NOT NULL,
      "algorithm" integer NOT NULL,
      "linked_at" bigint NOT NULL,
      PRIMARY KEY ("workspace_id", "issue_id")
    )`,
  `CREATE INDEX "pattern_link_template" ON "pattern_link" ("workspace_id", "template_id", "signature_id")`,
  `CREATE INDEX "pattern_link_pattern" ON "pattern_link" ("workspace_id", "pattern_id", "issue_id")`,
  `CREATE TABLE IF NOT EXISTS "pattern_template" (
      "workspace_id" integer NOT NULL,
      "id" integer NOT NULL,
      "live" integer NOT NULL,
      "kind" varchar(12) NOT NULL,
      "words" text NOT NULL,
      "born" integer NOT NULL,
      "pattern_id" blob NOT NULL,
      "weakest_merge" integer,
      "first_issue_id" blob,
      "contribution" double NOT NULL,
      "issue_count" integer NOT NULL,
      "examples" text NOT NULL,
      PRIMARY KEY ("workspace_id", "id")
    )`,
  `CREATE INDEX "pattern_template_pattern" ON "pattern_template" ("workspace_id", "pattern_id")`,
  `CREATE TABLE IF NOT EXISTS "pattern_signature" (
      "workspace_id" integer NOT NULL,
      "id" integer NOT NULL,
      "signature_key" text NOT NULL,
      "template_id" integer NOT NULL,
      PRIMARY KEY ("workspace_id", "id")
    )`,
  `CREATE INDEX "pattern_signature_template" ON "pattern_signature" ("workspace_id", "template_id")`,
  `CREATE TABLE IF NOT EXISTS "pattern_state" (
      "workspace_id" integer PRIMARY KEY NOT NULL,
      "version" integer NOT NULL,
      "next_id" integer NOT NULL
    )`,
  `ALTER TABLE "pattern" ADD COLUMN "removed_count" integer NOT NULL DEFAULT (0)`,
  `ALTER TABLE "pattern" ADD COLUMN "renamed" integer NOT NULL DEFAULT (0)`,
];
