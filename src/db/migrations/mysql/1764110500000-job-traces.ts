import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the span of the request that stored a job. */
export class JobTraces1764110500000 implements MigrationInterface {
  readonly name = 'JobTraces1764110500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE ingest_job ADD COLUMN traceparent varchar(55) CHARACTER SET ascii COLLATE ascii_bin NULL',
    );
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
