import type { Logger } from 'pino';
import type { ConnectorStore } from '../connectors/connector-store.js';
import { DeliveryAlreadySettledError, type DeliveryStore } from '../connectors/delivery-store.js';
import type { Sealing } from '../connectors/sealing.js';
import { isDuplicateKey } from '../db/database-error.js';
import type { DeliveryOutcome } from '../domain/delivery.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { Rejection } from '../domain/record.js';
import type { IngestService } from '../ingest/ingest-service.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { PrefixStore } from '../issues/prefix-store.js';
import type { RemovalStore } from '../issues/removal-store.js';
import type { JobStore } from '../jobs/job-store.js';
import { type DeliveredRecords, deliveredRecords, deliveryKey } from './delivered-records.js';
import { type DeliveryDecision, type DeliveryLog, type DeliveryNames, logEntry } from './delivery-log.js';
import type { VerifiedDelivery } from './delivery-verifier.js';
import { isSentAgain } from './equal-delivery.js';
import { openDelivery, sealDelivery } from './kept-delivery.js';
import { type ReadPayload, readPayload } from './read-payload.js';
import type { SnsGate } from './sns-gate.js';

/** The result of a delivery. */
export interface Reception {
  readonly deliveryId: string;
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
  readonly jobId: string | null;
  readonly issueIds: readonly string[];
  /** The records that were left out because of faults that the sender can correct. */
  readonly rejections?: readonly Rejection[];
  /** Why the body contains no record, for a sender that can correct it. */
  readonly problem?: string;
  /** The body that the source expects as a response. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

export interface WebhookServiceOptions {
  readonly connectors: ConnectorStore;
  readonly deliveries: DeliveryStore;
  readonly issues: IssueStore;
  readonly jobs: JobStore;
  readonly removals: RemovalStore;
  readonly prefixes: PrefixStore;
  readonly ingest: IngestService;
  readonly log: DeliveryLog;
  readonly sealing: Sealing;
  readonly sns: SnsGate;
  readonly observer: Observer;
  readonly logger: Logger;
}

/** Reads, ingests and logs verified deliveries. */
export class WebhookService {
  constructor(private readonly options: WebhookServiceOptions) {}

  /**
   * Returns once the result is on disk.
   *
   * @throws AppError validation_error for a body that cannot be read; unavailable if nothing could be stored
   */
  async process(delivery: VerifiedDelivery): Promise<Reception> {
    let read: ReadPayload;
    try {
      read = readPayload(delivery);
    } catch (error) {
      await this.note(delivery, undefined, { outcome: 'refused', reason: 'invalid_body' });
      throw error;
    }
    try {
      return await this.handleDelivery(delivery, read);
    } catch (error) {
      if (error instanceof AppError || error instanceof DeliveryAlreadySettledError) throw error;
      return this.keep(delivery, read.names, error);
    }
  }

  /**
   * Replays a failed delivery with the connector's current settings.
   *
   * @throws AppError not_found if the workspace has no such delivery or it was not kept; conflict if another caller
   *   replays it at the same time
   */
  async replay(workspaceId: number, deliveryId: string): Promise<Reception> {
    const { deliveries, connectors, sealing } = this.options;
    const found = await deliveries.findSealed(workspaceId, deliveryId);
    const connector = found === null ? null : await connectors.findForDelivery(found.view.connectorId);
    if (found === null || connector === null)
      throw new AppError(
        'not_found',
        'This workspace has no kept delivery with this id: only failed deliveries are kept, for a limited time.',
      );
    const kept = openDelivery(sealing, deliveryId, found.sealed);
    const id = decodeId(ID_PREFIX.delivery, deliveryId) as Buffer;
    try {
      return await this.process({ ...kept, id, connector, attempts: found.view.attempts + 1 });
    } catch (error) {
      if (!(error instanceof DeliveryAlreadySettledError)) throw error;
      throw new AppError(
        'conflict',
        'This delivery was replayed by another request at the same time: look up its outcome.',
      );
    }
  }

