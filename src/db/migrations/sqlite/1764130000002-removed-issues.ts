import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds removals of issues that are reported before the issues. */
export class RemovedIssues1764130000002 implements MigrationInterface {
  readonly name = 'RemovedIssues1764130000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "removed_issue" (
      "workspace_id" integer NOT NULL,
      "key_digest" blob NOT NULL,
      "removed_at" bigint NOT NULL,
      "expires_at" bigint NOT NULL,
      PRIMARY KEY ("workspace_id", "key_digest")
    )`);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
