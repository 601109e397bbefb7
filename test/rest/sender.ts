import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import type { Issue } from '../../src/domain/entities/issue.js';
import type { TestApp, TestHeaders } from '../support/app.js';
import { type Accepted, expectAccepted } from './answers.js';

export const EVENTS = '/v1/ingest/events';
export const BATCH = '/v1/ingest/batch';
export const REPRESENTATION = { prefer: 'return=representation' };

/** The columns behind what readers see are hidden. */
export type ShownIssue = Omit<Issue, 'sentExternalId' | 'seenAgainAt' | 'changedAt'>;

/** Somebody with a workspace of their own, so that tests do not meet each other's records. */
export interface Sender {
  readonly workspaceId: number;
  readonly token: string;
  readonly authorization: { readonly authorization: string };
  post(path: string, body?: unknown, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  get(path: string, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  /** Sends one event that must be accepted, and returns its outcome. */
  event(fields: Record<string, unknown>): Promise<Accepted>;
  /** Sends records, any of which may be rejected, and returns the outcome of each. */
  batch(records: readonly unknown[]): Promise<Accepted>;
  /** The issue as readers see it. */
  issue(id: string): Promise<ShownIssue>;
}

/** Settings without rate limits, for tests of other features. */
export const UNLIMITED = { rateLimitPerMinute: 1e9, anonymousLimitPerMinute: 1e9 };

export async function newSender(test: TestApp): Promise<Sender> {
  const workspace = await test.newWorkspace(`team-${randomBytes(6).toString('hex')}`);
  const token = await workspace.token();
  const authorization = { authorization: `Bearer ${token}` };
  const post: Sender['post'] = (path, body, headers) =>
    test.post(path, body, { ...authorization, ...headers });
  return {
    workspaceId: workspace.workspaceId,
    token,
    authorization,
    post,
    get: (path, headers) => test.get(path, { ...authorization, ...headers }),
    event: async (fields) => expectAccepted(await post(EVENTS, fields, REPRESENTATION)),
    batch: async (records) => expectAccepted(await post(BATCH, { records }, REPRESENTATION)),
    issue: async (id) => {
      const issue = await test.app.issues.findIssue(workspace.workspaceId, id);
      expect(issue, id).not.to.equal(null);
      return shown(issue as Issue);
    },
  };
}

function shown(issue: Issue): ShownIssue {
  const { sentExternalId: _, seenAgainAt: __, changedAt: ___, ...columns } = issue;
  const { externalId, createdAt, firstSeenAt, lastSeenAt, updatedAt } = issue;
  return { ...columns, externalId, createdAt, firstSeenAt, lastSeenAt, updatedAt };
}