  private async handleDelivery(delivery: VerifiedDelivery, read: ReadPayload): Promise<Reception> {
    const { names, reading } = read;
    if (reading.kind === 'fault') throw reading.error;
    if (reading.kind === 'confirmation') {
      const isConfirmed = await this.options.sns.confirm(
        reading.address,
        delivery.connector.settings.snsTopicArn ?? '',
      );
      const reason = isConfirmed ? 'subscription_confirmed' : 'not_a_subscription';
      return this.note(delivery, names, { outcome: 'ignored', reason });
    }
    if (reading.kind === 'ignore')
      return this.note(delivery, names, { outcome: 'ignored', reason: reading.reason });
    if (reading.kind === 'answer') {
      const noted = await this.note(delivery, names, { outcome: 'ignored', reason: 'handshake' });
      return { ...noted, answer: reading.answer };
    }
    if (reading.kind === 'issues') this.warnOfUnread(delivery, reading.unread);
    if (reading.kind === 'invalid') {
      const noted = await this.note(delivery, names, { outcome: 'refused', reason: 'not_a_record' });
      return { ...noted, problem: reading.problem };
    }
    const work = await deliveredRecords(this.options, delivery, reading);
    if (work.records.length === 0)
      return this.note(delivery, names, { outcome: 'ignored', reason: 'unknown_issue' });
    if (work.records.length > LIMITS.batchRecords)
      return this.note(delivery, names, { outcome: 'refused', reason: 'too_many_records' });
    return this.submit(delivery, names, work, deliveryKey(delivery, read.identity, work));
  }

  private async submit(
    delivery: VerifiedDelivery,
    names: DeliveryNames | undefined,
    work: DeliveredRecords,
    replayKey: Buffer,
    repeats?: Buffer,
  ): Promise<Reception> {
    const { ingest, observer } = this.options;
    const { connector } = delivery;
    const accepted = logEntry(delivery, names, { outcome: 'accepted', reason: null, replayKey });
    const entry = { ...accepted, repeats };
    try {
      const submission = await ingest.submit({
        workspaceId: connector.workspaceId,
        kind: 'webhook',
        naming: work.naming,
        records: work.records,
        webhook: { transitions: work.transitions, delivery: entry },
      });
      if ('rejection' in submission) {
        // The sender cannot correct a record that our own mapping produced.
        if (work.naming === 'graphql')
          throw new Error(
            `the mapping of ${connector.source} produced invalid fields: ${faultsOf(submission.rejection)}`,
          );
        const noted = await this.note(delivery, names, { outcome: 'refused', reason: 'invalid_record' });
        return { ...noted, rejections: [submission.rejection] };
      }
      observer.deliveryDecided('accepted', connector.source);
      const { id: jobId, issueIds, rejected: rejections } = submission.job;
      return { deliveryId: idOf(delivery), outcome: 'accepted', reason: null, jobId, issueIds, rejections };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.repeat(delivery, names, work, replayKey, error);
    }
  }

  /** Handles a delivery that equals one that was accepted before. */
  private async repeat(
    delivery: VerifiedDelivery,
    names: DeliveryNames | undefined,
    work: DeliveredRecords,
    replayKey: Buffer,
    error: unknown,
  ): Promise<Reception> {
    const earlier = await this.options.deliveries.findAccepted(delivery.connector.bytes, replayKey);
    if (earlier === null) throw error;
    if (await isSentAgain(this.options, delivery, names, earlier)) {
      const repeats = decodeId(ID_PREFIX.delivery, earlier.id) as Buffer;
      return this.submit(delivery, names, work, replayKey, repeats);
    }
    const { jobId, issueId } = earlier;
    return this.note(delivery, names, { outcome: 'duplicate', reason: null, jobId, issueId });
  }

  private warnOfUnread(delivery: VerifiedDelivery, fields: readonly string[]): void {
    if (fields.length === 0) return;
    const { id: connectorId } = delivery.connector;
    const details = { connectorId, deliveryId: idOf(delivery), fields };
    this.options.logger.warn(details, 'fields of a delivery could not be read and were left out');
  }

  /** Keeps a delivery that failed because of an internal error, so that it can be replayed. */
  private async keep(
    delivery: VerifiedDelivery,
    names: DeliveryNames | undefined,
    error: unknown,
  ): Promise<Reception> {
    const { logger, sealing, deliveries } = this.options;
    const deliveryId = idOf(delivery);
    logFault(logger, error, 'a delivery could not be processed', { deliveryId });
    const sealed = sealDelivery(sealing, deliveryId, delivery);
    const noted = await this.note(delivery, names, { outcome: 'failed', reason: 'internal_error', sealed });
    await deliveries.trimBodies(delivery.connector.bytes, LIMITS.keptFailureBytes);
    return noted;
  }

  /** Logs a delivery that stored nothing else, and returns its result. */
  private async note(
    delivery: VerifiedDelivery,
    names: DeliveryNames | undefined,
    decision: DeliveryDecision,
  ): Promise<Reception> {
    await this.options.log.note(delivery, names, decision);
    const { outcome, reason, jobId = null, issueId } = decision;
    return { deliveryId: idOf(delivery), outcome, reason, jobId, issueIds: issueId == null ? [] : [issueId] };
  }
}

function faultsOf({ faults }: Rejection): string {
  return faults.map(({ field, reason }) => `${field} (${reason})`).join(', ');
}

function idOf({ id }: VerifiedDelivery): string {
  return encodeId(ID_PREFIX.delivery, id);
}
