import type { FastifyInstance } from 'fastify';
import { addIngestRoutes, type IngestRoutesOptions } from './ingest-routes.js';
import { addReadRoutes, type ReadRoutesOptions } from './read-routes.js';
import { addWebhookRoutes, type WebhookRoutesOptions } from './webhook-routes.js';

export type RestOptions = IngestRoutesOptions & ReadRoutesOptions & WebhookRoutesOptions;

/** Adds the REST surface: the documented ingest routes, reads, and the deliveries of sources. */
export function addRest(server: FastifyInstance, options: RestOptions): void {
  addIngestRoutes(server, options);
  addReadRoutes(server, options);
  addWebhookRoutes(server, options);
}
