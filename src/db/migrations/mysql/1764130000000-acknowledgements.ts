import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds assignees, and makes room for the status `acknowledged`. */
export class Acknowledgements1764130000000 implements MigrationInterface {
  readonly name = 'Acknowledgements1764130000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE issue
      MODIFY status varchar(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
      ADD COLUMN assignee varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL`);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
