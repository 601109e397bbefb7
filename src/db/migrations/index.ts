import type { MixedList } from 'typeorm';

type Migrations = MixedList<string | (new () => import('typeorm').MigrationInterface)>;

/** In the order of their time stamps. A merged migration is never edited; a change of tables is a new one. */
export const SQLITE_MIGRATIONS: Migrations = [];
export const MYSQL_MIGRATIONS: Migrations = [];
