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
  `ALTER TABLE "connector" ADD COLUMN "settings" text`,
  `CREATE TABLE "connector_secret" (
      "id" blob PRIMARY KEY NOT NULL,
      "connector_id" blob NOT NULL,
      "sealed" blob NOT NULL,
      "expires_at" bigint,
      "created_at" bigint NOT NULL
    )`,
  `CREATE INDEX "connector_secret_connector" ON "connector_secret" ("connector_id")`,
  `CREATE TABLE "webhook_delivery" (
      "connector_id" blob NOT NULL,
      "id" blob NOT NULL,
      "workspace_id" integer NOT NULL,
      "outcome" varchar(10) NOT NULL,
      "reason" varchar(40),
      "event" varchar(100),
      "source_delivery_id" varchar(255),
      "body_bytes" integer NOT NULL,
      "replay_key" blob,
      "job_id" blob,
      "issue_id" blob,
      "attempts" integer NOT NULL,
      "decided_at" bigint NOT NULL,
      "sealed" blob,
      PRIMARY KEY ("connector_id", "id")
    ) WITHOUT ROWID`,
  `CREATE UNIQUE INDEX "webhook_delivery_replay" ON "webhook_delivery" ("connector_id", "replay_key")`,
];
