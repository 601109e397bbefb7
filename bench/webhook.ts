import { createHmac } from 'node:crypto';
import { Connection, requestBytes, requestWith } from './connection.js';
import { gatewayEnv, TOKEN } from './gateway.js';
import type { Part } from './part.js';
import { both, type Figure } from './report.js';
import { alternate, type Comparison, type Contender, ratio, type Sample } from './rounds.js';
import { ServerProcess } from './server-process.js';

const CLIENTS = [16, 64] as const;
const CPU_MOST = 2;
const DIGITS = 12;
/** Digits of an issue number placeholder. */
const FIRST = 10 ** (DIGITS - 1);
const START_MS = Date.UTC(2026, 5, 14);
/** Placeholder for an issue number. */
const PLACE = 10 ** DIGITS - 1;
/** Placeholder for the time of the change. Times advance by 1/50 second per delivery, as in live traffic. */
const TIME = '0000-00-00T00:00:00Z';
const SECRET = 'the secret of the benchmark';

/** Verified GitHub deliveries, against the same records sent as single events, both including their jobs. */
export const webhook: Part = async ({ databases, seconds, rounds }) => {
  const start = async (): Promise<ServerProcess> =>
    ServerProcess.start('src/main.js', {
      ...gatewayEnv(await databases.create()),
      CONNECTOR_SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'),
    });
  const receiving = await start();
  const pushed = await start();
  try {
    const path = `/v1/webhooks/inbound/${await makeConnector(receiving.port)}`;
    const figures: Figure[] = [];
    for (const clients of CLIENTS) {
      // Jobs are delayed under load, more for the faster server. Both must account for all of their jobs.
      const options = { clients, seconds, rounds, databasePid: databases.pid, withJobs: true };
      const a = contender(receiving, () => deliveries(path));
      figures.push(...figuresOf(clients, await alternate(a, contender(pushed, events), options)));
    }
    return figures;
  } finally {
    await Promise.all([receiving.stop(), pushed.stop()]);
  }
};

function figuresOf(clients: number, comparison: Comparison): Figure[] {
  const cpu = (sample: Sample): number => sample.serverMicros + sample.databaseMicros;
  const rate = (sample: Sample): number => sample.perSecond;
  const what = `GitHub deliveries, ${clients} clients`;
  return [
    {
      what: `${what}: CPU of a delivery / of its record as a single event`,
      ratio: ratio(comparison, cpu),
      target: { most: CPU_MOST },
      from: both(comparison, cpu, 'µs'),
    },
    {
      what: `${what}: deliveries/s / events/s`,
      ratio: ratio(comparison, rate),
      from: both(comparison, rate, 'a second'),
    },
  ];
}

/** `make` creates a request for each connection; each use of it sends a new issue number. */
function contender(server: ServerProcess, make: () => (number: number) => Buffer): Contender {
  return {
    server,
    requests: () => {
      const fill = make();
      return () => fill(next++);
    },
  };
}

async function makeConnector(port: number): Promise<string> {
  const query = `mutation { createConnector(input: { source: GITHUB, secret: "${SECRET}" }) { connector { id } } }`;
  const connection = await Connection.open(port);
  const answer = await connection.send(
    requestBytes('POST', '/graphql', TOKEN, Buffer.from(JSON.stringify({ query }))),
  );
  connection.close();
  const { data } = JSON.parse(answer.text()) as { data: { createConnector: { connector: { id: string } } } };
  return data.createConnector.connector.id;
}

/** Deliveries that differ only in their issue number, each with its own signature. */
function deliveries(path: string): (number: number) => Buffer {
  const body = Buffer.from(JSON.stringify(payload(PLACE)));
  const signature = '0'.repeat(64);
  const headers = [
    'X-GitHub-Event: issues',
    `X-GitHub-Delivery: ${PLACE}`,
    `X-Hub-Signature-256: sha256=${signature}`,
  ];
  const request = requestWith('POST', path, headers, body);
  const fill = filler(request);
  const signatureAt = request.indexOf(signature);
  const signed = request.subarray(request.length - body.length);
  return (number) => {
    const sent = fill(number);
    sent.write(createHmac('sha256', SECRET).update(signed).digest('hex'), signatureAt, 'latin1');
    return sent;
  };
}

/** The records that the gateway reads from these deliveries. */
function events(): (number: number) => Buffer {
  const { issue, repository, sender } = payload(PLACE);
  const record = {
    source: 'github',
    external_id: `${repository.full_name}#${PLACE}`,
    title: issue.title,
    body: issue.body,
    severity: 'p1',
    assignee: issue.assignee.login,
    external_url: issue.html_url,
    source_created_at: issue.created_at,
    source_updated_at: issue.updated_at,
    metadata: {
      event: 'issues',
      action: 'opened',
      id: PLACE,
      node_id: issue.node_id,
      state: issue.state,
      labels: ['p1', 'bug'],
      assignees: [issue.assignee.login],
      actor: sender.login,
    },
  };
  const request = requestBytes('POST', '/v1/ingest/events', TOKEN, Buffer.from(JSON.stringify(record)));
  return filler(request);
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) places.push(at);
  return places;
}

/** Writes the issue number and its time into a request. */
function filler(bytes: Buffer): (number: number) => Buffer {
  const numbers = placesOf(bytes, String(PLACE));
  const times = placesOf(bytes, TIME);
  return (number) => {
    const time = `${new Date(START_MS + (number - FIRST) * 20).toISOString().slice(0, 19)}Z`;
    for (const at of numbers) bytes.write(String(number), at, 'latin1');
    for (const at of times) bytes.write(time, at, 'latin1');
    return bytes;
  };
}

/** Shared by all loads, so that no number is sent twice. */
let next = FIRST;

/** About as long as a real GitHub payload, most of which is URLs. */
function payload(number: number) {
  const addresses = (kind: string) =>
    Object.fromEntries(
      Array.from({ length: 16 }, (_, i) => [
        `${kind}_${i}_url`,
        `https://api.github.com/${kind}/acme/shop/${i}{/id}`,
      ]),
    );
  const person = { login: 'ada', id: 1, node_id: 'MDQ6VXNlcjE=', type: 'User', ...addresses('users') };
  return {
    action: 'opened',
    issue: {
      ...addresses('issues'),
      html_url: `https://github.com/acme/shop/issues/${number}`,
      id: number,
      node_id: `I_${number}`,
      number,
      title: 'Deployment failed: payment-service did not become healthy in time',
      body: 'The health check timed out after 30 s on 3 of 5 replicas, and the rollout was stopped by its guard.',
      user: person,
      assignee: person,
      assignees: [person],
      labels: [
        { id: 1, name: 'p1', color: 'd73a4a' },
        { id: 2, name: 'bug', color: 'd73a4a' },
      ],
      state: 'open',
      created_at: '2026-06-14T14:35:00Z',
      updated_at: TIME,
    },
    repository: { id: 7, full_name: 'acme/shop', owner: person, ...addresses('repos') },
    sender: person,
  };
}
