/** The result of a webhook delivery. The enum `DeliveryOutcome` of the schema describes each value. */
export const DELIVERY_OUTCOMES = ['accepted', 'duplicate', 'ignored', 'refused', 'failed'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** A delivery for readers. Instants are epoch milliseconds. */
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
  /** Occurrences of its issues after it was applied, in total, or null. */
  readonly appliedCount: number | null;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly decidedAt: number;
  /** Whether the body is kept, so that the delivery can be replayed. */
  readonly replayable: boolean;
}
