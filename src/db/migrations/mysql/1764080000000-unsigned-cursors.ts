import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cursors are not signed any more, so no key is shared between replicas. */
export class UnsignedCursors1764080000000 implements MigrationInterface {
  readonly name = 'UnsignedCursors1764080000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS server_key');
  }

  /** Migrations only go forward: going back would lose what was accepted. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
