import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a body that was accepted before be accepted again, once its issues have changed. */
export class AppliedCounts1764130000001 implements MigrationInterface {
  readonly name = 'AppliedCounts1764130000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_delivery ADD COLUMN applied_count int NULL');
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
