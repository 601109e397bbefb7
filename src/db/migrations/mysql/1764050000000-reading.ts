import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds patterns, their links, and keys shared by replicas. */
export class Reading1764050000000 implements MigrationInterface {
  readonly name = 'Reading1764050000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS pattern (
      workspace_id int NOT NULL,
      id binary(16) NOT NULL,
      name varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      template varchar(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      status varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      confidence double NOT NULL,
      issue_count int NOT NULL,
      first_seen_at bigint NOT NULL,
      last_seen_at bigint NOT NULL,
      merged_into binary(16) NULL,
      PRIMARY KEY (workspace_id, id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS pattern_link (
      workspace_id int NOT NULL,
      issue_id binary(16) NOT NULL,
      pattern_id binary(16) NOT NULL,
      step varchar(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      template varchar(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      slot_values mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      score double NOT NULL,
      algorithm varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      linked_at bigint NOT NULL,
      INDEX pattern_link_pattern (workspace_id, pattern_id, issue_id),
      PRIMARY KEY (workspace_id, issue_id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS server_key (
      name varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      bytes binary(32) NOT NULL,
      PRIMARY KEY (name)
    ) ENGINE=InnoDB`,
];
