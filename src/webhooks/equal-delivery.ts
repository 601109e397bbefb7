import type { DeliveryStore } from '../connectors/delivery-store.js';
import type { DeliveryView } from '../domain/delivery.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { JobStore } from '../jobs/job-store.js';
import type { DeliveryNames } from './delivery-log.js';
import type { VerifiedDelivery } from './delivery-verifier.js';

/** Where the earlier delivery and its issues are looked up. */
export interface EqualDeliveryStores {
  readonly deliveries: DeliveryStore;
  readonly issues: IssueStore;
  readonly jobs: JobStore;
}

/**
 * Whether a delivery with the body of an earlier, accepted one was sent on purpose, because its issue returned to an earlier
 * state. It is a repeat if nothing else was applied to its issues since, if its signature covers a time, or if a delivery with
 * the same id of the source's own was accepted.
 */
export async function isSentAgain(
  { deliveries, issues, jobs }: EqualDeliveryStores,
  { connector, keyHoldsBody, isTimed }: VerifiedDelivery,
  names: DeliveryNames | undefined,
  { jobId, appliedCount }: DeliveryView,
): Promise<boolean> {
  if (!keyHoldsBody || isTimed || appliedCount === null || jobId === null) return false;
  const { workspaceId, bytes } = connector;
  const job = await jobs.findJob(workspaceId, jobId);
  const found = await issues.findIssues(workspaceId, [...new Set(job?.issueIds ?? [])]);
  const count = [...found.values()].reduce((sum, { occurrenceCount }) => sum + occurrenceCount, 0);
  if (count === appliedCount) return false;
  const ownId = names?.sourceDeliveryId ?? null;
  return ownId === null || !(await deliveries.wasAccepted(bytes, ownId));
}
