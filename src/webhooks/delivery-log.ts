import type { DeliveryConnector } from '../connectors/connector-store.js';
import type { DeliveryStore, NewDelivery } from '../connectors/delivery-store.js';
import type { Database } from '../db/database.js';
import type { DeliveryOutcome } from '../domain/delivery.js';
import { decodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import { cutCodePoints, isStorable } from '../domain/rules/text.js';
import type { Source } from '../domain/source.js';
import { type PendingGroup, WriteQueue } from '../ingest/write-queue.js';
import type { WebhookEvent } from '../sources/payload/webhook-source.js';
import { webhookSource } from '../sources/registry.js';

/** The part of a delivery that is known before it is read. */
export interface LoggedDelivery {
  readonly id: Buffer;
  readonly connector: DeliveryConnector;
  readonly body: Buffer;
  /** 1 for a new delivery; more when a failed one is replayed. */
  readonly attempts: number;
}

/** The names that a delivery gives itself, cut to the length of the columns. */
export interface DeliveryNames {
  readonly event: string | null;
  readonly sourceDeliveryId: string | null;
}

/** The decision on a delivery. */
export interface DeliveryDecision {
  readonly outcome: DeliveryOutcome;
  /** One word, or null if the outcome needs no reason. */
  readonly reason: string | null;
  readonly jobId?: string | null;
  readonly issueId?: string | null;
  /** Identifies an accepted delivery, so that it is not accepted again. */
  readonly replayKey?: Buffer | null;
  /** The encrypted delivery, if it is kept for a replay. */
  readonly sealed?: Buffer;
}

/** Lengths of the columns. */
const EVENT_CHARS = 100;
const DELIVERY_ID_CHARS = 255;

/** Logs deliveries that store nothing else. Entries that wait are written together. */
export class DeliveryLog {
  private readonly queue: WriteQueue<NewDelivery, null>;

  constructor(
    database: Database,
    deliveries: DeliveryStore,
    private readonly observer: Observer,
  ) {
    const write = async (group: PendingGroup<NewDelivery>): Promise<readonly null[]> => {
      await database.write((tx) => deliveries.insert(tx, group.collect()));
      return group.collect().map(() => null);
    };
    this.queue = new WriteQueue(write, {
      groupWeight: LIMITS.groupRecords,
      groupableWeight: 1,
      maxWeight: LIMITS.queuedRecords,
    });
  }

  /** Returns once the entry is on disk. @throws AppError unavailable */
  async note(
    delivery: LoggedDelivery,
    names: DeliveryNames | undefined,
    decision: DeliveryDecision,
  ): Promise<void> {
    await this.queue.submit(logEntry(delivery, names, decision), 1);
    this.observer.deliveryDecided(decision.outcome, delivery.connector.source);
  }
}

export function namesOf(source: Source, event: WebhookEvent): DeliveryNames {
  const { eventName, deliveryId } = webhookSource(source);
  return {
    event: storable(eventName(event), EVENT_CHARS),
    sourceDeliveryId: storable(deliveryId(event), DELIVERY_ID_CHARS),
  };
}

/** Returns the log entry of a delivery. `names` is undefined for a delivery that was not read. */
export function logEntry(
  { id, connector, body, attempts }: LoggedDelivery,
  names: DeliveryNames | undefined,
  { outcome, reason, jobId, issueId, replayKey, sealed }: DeliveryDecision,
): NewDelivery {
  return {
    id,
    connectorId: connector.bytes,
    workspaceId: connector.workspaceId,
    outcome,
    reason,
    event: names?.event ?? null,
    sourceDeliveryId: names?.sourceDeliveryId ?? null,
    bodyBytes: body.length,
    replayKey: replayKey ?? null,
    jobId: jobId == null ? null : decodeId(ID_PREFIX.job, jobId),
    issueId: issueId == null ? null : decodeId(ID_PREFIX.issue, issueId),
    appliedCount: null,
    attempts,
    sealed: sealed ?? null,
  };
}

function storable(text: string | undefined, max: number): string | null {
  if (text === undefined) return null;
  return cutCodePoints(isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD'), max);
}
