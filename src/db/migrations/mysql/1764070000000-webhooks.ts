import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds secrets and settings of connectors, and webhook deliveries. */
export class Webhooks1764070000000 implements MigrationInterface {
  readonly name = 'Webhooks1764070000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `ALTER TABLE connector ADD settings mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL`,
  `CREATE TABLE connector_secret (
      id binary(16) NOT NULL,
      connector_id binary(16) NOT NULL,
      sealed blob NOT NULL,
      expires_at bigint NULL,
      created_at bigint NOT NULL,
      INDEX connector_secret_connector (connector_id),
      PRIMARY KEY (id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE webhook_delivery (
      connector_id binary(16) NOT NULL,
      id binary(16) NOT NULL,
      workspace_id int NOT NULL,
      outcome varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      reason varchar(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
      event varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      source_delivery_id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      body_bytes int NOT NULL,
      replay_key binary(32) NULL,
      job_id binary(16) NULL,
      issue_id binary(16) NULL,
      attempts int NOT NULL,
      decided_at bigint NOT NULL,
      sealed mediumblob NULL,
      UNIQUE INDEX webhook_delivery_replay (connector_id, replay_key),
      PRIMARY KEY (connector_id, id)
    ) ENGINE=InnoDB`,
];
