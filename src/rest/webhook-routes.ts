import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Admission, rateLimited } from '../access/admission.js';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { SIGNATURE_CHALLENGE } from '../server/bearer-challenge.js';
import { rateHeaders } from '../server/rate-headers.js';
import { readRawBody } from '../server/request-body.js';
import {
  type DeliveryVerifier,
  UnprovenDelivery,
  type VerifiedDelivery,
} from '../webhooks/delivery-verifier.js';
import type { Reception, WebhookService } from '../webhooks/webhook-service.js';
import { invalidRecord, sendJson } from './ingest-routes.js';
import { presentRejection } from './presenters.js';

export interface WebhookRoutesOptions {
  readonly admission: Admission;
  readonly verifier: DeliveryVerifier;
  readonly webhooks: WebhookService;
}

/** Retry-After of a delivery that could not be processed. Zendesk expects a retry within a minute. */
const RETRY_SECONDS = 30;

interface Inbound {
  Params: { connectorId: string };
  Querystring: { secret?: unknown };
}

/** Adds the route that sources send to, in a scope of its own: it needs no token, and verifies the raw bytes before parsing them. */
export function addWebhookRoutes(server: FastifyInstance, options: WebhookRoutesOptions): void {
  server.register((scope, _, done) => {
    const receive = async (request: FastifyRequest<Inbound>, reply: FastifyReply) => {
      const delivery = await verified(options, request, reply);
      await consumeRate(options, delivery, reply);
      return answer(reply, delivery, await options.webhooks.process(delivery));
    };
    scope.post<Inbound>('/v1/webhooks/inbound/:connectorId', receive);
    // Some senders add a slash to every address.
    scope.post<Inbound>('/v1/webhooks/inbound/:connectorId/', receive);
    done();
  });
}

async function verified(
  { verifier, admission }: WebhookRoutesOptions,
  request: FastifyRequest<Inbound>,
  reply: FastifyReply,
): Promise<VerifiedDelivery> {
  const { sent, bytes: body } = await readRawBody(request.raw, reply.raw);
  const { connectorId } = request.params;
  const { secret } = request.query;
  const urlSecret = typeof secret === 'string' ? secret : undefined;
  try {
    return await verifier.verify({ connectorId, headers: request.headers, urlSecret, sent, body });
  } catch (error) {
    if (!(error instanceof UnprovenDelivery)) throw error;
    admission.countStranger(request.raw, 'deliveries that could not be verified');
    reply.header('www-authenticate', SIGNATURE_CHALLENGE);
    throw error;
  }
}

/** A verified delivery counts against the rate limit of its workspace, like any request. */
async function consumeRate(
  { admission, verifier }: WebhookRoutesOptions,
  delivery: VerifiedDelivery,
  reply: FastifyReply,
): Promise<void> {
  const state = await admission.consume(delivery.connector, 1);
  reply.headers(rateHeaders(state));
  if (state.allowed) return;
  verifier.refuse(delivery, 'rate_limited');
  throw rateLimited(state, 'requests of this workspace');
}

function answer(reply: FastifyReply, delivery: VerifiedDelivery, reception: Reception): FastifyReply {
  const { outcome, reason, problem, rejections = [] } = reception;
  const [rejection] = rejections;
  if (outcome === 'refused' && rejection !== undefined) throw invalidRecord(rejection);
  if (problem !== undefined) throw new AppError('validation_error', problem);
  if (outcome === 'refused')
    throw new AppError(
      'validation_error',
      `The delivery has too many records: send at most ${LIMITS.batchRecords} at once.`,
    );
  if (outcome === 'failed')
    throw new AppError(
      'unavailable',
      'The delivery could not be processed and was kept: send it again, or replay it later.',
      {
        retryAfterSeconds: RETRY_SECONDS,
      },
    );
  if (reception.answer !== undefined) return sendJson(reply.code(200), JSON.stringify(reception.answer));
  if (reception.jobId !== null) reply.header('location', `/v1/ingest/status/${reception.jobId}`);
  // Linear treats every status other than 200 as a failure.
  reply.code(outcome === 'accepted' && delivery.connector.source !== 'linear' ? 202 : 200);
  const body = {
    delivery_id: reception.deliveryId,
    outcome,
    reason,
    job_id: reception.jobId,
    issue_ids: reception.issueIds,
    ...(rejections.length === 0 ? {} : { rejected: rejections.map(presentRejection) }),
  };
  return sendJson(reply, JSON.stringify(body));
}
