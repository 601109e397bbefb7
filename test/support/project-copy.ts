import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The root of the repository: the nearest folder above this file that contains the codegen configuration. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(join(folder, 'codegen.yml')) ? folder : findRoot(dirname(folder));
}

/**
 * A copy of parts of the repository that a test may change. It is inside the repository, so that packages resolve, in a
 * folder that git ignores.
 */
export class ProjectCopy {
  readonly folder: string;

  constructor(parts: readonly string[]) {
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    this.folder = mkdtempSync(join(ROOT, 'dist', 'copy-'));
    for (const part of parts) cpSync(join(ROOT, part), this.path(part), { recursive: true });
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  /** @throws Error if the edit changes nothing, because then its anchor is gone */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`The edit of ${file} found nothing to change.`);
    this.write(file, after);
  }

  /**
   * Runs a program of `node_modules/.bin` in the copy.
   * @throws Error with the output of the program if it fails
   */
  async run(program: string, ...args: readonly string[]): Promise<void> {
    try {
      await run(join(ROOT, 'node_modules', '.bin', program), args, { cwd: this.folder });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
