import type { FastifyInstance } from 'fastify';
import { addIngestRoutes, type IngestRoutesOptions } from './ingest-routes.js';
import { addWebhookRoutes, type WebhookRoutesOptions } from './webhook-routes.js';

export type RestOptions = IngestRoutesOptions & WebhookRoutesOptions;

/** Adds the REST surface: the documented ingest routes, and the deliveries of sources. */
export function addRest(server: FastifyInstance, options: RestOptions): void {
  addIngestRoutes(server, options);
  addWebhookRoutes(server, options);
}
