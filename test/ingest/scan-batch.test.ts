import { expect } from 'chai';
import fc from 'fast-check';
import { ExecutePackets } from '../../src/db/execute-packet.js';
import type { Fault, NormalRecord } from '../../src/domain/record.js';
import { createState } from '../../src/domain/rules/merge.js';
import type { RecordRules } from '../../src/domain/rules/record-rules.js';
import { judgeRecord } from '../../src/domain/rules/validate.js';
import { WIRE } from '../../src/generated/wire.js';
import { scanBatch } from '../../src/ingest/scan-batch.js';
import { pushUsualRow } from '../../src/issues/issue-row.js';
import type { SentRecord } from '../../src/issues/sent-records.js';
import { GOOD, recordFields } from '../domain/rules/sent-values.js';

const RULES: RecordRules = { kind: 'batch', connectorIds: new Set() };
const USUAL = {
  external_id: 'CI-1',
  source: 'custom_api',
  title: 'Deployment failed',
  body: 'Line 1\nline "2"\\ with a \t tab, é, 中 and 😀',
  severity: 'p1',
  team: 'payments',
  external_url: 'https://ci.example.com/deploys/1?a=b#c',
  source_created_at: '2026-06-14T14:35:00Z',
  source_updated_at: '2026-06-14t16:36:30.5+02:00',
  metadata: { region: 'eu-west-1', ok: true, note: null },
};

/** Of a packet; they are written when it is sent. */
const HEADER_BYTES = 4;

type Verdict = NormalRecord | readonly Fault[];

const bodyOf = (records: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ records }));
const judged = (raw: unknown): Verdict => judgeRecord(raw, 'rest', RULES);

/** What the whole body says, parsed; null when it is no batch. */
function expectedOf(body: Buffer): Verdict[] | null {
  try {
    const { records } = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return records.map(judged);
  } catch {
    return null;
  }
}

/** What the scanner and, of the others, the judge say; null when the body is left to be parsed. */
function scannedOf(body: Buffer): Verdict[] | null {
  const scanned = scanBatch(body);
  if (scanned === null) return null;
  const verdicts: Verdict[] = [];
  for (const { index, record } of scanned.sent.incoming(1)) verdicts[index] = record;
  scanned.records.forEach((raw, i) => {
    verdicts[scanned.places[i] as number] = judged(raw);
  });
  expect(verdicts.length).to.equal(scanned.sent.count + scanned.records.length);
  return verdicts;
}

/** How many records were taken as they stand; null when the body is left to be parsed. */
const takenOf = (records: readonly unknown[]): number | null =>
  scanBatch(bodyOf(records))?.sent.count ?? null;

/** JSON of a value in one of the many ways to write it, as a list of choices has it. */
class Writer {
  private at = 0;

  constructor(private readonly choices: readonly number[]) {}

  text(value: unknown): string {
    if (typeof value === 'string') return this.string(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.spaced(this.text(item))).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
    const members = Object.entries(value).flatMap(([name, item]) => {
      const member = this.spaced(`${this.spaced(this.string(name))}:${this.spaced(this.text(item))}`);
      // Of several of one name the last one counts.
      return this.choose(20) === 0 ? [`${this.string(name)}:${this.text('first')}`, member] : [member];
    });
    if (this.choose(4) === 0) members.reverse();
    return `{${members.join(',')}}`;
  }

  private string(value: string): string {
    if (this.choose(4) !== 0) return JSON.stringify(value);
    const coded = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return `"${[
      ...JSON.stringify(value)
        .slice(1, -1)
        .replaceAll('/', this.choose(2) === 0 ? '\\/' : '/'),
    ]
      .map((char) =>
        char > '\x7f' && this.choose(2) === 0
          ? [...char]
              .flatMap((c) => c.split(''))
              .map(coded)
              .join('')
          : char,
      )
      .join('')}"`;
  }

  private spaced(text: string): string {
    const blank = ['', '', '', '', ' ', '\n\t', '\r'];
    return `${blank[this.choose(blank.length)]}${text}${blank[this.choose(blank.length)]}`;
  }

  private choose(count: number): number {
    this.at += 1;
    return (this.choices[this.at % this.choices.length] as number) % count;
  }
}

