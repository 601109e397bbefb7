import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates workspaces, tokens, connectors, issues, jobs and idempotency records. */
export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS access_token (
      id binary(16) NOT NULL,
      workspace_id int NOT NULL,
      hash binary(32) NOT NULL,
      name varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      scopes varchar(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      expires_at bigint NULL,
      revoked_at bigint NULL,
      created_at bigint NOT NULL,
      INDEX access_token_workspace (workspace_id),
      UNIQUE INDEX access_token_hash (hash),
      PRIMARY KEY (id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS connector (
      id binary(16) NOT NULL,
      workspace_id int NOT NULL,
      source varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      name varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      disabled_at bigint NULL,
      created_at bigint NOT NULL,
      INDEX connector_workspace (workspace_id),
      PRIMARY KEY (id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS idempotency_record (
      workspace_id int NOT NULL,
      key_digest binary(32) NOT NULL,
      body_digest binary(32) NOT NULL,
      job_id binary(16) NOT NULL,
      expires_at bigint NOT NULL,
      INDEX idempotency_record_expiry (expires_at),
      PRIMARY KEY (workspace_id, key_digest)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS ingest_job (
      id binary(16) NOT NULL,
      workspace_id int NOT NULL,
      kind varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      status varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      progress double NOT NULL,
      total int NOT NULL,
      accepted int NOT NULL,
      rejected_count int NOT NULL,
      rejected mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      records blob NOT NULL,
      attempts int NOT NULL,
      claim binary(16) NULL,
      lease_until bigint NULL,
      created_at bigint NOT NULL,
      started_at bigint NULL,
      finished_at bigint NULL,
      INDEX ingest_job_lease (lease_until),
      INDEX ingest_job_workspace (workspace_id, id),
      PRIMARY KEY (id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS issue (
      workspace_id int NOT NULL,
      id binary(16) NOT NULL,
      source varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      source_raw mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      external_id varbinary(2048) NULL,
      title varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      body mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      severity varchar(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      team varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      external_url varchar(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      metadata mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      status varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
      source_created_at bigint NULL,
      source_updated_at bigint NULL,
      connector_id binary(16) NULL,
      occurrence_count int NOT NULL DEFAULT '1',
      last_seen_at bigint NULL,
      updated_at bigint NULL,
      UNIQUE INDEX issue_key (workspace_id, source, external_id),
      PRIMARY KEY (workspace_id, id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS workspace (
      id int NOT NULL AUTO_INCREMENT,
      name varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      created_at bigint NOT NULL,
      UNIQUE INDEX workspace_name (name),
      PRIMARY KEY (id)
    ) ENGINE=InnoDB`,
];
