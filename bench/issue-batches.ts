import { BATCH, Keys, RecordRequest } from './records.js';
import { TITLE_TEMPLATES } from './title-templates.js';

/** Prepared requests. Each is sent again with other keys and other digits in its titles. */
const PREPARED = 24;
/** Stands for a digit of a title in a prepared request; occurs nowhere else in it. */
const DIGIT = '`';
/** Templates are in groups; this stride, coprime to their number, spreads frequent ones over all groups. */
const STRIDE = 97;

/** Values for the placeholders of templates; `#` is a digit. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  host: ['web-##.example.com', 'db-#.eu.example.com', 'node####', 'cache-##', 'worker-###.example.net'],
  ip: ['10.##.#.1##', '192.168.#.##', '172.16.##.#'],
  id: ['a#f##c#e', '#b##d##7', 'e###f#ab', '##c#a#9f'],
  user: ['root', 'admin', 'b.meyer', 'j.doe', 'svc-deploy', 'guest##', 'ops#', 'oracle'],
  path: ['/var/log/app-##.log', '/data/part-#####', '/srv/www/items/####', '/home/user##/export.csv'],
  service: ['checkout', 'search', 'ledger', 'catalog', 'mailer', 'billing', 'profile', 'stock'],
  region: ['eu-west-#', 'us-east-#', 'ap-south-#'],
};

/** Batches of new issues of one workspace. No two issues have the same key. */
export class IssueBatches {
  private readonly keys = new Keys();
  private readonly prepared: readonly PreparedBatch[];
  private used = 0;

  constructor(token: string) {
    this.prepared = Array.from({ length: PREPARED }, () => new PreparedBatch(token));
  }

  /** Returns the next request. Its bytes are used again after 23 others, so a few can be in flight. */
  next(): Buffer {
    const batch = this.prepared[this.used % PREPARED] as PreparedBatch;
    this.used += 1;
    return batch.fill(this.keys.fresh(BATCH), this.used);
  }
}

class PreparedBatch {
  private readonly request: RecordRequest;
  private readonly digitsAt: readonly number[];

  constructor(token: string) {
    this.request = RecordRequest.batch(token, Array.from({ length: BATCH }, newTitle));
    const { bytes } = this.request;
    const places: number[] = [];
    for (let at = bytes.indexOf(DIGIT); at >= 0; at = bytes.indexOf(DIGIT, at + 1)) places.push(at);
    this.digitsAt = places;
  }

  fill(keys: readonly number[], revision: number): Buffer {
    const bytes = this.request.fill(keys, revision);
    let random = 0;
    let last = Number.NaN;
    for (const at of this.digitsAt) {
      // Several digits come from one random number. A number of several digits does not begin with 0.
      if (random < 10) random = Math.floor(Math.random() * 1e9) + 1e9;
      bytes[at] = at === last + 1 ? 48 + (random % 10) : 49 + (random % 9);
      random = Math.floor(random / 10);
      last = at;
    }
    return bytes;
  }
}

function newTitle(): string {
  return chooseTemplate()
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const values = VALUES[name] ?? [];
      return values[Math.floor(Math.random() * values.length)] as string;
    })
    .replaceAll('#', DIGIT);
}

/** The n-th template is chosen with a probability of about 1/n, as in logs. */
function chooseTemplate(): string {
  const count = TITLE_TEMPLATES.length;
  const rank = Math.floor(count ** Math.random()) - 1;
  return TITLE_TEMPLATES[(rank * STRIDE) % count] as string;
}