const choices = fc.array(fc.nat(), { minLength: 7, maxLength: 60 });
const record = fc
  .record({ fields: recordFields, kept: fc.subarray(Object.keys(WIRE.IngestRecordInput)) })
  .map(({ fields, kept }) => {
    const sent: Record<string, unknown> = {
      ...GOOD,
      ...Object.fromEntries(kept.map((name) => [name, fields[name]])),
    };
    const names: Record<string, string> = WIRE.IngestRecordInput;
    return Object.fromEntries(Object.entries(sent).map(([name, value]) => [names[name], value]));
  });
const usual = fc
  .subarray(Object.entries(USUAL).slice(3))
  .map((some) => ({ ...Object.fromEntries(Object.entries(USUAL).slice(0, 3)), ...Object.fromEntries(some) }));
const element = fc.oneof(
  { arbitrary: record, weight: 6 },
  { arbitrary: usual, weight: 6 },
  { arbitrary: record.map((sent) => ({ ...sent, unknown: { a: [1, '}', { b: ']' }] } })), weight: 1 },
  { arbitrary: fc.constantFrom<unknown>(null, 1, 'text', [], {}), weight: 1 },
);

describe('a batch that is read from its bytes', () => {
  it('is judged as it is when it is parsed, however its JSON is written', () => {
    const seen = { scanned: 0, sent: 0, other: 0 };
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), choices, (records, chosen) => {
        const body = Buffer.from(new Writer(chosen).text({ records }));
        const scanned = scanBatch(body);
        if (scanned === null) return;
        seen.scanned += 1;
        seen.sent += scanned.sent.count;
        seen.other += scanned.records.length;
        expect(scannedOf(body)).to.deep.equal(expectedOf(body));
      }),
      { numRuns: 700 },
    );
    // Neither side is rare, or agreeing would prove little.
    for (const count of Object.values(seen)) expect(count).to.be.above(150);
  });

  it('is left to be parsed when it is broken, wherever', () => {
    const body = new Writer([3, 1, 4, 1, 5, 9, 2, 6]).text({
      records: [USUAL, { ...USUAL, title: 'é "b"' }],
    });
    const bytes = Buffer.from(body);
    const position = fc.nat(bytes.length - 1);
    const change = fc.constantFrom(0, 9, 32, 34, 44, 48, 58, 91, 92, 93, 117, 123, 125, 128, 195, 255);
    const outcomes = { left: 0, scanned: 0 };
    fc.assert(
      fc.property(position, fc.option(change, { nil: null }), (at, byte) => {
        const changed = Buffer.from(bytes);
        if (byte !== null) changed[at] = byte;
        const broken = byte === null ? changed.subarray(0, at) : changed;
        const verdicts = scannedOf(broken);
        outcomes[verdicts === null ? 'left' : 'scanned'] += 1;
        if (verdicts !== null) expect(verdicts).to.deep.equal(expectedOf(broken));
      }),
      { numRuns: 5_000 },
    );
    for (const count of Object.values(outcomes)) expect(count).to.be.above(500);
  });

  it('is taken as it stands when its records are usual', () => {
    expect(takenOf(Array(500).fill(USUAL))).to.equal(500);
    expect(takenOf([{ external_id: 'A', source: 'jira', title: 'Überlauf, 中文' }])).to.equal(1);
    expect(
      takenOf([{ ...USUAL, source: ' GitHub'.trim(), severity: 'P2', title: '中文 "1" \\ /' }]),
    ).to.equal(1);
    expect(takenOf([{ ...USUAL, metadata: { deep: [1, { a: 2.5 }], 'a b': '\u2028' }, body: '' }])).to.equal(
      1,
    );
    expect(takenOf([{ ...USUAL, body: null, severity: null, team: null, metadata: null }])).to.equal(1);
  });

  it('keeps a record apart that is wrong or unusual, and takes the others', () => {
    const unusual = [
      { ...USUAL, title: ' ' },
      { ...USUAL, title: 'x'.repeat(301) },
      { ...USUAL, source: 'unknown' },
      { ...USUAL, connector_id: 'con_1' },
      { ...USUAL, external_url: 'https:///a b' },
      { ...USUAL, source_created_at: '2026-02-30T00:00:00Z' },
      { title: 'no key' },
      { ...USUAL, more: [] },
    ];
    for (const one of unusual) expect(takenOf([USUAL, one, USUAL]), JSON.stringify(one)).to.equal(2);
  });

  it('is left to be parsed when most of its records are unusual', () => {
    const unusual = { ...USUAL, source: 'jenkins' };
    expect(takenOf(Array(40).fill(unusual))).to.equal(null);
    expect(takenOf([...Array(40).fill(USUAL), ...Array(39).fill(unusual)])).to.equal(40);
  });

  it('is left to be parsed when it is no batch of 1 to 500 objects and nothing else', () => {
    const bodies = [
      '',
      '{}',
      '[]',
      '{"records":[]}',
      '{"records":{}}',
      '{"records":[1]}',
      `{"records":[${JSON.stringify(USUAL)}],"more":1}`,
      `{"records":[${JSON.stringify(USUAL)}]} x`,
      `{"records":[${JSON.stringify(USUAL)},]}`,
      `\ufeff{"records":[${JSON.stringify(USUAL)}]}`,
      JSON.stringify({ records: Array(501).fill({}) }),
    ];
    for (const body of bodies) expect(scanBatch(Buffer.from(body)), body.slice(0, 40)).to.equal(null);
    expect(
      scanBatch(Buffer.from([...Buffer.from('{"records":[{"title":"'), 0xff, ...Buffer.from('"}]}')])),
    ).to.equal(null);
  });

  it('reads members of one name, and names that are numbers, as JSON.parse does', () => {
    const usualMembers = JSON.stringify(USUAL).slice(1, -1);
    const members = [
      '"team":null,"team":"last"',
      '"team":"first","team":null',
      '"severity":null,"severity":"p4"',
      '"title":"first","title":"last"',
      '"source_created_at":null,"source_created_at":"2026-01-01T00:00:00Z"',
      '"metadata":{"a":"1","b":"2","a":"3"}',
      '"metadata":{"b":"1","10":"2","9":"3"}',
      '"metadata":{"a":{"b":1},"__proto__":"2"}',
    ];
    for (const more of members) {
      const body = Buffer.from(`{"records":[{${usualMembers},${more}}]}`);
      expect(scannedOf(body), more).to.deep.equal(expectedOf(body));
      expect(scanBatch(body)?.sent.count, more).to.equal(1);
    }
  });

  it('takes an address for one by its origin only as far as that says it', () => {
    const origins = [
      'https://a.example',
      'http://1.2.3.4:80',
      'https:///a',
      'https://\\',
      'http://[::1]',
      'https://a:99999',
      'http://u@',
    ];
    const rests = ['', '/', '/x', '?q', '#f', '\\', ':1', '.b/', '@c/', ':70000/'];
    const urls = origins.flatMap((origin) => rests.map((rest) => origin + rest));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...urls), { minLength: 2, maxLength: 8 }), (some) => {
        const body = bodyOf(some.map((external_url) => ({ ...USUAL, external_url })));
        expect(scannedOf(body)).to.deep.equal(expectedOf(body));
      }),
      { numRuns: 500 },
    );
  });

  it('makes the same row of a new issue as the record does', () => {
    const id = Buffer.alloc(16, 7);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(usual, record), { minLength: 1, maxLength: 4 }),
        choices,
        (records, chosen) => {
          const sent = scanBatch(Buffer.from(new Writer(chosen).text({ records })))?.sent.incoming(3) ?? [];
          for (const one of sent) expect(packetOf([3, id, one])).to.deep.equal(packetOf(rowOf(one, id)));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function rowOf(sent: SentRecord, id: Buffer): Parameters<typeof pushUsualRow>[0] {
  const params: Parameters<typeof pushUsualRow>[0] = [];
  const { workspaceId, externalId, record: read } = sent;
  pushUsualRow(params, { workspaceId, id, externalId, state: createState(read, externalId, 0) });
  return params;
}

/** A packet without the types of parameters that are null, which mean nothing. */
function packetOf(params: Parameters<typeof pushUsualRow>[0]): Buffer {
  const bytes = Buffer.from(new ExecutePackets().write(1, params).buffer.subarray(HEADER_BYTES));
  const [nulls, types, count] = [10, 13, 12];
  for (let i = 0; i < count; i++)
    if ((((bytes[nulls + (i >> 3)] as number) >> (i & 7)) & 1) === 1) bytes[types + 2 * i] = 0;
  return bytes;
}
