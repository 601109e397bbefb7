/**
 * What became of a delivery. accepted: its records are stored. duplicate: the same was accepted before. ignored: it
 * concerns no issue. refused: it was not proven, or its sender must correct it. failed: it could not be processed.
 */
export const DELIVERY_OUTCOMES = ['accepted', 'duplicate', 'ignored', 'refused', 'failed'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** A delivery as a reader sees it. Instants are epoch milliseconds. */
export interface DeliveryView {
  readonly id: string;
  readonly workspaceId: number;
  readonly connectorId: string;
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
  readonly event: string | null;
  readonly sourceDeliveryId: string | null;
  readonly bodyBytes: number;
  readonly jobId: string | null;
  readonly issueId: string | null;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly decidedAt: number;
  /** Whether the body is kept, so that it can be replayed. */
  readonly replayable: boolean;
}
