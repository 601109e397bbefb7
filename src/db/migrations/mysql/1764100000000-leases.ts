import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the lease of each workspace, the index of open jobs, and the versions at which detection changed its rows. */
export class Leases1764100000000 implements MigrationInterface {
  readonly name = 'Leases1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `ALTER TABLE ingest_job
      ADD COLUMN open_ws int NULL AFTER attempts,
      ADD INDEX ingest_job_open (open_ws, id)`,
  'UPDATE ingest_job SET open_ws = workspace_id WHERE lease_until IS NOT NULL',
  `ALTER TABLE pattern_state
      ADD COLUMN owner binary(16) NULL,
      ADD COLUMN owner_until bigint NULL,
      ADD COLUMN stamped_version int NOT NULL DEFAULT '0',
      ADD COLUMN delta_from int NOT NULL DEFAULT '0'`,
  `ALTER TABLE pattern_template
      ADD COLUMN changed int NOT NULL DEFAULT '0',
      ADD INDEX pattern_template_changed (workspace_id, changed)`,
  `ALTER TABLE pattern_signature
      ADD COLUMN changed int NOT NULL DEFAULT '0',
      ADD INDEX pattern_signature_changed (workspace_id, changed)`,
  `CREATE TABLE IF NOT EXISTS pattern_gone (
      workspace_id int NOT NULL,
      changed int NOT NULL,
      id int NOT NULL,
      replaced_by int NULL,
      PRIMARY KEY (workspace_id, changed, id)
    ) ENGINE=InnoDB`,
];
