import type { Logger } from 'pino';
import { createLogger } from '../../src/logger.js';

/** A logger that writes to memory. */
export function recordLogs(): { readonly logger: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const logger = createLogger('trace', {
    write: (line: string) => {
      lines.push(line);
    },
  });
  return { logger, lines };
}
