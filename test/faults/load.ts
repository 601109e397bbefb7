import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Agent, fetch } from 'undici';
import { until } from '../support/until.js';

export const TOKEN = 'a-token-of-the-operator';

/** What one 202 response acknowledged. */
interface Promised {
  readonly jobId: string;
  /** Issue ids by external id. */
  readonly issues: ReadonlyMap<string, string>;
}

interface Push {
  readonly path: string;
  readonly body: object;
  readonly externalIds: readonly string[];
  readonly idempotencyKey: string | undefined;
}

const SENDERS = 8;
const JSON_TYPE = 'application/json';
/** A client's pause after a connection that failed. */
const RETRY_MS = 10;

/** Several patterns, so that their counts can be compared. */
const TITLES = [
  'Disk of {id} full',
  'Replication of {id} is behind its source',
  'Login of {id} failed: wrong password',
  'Deployment {id} exceeded its progress deadline',
  'Certificate of host {id} expires soon',
  'Payment {id} declined by the issuer',
];
/** Part of every title. No log may contain it. */
export const TITLE_MARK = '\u{1F4BD}';

/** Pseudo-random numbers that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function titleOf(externalId: string): string {
  const sum = [...externalId].reduce((total, char) => total + char.charCodeAt(0), 0);
  const title = TITLES[sum % TITLES.length] as string;
  return `${title.replace('{id}', externalId)} ${TITLE_MARK}`;
}

/**
 * Senders that push events, batches and source pushes until they are told to stop, and record what was acknowledged.
 * A push without a response or with a 503 is sent again if it has an Idempotency-Key.
 */
export class Load {
  readonly promised: Promised[] = [];
  /** How often each external id was acknowledged, and how often it was sent at all. */
  readonly acknowledged = new Map<string, number>();
  readonly sent = new Map<string, number>();
  /** How often each status other than 202 was returned. */
  readonly refusals = new Map<number, number>();
  /** External ids that were sent in one batch and in no other. */
  readonly batches: (readonly string[])[] = [];
  private readonly unanswered: Push[] = [];
  private agent = new Agent();
  private serial = 0;

  constructor(private readonly random: () => number) {}

  /** Sends until `goesOn`, which is called before every push, returns false. */
  async run(url: string, goesOn: () => boolean): Promise<void> {
    const sender = async (): Promise<void> => {
      while (goesOn()) await this.send(url, this.unanswered.shift() ?? this.nextPush());
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
  }

  /** Sends while `fault` goes on, and until `afterwards` more pushes have been acknowledged. */
  async during(url: string, afterwards: number, fault: () => Promise<unknown>): Promise<void> {
    let target = Number.POSITIVE_INFINITY;
    const faulting = fault().finally(() => {
      target = this.promised.length + afterwards;
    });
    await Promise.all([this.run(url, () => this.promised.length < target), faulting]);
  }

  /** Resolves when `count` more pushes have been acknowledged. */
  acknowledges(count: number): Promise<void> {
    const target = this.promised.length + count;
    return until(() => this.promised.length >= target);
  }

  /** Resolves when `count` more pushes have been refused. */
  async refuses(count: number): Promise<void> {
    const refused = (): number => [...this.refusals.values()].reduce((sum, more) => sum + more, 0);
    const target = refused() + count;
    await until(() => refused() >= target);
  }

  /** Sends every push that has a key and no 202 yet again, until each has one. Then closes the connections. */
  async finish(url: string): Promise<void> {
    for (let push = this.unanswered.shift(); push !== undefined; push = this.unanswered.shift())
      await this.send(url, push);
    await this.agent.close();
    this.agent = new Agent();
  }

  private nextPush(): Push {
    this.serial += 1;
    const serial = this.serial;
    const choice = this.random();
    const shared = `SHARED-${Math.floor(this.random() * 20)}`;
    const idempotencyKey = this.random() < 0.5 ? `key-${serial}` : undefined;
    // A push that can be sent again uses keys of its own, so that its occurrences can be counted.
    const own = (i: number): string => `${idempotencyKey === undefined ? 'OWN' : 'KEYED'}${serial}-${i}`;
    const other = idempotencyKey === undefined ? shared : own(0);
    if (choice < 0.4) return this.push('/v1/ingest/events', [other], idempotencyKey);
    if (choice < 0.6) return this.push('/v1/ingest/jira/issues', [other], idempotencyKey);
    const size = 1 + Math.floor(this.random() * 60);
    const ids = Array.from({ length: size }, (_, i) => own(i + 1));
    this.batches.push(ids);
    return this.push('/v1/ingest/batch', [...ids, other], idempotencyKey);
  }

  private push(path: string, externalIds: readonly string[], idempotencyKey: string | undefined): Push {
    const records = externalIds.map((id) => ({ external_id: id, source: 'jira', title: titleOf(id) }));
    const body = path.endsWith('batch') ? { records } : (records[0] as object);
    return { path, body, externalIds, idempotencyKey };
  }

  private async send(url: string, push: Push): Promise<void> {
    for (const id of push.externalIds) this.sent.set(id, (this.sent.get(id) ?? 0) + 1);
    let response: Awaited<ReturnType<typeof fetch>>;
    let text: string;
    try {
      response = await fetch(url + push.path, {
        dispatcher: this.agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': JSON_TYPE,
          ...(push.idempotencyKey === undefined ? {} : { 'idempotency-key': push.idempotencyKey }),
        },
        body: JSON.stringify(push.body),
      });
      text = await response.text();
    } catch {
      this.keep(push);
      await delay(RETRY_MS);
      return;
    }
    if (response.status === 202) {
      this.remember(push, JSON.parse(text));
      return;
    }
    this.refusals.set(response.status, (this.refusals.get(response.status) ?? 0) + 1);
    if (response.status === 503) expect(response.headers.get('retry-after')).to.match(/^[1-9]\d*$/);
    this.keep(push);
  }

  private keep(push: Push): void {
    if (push.idempotencyKey !== undefined) this.unanswered.push(push);
  }

  private remember(push: Push, answer: { issue_id?: string; issue_ids?: string[]; job_id: string }): void {
    const ids = answer.issue_ids ?? [answer.issue_id ?? ''];
    expect(ids).to.have.lengthOf(push.externalIds.length);
    const issues = new Map(push.externalIds.map((externalId, i) => [externalId, ids[i] as string]));
    for (const id of push.externalIds) this.acknowledged.set(id, (this.acknowledged.get(id) ?? 0) + 1);
    this.promised.push({ jobId: answer.job_id, issues });
  }
}

/** Resolves when no job waits or runs. */
export function emptyQueue(url: string): Promise<void> {
  return until(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return /^causeloop_job_queue_depth 0$/m.test(text);
  });
}

/** Waits until every promised job is settled and returns the status of each. */
export async function settledStatuses(url: string, load: Load): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  for (const { jobId } of load.promised)
    await until(async () => {
      const response = await fetch(`${url}/v1/ingest/status/${jobId}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(response.status, jobId).to.equal(200);
      const { status } = (await response.json()) as { status: string };
      statuses.set(jobId, status);
      return status !== 'pending' && status !== 'running';
    });
  return statuses;
}
