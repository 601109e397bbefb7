import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const JSON_TYPE = { 'content-type': 'application/json' };
/** Pause of a client between two requests. */
const PAUSE_MS = 5;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Clients that push events through nginx until they are told to stop. Half of them open a connection for each request. The
 * others keep theirs: when nginx closes one that was used before, without a byte of a response, the client sends the event
 * again with the same Idempotency-Key, as README.md asks of clients. That is not a failure; every other error is.
 */
export class RollingRestartLoad {
  /** Ids of the jobs that were acknowledged by a 202. */
  readonly jobIds: string[] = [];
  /** Every request without a 202, with the reason. */
  readonly failures: string[] = [];
  /** Requests that were sent again on a new connection. */
  repeated = 0;
  private serial = 0;
  private stopping = false;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Resolves after `stop`, once every request has its response. */
  async run(clients: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, (_, client) => this.runClient(client % 2 === 0)));
  }

  stop(): void {
    this.stopping = true;
  }

  summary(): string {
    return `${this.jobIds.length} requests acknowledged, ${this.failures.length} failed, ${this.repeated} repeated`;
  }

  /** Waits until every job is settled and returns how many have each status. */
  async settledStatuses(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const jobId of this.jobIds) {
      const status = await this.settledStatus(jobId);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  private async settledStatus(jobId: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.token}` };
    for (;;) {
      const response = await fetch(`${this.url}/v1/ingest/status/${jobId}`, { headers });
      const { status } = (await response.json()) as { status?: string };
      if (status !== 'pending' && status !== 'running') return status ?? `HTTP ${response.status}`;
      await delay(PAUSE_MS);
    }
  }

  private async runClient(keepsConnection: boolean): Promise<void> {
    const agent = new Agent({ keepAlive: keepsConnection, maxSockets: 1 });
    while (!this.stopping) {
      await this.push(agent);
      await delay(PAUSE_MS);
    }
    agent.destroy();
  }

  private async push(agent: Agent): Promise<void> {
    this.serial += 1;
    const body = JSON.stringify({ external_id: `ROLLING-${this.serial}`, title: `Disk ${this.serial} full` });
    const headers = {
      ...JSON_TYPE,
      authorization: `Bearer ${this.token}`,
      'idempotency-key': `rolling-${this.serial}`,
    };
    try {
      const { status, text } = await this.send(agent, headers, body);
      if (status === 202) this.jobIds.push((JSON.parse(text) as { job_id: string }).job_id);
      else this.failures.push(`status ${status}: ${text}`);
    } catch (error) {
      this.failures.push((error as Error).message);
    }
  }

  private async send(agent: Agent, headers: OutgoingHttpHeaders, body: string): Promise<Answer> {
    try {
      return await post(`${this.url}/v1/ingest/events`, agent, headers, body);
    } catch (error) {
      if (!(error instanceof ReusedConnectionClosed)) throw error;
      this.repeated += 1;
      return post(`${this.url}/v1/ingest/events`, agent, headers, body);
    }
  }
}

/** The server closed a connection that was used before, and sent no byte of a response. */
class ReusedConnectionClosed extends Error {}

function post(url: string, agent: Agent, headers: OutgoingHttpHeaders, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode as number, text }));
      response.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isClosed = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isClosed ? new ReusedConnectionClosed(error.message) : error);
    });
    sent.end(body);
  });
}
