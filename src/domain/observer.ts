import type { DeliveryOutcome } from './delivery.js';
import type { Outcome } from './record.js';
import type { Source } from './source.js';

/** Who counts what happens. The metrics implement it, so that the ingest path knows no metrics library. */
export interface Observer {
  recordsDecided(outcome: Outcome, source: Source | 'unknown', count: number): void;
  /** `unknown`: no such connector. */
  deliveryDecided(outcome: DeliveryOutcome, source: Source | 'unknown'): void;
  stageFinished(stage: 'persist' | 'process', seconds: number): void;
}
