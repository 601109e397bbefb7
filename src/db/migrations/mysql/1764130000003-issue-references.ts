import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the ids by which sources mean an issue whatever its external id is. */
export class IssueReferences1764130000003 implements MigrationInterface {
  readonly name = 'IssueReferences1764130000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE issue_reference (
      connector_id binary(16) NOT NULL,
      native_id varbinary(255) NOT NULL,
      external_id varbinary(2048) NOT NULL,
      PRIMARY KEY (connector_id, native_id)
    ) ENGINE=InnoDB`);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
