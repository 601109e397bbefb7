import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the state of pattern detection and links through templates. No earlier version writes links. */
export class Detection1764060000000 implements MigrationInterface {
  readonly name = 'Detection1764060000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations are forward-only: reverting one would lose accepted data. */
  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}

const STATEMENTS = [
  'DROP TABLE IF EXISTS pattern_link',
  `CREATE TABLE pattern_link (
      workspace_id int NOT NULL,
      issue_id binary(16) NOT NULL,
      pattern_id binary(16) NOT NULL,
      template_id int NOT NULL,
      signature_id int NOT NULL,
      step varchar(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      algorithm int NOT NULL,
      linked_at bigint NOT NULL,
      INDEX pattern_link_template (workspace_id, template_id, signature_id),
      INDEX pattern_link_pattern (workspace_id, pattern_id, issue_id),
      PRIMARY KEY (workspace_id, issue_id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS pattern_template (
      workspace_id int NOT NULL,
      id int NOT NULL,
      live int NOT NULL,
      kind varchar(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      words mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      born int NOT NULL,
      pattern_id binary(16) NOT NULL,
      weakest_merge int NULL,
      first_issue_id binary(16) NULL,
      contribution double NOT NULL,
      issue_count int NOT NULL,
      examples mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      INDEX pattern_template_pattern (workspace_id, pattern_id),
      PRIMARY KEY (workspace_id, id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS pattern_signature (
      workspace_id int NOT NULL,
      id int NOT NULL,
      signature_key mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      template_id int NOT NULL,
      INDEX pattern_signature_template (workspace_id, template_id),
      PRIMARY KEY (workspace_id, id)
    ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS pattern_state (
      workspace_id int NOT NULL,
      version int NOT NULL,
      next_id int NOT NULL,
      PRIMARY KEY (workspace_id)
    ) ENGINE=InnoDB`,
  `ALTER TABLE pattern ADD COLUMN removed_count int NOT NULL DEFAULT '0' AFTER last_seen_at`,
  `ALTER TABLE pattern ADD COLUMN renamed int NOT NULL DEFAULT '0' AFTER removed_count`,
];
