import type { DeliveryOutcome } from './delivery.js';
import type { Outcome } from './record.js';
import type { Source } from './source.js';

/** Counts events. The metrics implement it, so that the ingest path does not depend on a metrics library. */
export interface Observer {
  recordsDecided(outcome: Outcome, source: Source | 'unknown', count: number): void;
  /** The source is `unknown` if the connector does not exist. */
  deliveryDecided(outcome: DeliveryOutcome, source: Source | 'unknown'): void;
  stageFinished(stage: 'persist' | 'process', seconds: number): void;
  /** The sweep found workspaces whose wake-up was lost, or whose worker stopped. */
  sweepFound(workspaces: number): void;
}
