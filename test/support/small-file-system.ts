import { execFileSync } from 'node:child_process';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';

const BALLAST = 'ballast';

/**
 * The first part of a command line. What follows it runs in a mount namespace of its own, in which the empty folder is a small
 * file system. The process id stays the same. Works for any user on most Linux systems.
 *
 * @param size such as `64m`
 */
export function inSmallFileSystem(folder: string, size: string): string[] {
  const script = 'mount -t tmpfs -o size="$1" tmpfs "$0" && shift && exec "$@"';
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder, size];
}

/** Whether this machine allows that. */
export function canMount(): boolean {
  const script = 'mount -t tmpfs tmpfs "$0"';
  try {
    execFileSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, tmpdir()], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** The file system that a process sees at a folder. It stays accessible after the end of the process. */
export class SmallFileSystem {
  private readonly folder: number;

  constructor(pid: number, folder: string) {
    this.folder = openSync(`/proc/${pid}/root${folder}`, 'r');
  }

  pathOf(name: string): string {
    return `/proc/self/fd/${this.folder}/${name}`;
  }

  /** Writes a file until the file system is full. */
  fill(): void {
    const file = openSync(this.pathOf(BALLAST), 'w');
    // The last bytes one by one, so that not even a page is left.
    for (const bytes of [Buffer.alloc(2 ** 20), Buffer.alloc(4_096), Buffer.alloc(1)])
      while (writes(file, bytes));
    closeSync(file);
  }

  /** Removes that file. */
  free(): void {
    unlinkSync(this.pathOf(BALLAST));
  }

  close(): void {
    closeSync(this.folder);
  }
}

function writes(file: number, bytes: Buffer): boolean {
  try {
    writeSync(file, bytes);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
