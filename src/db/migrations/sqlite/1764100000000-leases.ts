import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the lease of each workspace, the index of open jobs, and the versions at which detection changed its rows. */
export class Leases1764100000000 implements MigrationInterface {
  readonly name = 'Leases1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `ALTER TABLE "ingest_job" ADD COLUMN "open_ws" integer`,
  `UPDATE "ingest_job" SET "open_ws" = "workspace_id" WHERE "lease_until" IS NOT NULL`,
  `CREATE INDEX "ingest_job_open" ON "ingest_job" ("open_ws", "id") WHERE open_ws IS NOT NULL`,
  `ALTER TABLE "pattern_state" ADD COLUMN "owner" blob`,
  `ALTER TABLE "pattern_state" ADD COLUMN "owner_until" bigint`,
  `ALTER TABLE "pattern_state" ADD COLUMN "stamped_version" integer NOT NULL DEFAULT (0)`,
  `ALTER TABLE "pattern_state" ADD COLUMN "delta_from" integer NOT NULL DEFAULT (0)`,
  `ALTER TABLE "pattern_template" ADD COLUMN "changed" integer NOT NULL DEFAULT (0)`,
  `CREATE INDEX "pattern_template_changed" ON "pattern_template" ("workspace_id", "changed")`,
  `ALTER TABLE "pattern_signature" ADD COLUMN "changed" integer NOT NULL DEFAULT (0)`,
  `CREATE INDEX "pattern_signature_changed" ON "pattern_signature" ("workspace_id", "changed")`,
  `CREATE TABLE IF NOT EXISTS "pattern_gone" (
      "workspace_id" integer NOT NULL,
      "changed" integer NOT NULL,
      "id" integer NOT NULL,
      "replaced_by" integer,
      PRIMARY KEY ("workspace_id", "changed", "id")
    )`,
];
