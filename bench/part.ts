import type { Databases } from './databases.js';
import type { Figure } from './report.js';

export interface PartOptions {
  readonly databases: Databases;
  /** Length of a round. */
  readonly seconds: number;
  /** Rounds of each of the two that are compared. */
  readonly rounds: number;
}

/** One group of figures. Starts the servers that it compares and stops them. */
export type Part = (options: PartOptions) => Promise<Figure[]>;
