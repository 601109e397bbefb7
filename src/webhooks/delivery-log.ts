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

/** What is known of a delivery whatever becomes of it. */
export interface LoggedDelivery {
  readonly id: Buffer;
  readonly connector: DeliveryConnector;
  readonly body: Buffer;
  /** 1 for a delivery that just came; more when a failed one is tried again. */
  readonly attempts: number;
}

/** What a delivery calls itself, as the columns hold it. */
export interface DeliveryNames {
  readonly event: string | null;
  readonly sourceDeliveryId: string | null;
}

/** What became of it. */
export interface Decided {
  readonly outcome: DeliveryOutcome;
  /** One word, or null when there is nothing to say. */
  readonly reason: string | null;
  readonly jobId?: string | null;
  readonly issueId?: string | null;
  /** Of an accepted delivery that must not be accepted again. */
  readonly replayKey?: Buffer | null;
  readonly sealed?: Buffer;
}

/** What the columns hold. */
const EVENT_CHARS = 100;
const DELIVERY_ID_CHARS = 255;

/** Tells the log of deliveries that store nothing else; those that wait are written together. */
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

  /** Answers once it is on disk. @throws AppError unavailable */
  async note(delivery: LoggedDelivery, names: DeliveryNames | undefined, decided: Decided): Promise<void> {
    await this.queue.submit(logEntry(delivery, names, decided), 1);
    this.observer.deliveryDecided(decided.outcome, delivery.connector.source);
  }
}

export function namesOf(source: Source, event: WebhookEvent): DeliveryNames {
  const { eventName, deliveryId } = webhookSource(source);
  return {
    event: shown(eventName(event), EVENT_CHARS),
    sourceDeliveryId: shown(deliveryId(event), DELIVERY_ID_CHARS),
  };
}

/** The row of a delivery. `names` is undefined as long as nothing of it was read. */
export function logEntry(
  { id, connector, body, attempts }: LoggedDelivery,
  names: DeliveryNames | undefined,
  { outcome, reason, jobId, issueId, replayKey, sealed }: Decided,
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
    attempts,
    sealed: sealed ?? null,
  };
}

function shown(text: string | undefined, max: number): string | null {
  if (text === undefined) return null;
  return cutCodePoints(isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD'), max);
}
