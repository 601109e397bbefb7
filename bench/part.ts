import type { Databases } from './databases.js';
import type { Figure } from './report.js';

export interface PartOptions {
  readonly databases: Databases;
  /** Duration of a round. */
  readonly seconds: number;
  /** Rounds per server. */
  readonly rounds: number;
  /** Issues in the smaller backlog of the `settle` parts. */
  readonly issues: number;
}

/** Measures one group of figures. Starts and stops the servers that it compares. */
export type Part = (options: PartOptions) => Promise<Figure[]>;
