import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds assignees, and makes room for the status `acknowledged`. */
export class Acknowledgements1764130000000 implements MigrationInterface {
  readonly name = 'Acknowledgements1764130000000';

  async up(runner: QueryRunner): Promise<void> {
    // SQLite cannot change the type of a column.
    await runner.query('ALTER TABLE "issue" RENAME COLUMN "status" TO "former_status"');
    await runner.query(`ALTER TABLE "issue" ADD COLUMN "status" varchar(12) NOT NULL DEFAULT ('open')`);
    await runner.query(`UPDATE "issue" SET "status" = "former_status" WHERE "former_status" <> 'open'`);
    await runner.query('ALTER TABLE "issue" DROP COLUMN "former_status"');
    await runner.query('ALTER TABLE "issue" ADD COLUMN "assignee" varchar(200)');
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
