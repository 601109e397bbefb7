import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import type { IssueView } from '../../src/issues/issue-row.js';
import type { TestApp, TestHeaders } from '../support/app.js';
import { type Accepted, expectAccepted } from './answers.js';

export const EVENTS = '/v1/ingest/events';
export const BATCH = '/v1/ingest/batch';
export const REPRESENTATION = { prefer: 'return=representation' };

/** Somebody with a workspace of their own, so that tests do not meet each other's records. */
export interface Sender {
  readonly workspaceId: number;
  readonly token: string;
  readonly authorization: { readonly authorization: string };
  post(path: string, body?: unknown, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  get(path: string, headers?: TestHeaders): Promise<LightMyRequestResponse>;
  /** Sends one event that must be accepted, asking for what became of it. */
  event(fields: Record<string, unknown>): Promise<Accepted>;
  /** Sends records of which any may be rejected, asking for what became of each. */
  batch(records: readonly unknown[]): Promise<Accepted>;
  /** The issue as it is stored. */
  issue(id: string): Promise<IssueView>;
}

/** The default settings without their limits of requests, for tests that are about something else. */
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
      return issue as IssueView;
    },
  };
}
