import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps one row for each repository or project in place of one for each issue. */
export class ExternalIdPrefixes1764130000004 implements MigrationInterface {
  readonly name = 'ExternalIdPrefixes1764130000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE issue_reference');
    await runner.query(`CREATE TABLE "external_id_prefix" (
      "connector_id" blob NOT NULL,
      "group_id" text NOT NULL,
      "prefix" text NOT NULL,
      "since" bigint NOT NULL,
      PRIMARY KEY ("connector_id", "group_id")
    ) WITHOUT ROWID`);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
