import type { LightMyRequestResponse } from 'fastify';
import type { DeliveryView } from '../../src/domain/delivery.js';
import type { Issue } from '../../src/domain/entities/issue.js';
import type { Source } from '../../src/domain/source.js';
import type { TestApp, TestHeaders } from './app.js';
import { secretFor, signed } from './webhooks.js';

/** The id of the workspace `default`. */
export const WORKSPACE = 1;

/** A connector with the secret of `secretFor`, and the functions of its sender. */
export interface TestConnector {
  readonly id: string;
  readonly source: Source;
  readonly secret: string;
  /** Sends a body with the signature of the source. Anything but a string or bytes is sent as JSON. */
  deliver(body: unknown, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  /** The delivery log, newest first. */
  log(): Promise<DeliveryView[]>;
  issue(externalId: string): Promise<Issue | null>;
}

export async function newConnector(
  test: TestApp,
  source: Source,
  options: { readonly workspaceId?: number; readonly settings?: object; readonly secret?: string } = {},
): Promise<TestConnector> {
  const { workspaceId = WORKSPACE, settings, secret = secretFor(source) } = options;
  const { connector } = await test.app.connectors.createConnector({ workspaceId, source, settings, secret });
  const { id } = connector;
  return {
    id,
    source,
    secret,
    deliver: (body, headers = {}) => {
      const bytes = bytesOf(body);
      const proof = signed(source, secret, bytes, test.clock.now());
      return deliverTo(test, id, bytes, { ...proof, ...headers });
    },
    log: () => deliveriesOf(test, id),
    issue: (externalId) => test.app.issues.findByKey(workspaceId, source, externalId),
  };
}

/** Sends a body to a connector id with exactly these headers. */
export function deliverTo(
  test: TestApp,
  connectorId: string,
  body: unknown,
  headers: TestHeaders = {},
): Promise<LightMyRequestResponse> {
  return test.post(`/v1/webhooks/inbound/${connectorId}`, bytesOf(body), {
    authorization: undefined,
    ...headers,
  });
}

/** The delivery log of a connector, newest first, after all pending refusals were written. */
export async function deliveriesOf(test: TestApp, connectorId: string): Promise<DeliveryView[]> {
  await test.app.refusals.settled();
  const { deliveries } = test.app;
  const { ids } = await deliveries.listIds(connectorId, undefined, { limit: 100, before: null });
  const found = new Map<string, DeliveryView>();
  for (const workspaceId of [1, 2])
    for (const [id, view] of await deliveries.findDeliveries(workspaceId, ids)) found.set(id, view);
  return ids.map((id) => found.get(id) as DeliveryView);
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A GitHub issue event. `updatedAt` is its `issue.updated_at`. */
export function githubIssue(
  action: string,
  { updatedAt = '2026-06-14T14:40:00Z', number = 12, ...issue }: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    action,
    issue: {
      id: 44,
      number,
      title: 'Checkout answers 503',
      body: 'Since the deploy.',
      state: action === 'closed' ? 'closed' : 'open',
      labels: [{ name: 'p1' }],
      html_url: 'https://github.com/acme/shop/issues/12',
      created_at: '2026-06-14T14:35:00Z',
      updated_at: updatedAt,
      ...issue,
    },
    repository: { full_name: 'acme/shop' },
    sender: { login: 'ada' },
  };
}

export const GITHUB_ISSUES = { 'x-github-event': 'issues', 'x-github-delivery': 'a-guid' };
