import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drops the keys shared by replicas, because cursors are no longer signed. */
export class UnsignedCursors1764080000000 implements MigrationInterface {
  readonly name = 'UnsignedCursors1764080000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS server_key');
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
