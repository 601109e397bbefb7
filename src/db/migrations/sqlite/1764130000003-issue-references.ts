import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the ids by which sources mean an issue whatever its external id is. */
export class IssueReferences1764130000003 implements MigrationInterface {
  readonly name = 'IssueReferences1764130000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "issue_reference" (
      "connector_id" blob NOT NULL,
      "native_id" text NOT NULL,
      "external_id" text NOT NULL,
      PRIMARY KEY ("connector_id", "native_id")
    ) WITHOUT ROWID`);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
