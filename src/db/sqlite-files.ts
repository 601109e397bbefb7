import { statSync } from 'node:fs';

/** An open database file no longer has its name. SQLite has the same code for it, but does not check in WAL mode. */
export class DatabaseFileMovedError extends Error {
  readonly code = 'SQLITE_READONLY_DBMOVED';

  constructor(file: string) {
    super(
      `${file} was deleted or replaced while it was open, so nothing written to it would be found after a restart`,
    );
    this.name = 'DatabaseFileMovedError';
  }
}

/**
 * The files of an open SQLite database. Unix keeps a deleted or replaced file until it is closed, so writes would succeed
 * and be lost. Like SQLite's own check, this one compares the number of the file.
 */
export class SqliteFiles {
  private readonly file: OpenFile;
  private readonly log: OpenFile;

  /** @param file of a database that has just been opened */
  constructor(file: string) {
    this.file = new OpenFile(file);
    // Created by the first transaction and kept until the last connection is closed.
    this.log = new OpenFile(`${file}-wal`);
  }

  /** @throws DatabaseFileMovedError */
  requireUnmoved(): void {
    this.file.requireUnmoved();
    this.log.requireUnmoved();
  }

  /** After the connection was opened again, which can create another log. */
  forgetLog(): void {
    this.log.forget();
  }
}

class OpenFile {
  private identity: string | undefined;

  constructor(private readonly path: string) {
    this.identity = identityOf(path);
  }

  requireUnmoved(): void {
    const identity = identityOf(this.path);
    this.identity ??= identity;
    if (identity !== this.identity) throw new DatabaseFileMovedError(this.path);
  }

  forget(): void {
    this.identity = undefined;
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
