import { requestBytes } from './connection.js';

/** Records in one batch. */
export const BATCH = 500;

const KEY_DIGITS = 12;
const KEY = '#'.repeat(KEY_DIGITS);
const REVISION = '~'.repeat(KEY_DIGITS);

const TITLE = 'Deployment failed: payment-service did not become healthy in time';
const RECORD = recordWith(TITLE);

/** Selects the same data that REST returns. */
const INGEST_BATCH =
  'mutation IngestBatch($records: [IngestRecordInput!]!) { ingestBatch(records: $records) { accepted rejected { index code message } issueIds job { id } } }';

/** A request whose keys and texts are replaced in place before each use, without serialising it again. */
export class RecordRequest {
  readonly bytes: Buffer;
  private readonly keysAt: number[];
  private readonly revisionsAt: number[];

  private constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.keysAt = offsetsOf(bytes, KEY);
    this.revisionsAt = offsetsOf(bytes, REVISION);
  }

  /** A batch with a record for each title. */
  static batch(token: string, titles: readonly string[] = Array(BATCH).fill(TITLE)): RecordRequest {
    const body = `{"records":[${titles.map(recordWith).join(',')}]}`;
    return new RecordRequest(requestBytes('POST', '/v1/ingest/batch', token, Buffer.from(body)));
  }

  static event(token: string): RecordRequest {
    return new RecordRequest(requestBytes('POST', '/v1/ingest/events', token, Buffer.from(RECORD)));
  }

  /** The same records as a GraphQL batch. */
  static graphqlBatch(token: string): RecordRequest {
    const record = RECORD.replace(/"[a-z_]+":/g, (name) =>
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    const query = JSON.stringify(INGEST_BATCH);
    const body = `{"query":${query},"variables":{"records":[${Array(BATCH).fill(record).join(',')}]}}`;
    return new RecordRequest(requestBytes('POST', '/graphql', token, Buffer.from(body)));
  }

  /** Sets the key of record i to `keys[i]` and the text of every record to this revision. */
  fill(keys: readonly number[], revision: number): Buffer {
    // Each record contains its key twice: as external_id and in its URL.
    for (let i = 0; i < this.keysAt.length; i++)
      writeDigits(this.bytes, this.keysAt[i] as number, keys[i >> 1] as number);
    for (const at of this.revisionsAt) writeDigits(this.bytes, at, revision);
    return this.bytes;
  }
}

/** The keys that were sent to one server. Several connections can share it. */
export class Keys {
  private next = 0;

  /** Returns `count` new keys. */
  fresh(count: number): number[] {
    const first = this.next;
    this.next += count;
    return Array.from({ length: count }, (_, i) => first + i);
  }

  /** Every other key is a random known one; all keys are distinct. */
  halfKnown(count: number): number[] {
    const known = this.next;
    const stride = Math.floor(known / (count / 2));
    const start = Math.floor(Math.random() * stride);
    const fresh = this.fresh(count / 2);
    return Array.from({ length: count }, (_, i) =>
      i % 2 === 0 ? start + (i >> 1) * stride : (fresh[i >> 1] as number),
    );
  }
}

/** About 660 bytes of JSON, with every field of a batch record. */
function recordWith(title: string): string {
  return JSON.stringify({
    external_id: `DEPLOY-${KEY}`,
    source: 'custom_api',
    title,
    body: `Revision ${REVISION}: the health check timed out after 30 s on 3 of 5 replicas. The last line of the log was "connection refused while calling ledger:8443", and the rollout was stopped by its guard. Earlier revisions kept serving; about 12 % of the requests to /checkout were answered with 503 until the old replicas were back.`,
    severity: 'p1',
    team: 'payments',
    external_url: `https://ci.example.com/deploys/${KEY}`,
    source_created_at: '2026-06-14T14:35:00Z',
    source_updated_at: '2026-06-14T14:36:30Z',
    metadata: { region: 'eu-west-1' },
  });
}

function offsetsOf(bytes: Buffer, placeholder: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(placeholder); at >= 0; at = bytes.indexOf(placeholder, at + KEY_DIGITS))
    places.push(at);
  return places;
}

function writeDigits(bytes: Buffer, at: number, value: number): void {
  let rest = value;
  for (let i = at + KEY_DIGITS - 1; i >= at; i--) {
    const tens = Math.floor(rest / 10);
    bytes[i] = 48 + rest - tens * 10;
    rest = tens;
  }
}
