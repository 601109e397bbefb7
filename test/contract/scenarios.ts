/** A record with GraphQL field names. `connectorId: 'known'` stands for a connector of the workspace. */
export type Sent = Readonly<Record<string, unknown>>;

export interface Push {
  readonly kind: 'event' | 'batch' | 'source';
  readonly path: string;
  readonly records: readonly Sent[];
}

export interface Scenario {
  readonly name: string;
  /** Sent one after another. */
  readonly pushes: readonly Push[];
  /** The outcome of each record of the last push, or the reason for its rejection. */
  readonly expected: readonly string[];
}

const base: Sent = { externalId: 'K-1', source: 'jira', title: 'A title' };
const event = (record: Sent): Push => ({ kind: 'event', path: '', records: [record] });
const batch = (...records: Sent[]): Push => ({ kind: 'batch', path: '', records });
const source = (path: string, record: Sent): Push => ({ kind: 'source', path, records: [record] });
/** A batch of one record that differs from `base` in some fields. */
const one = (fields: Sent): Push => batch({ ...base, ...fields });
const scenario = (name: string, expected: string | readonly string[], ...pushes: Push[]): Scenario => ({
  name,
  pushes,
  expected: [expected].flat(),
});
const T = { early: '2026-06-14T10:00:00Z', late: '2026-06-14T12:00:00Z' };
const deep = (levels: number): Sent => (levels === 1 ? {} : { a: deep(levels - 1) });
const json = (bytes: number): Sent => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

/** Valid and invalid pushes. Types that GraphQL itself refuses, such as a number for a String, are left out. */
export const SCENARIOS: readonly Scenario[] = [
  scenario(
    'an event with every field',
    'created',
    event({
      ...base,
      body: '# b',
      severity: 'p1',
      status: 'Acknowledged',
      team: 't',
      assignee: 'Ada',
      externalUrl: 'https://x.example/1',
      sourceCreatedAt: T.early,
      sourceUpdatedAt: T.late,
      metadata: { a: [1, null, 'x', { b: true }] },
      connectorId: 'known',
    }),
  ),
  scenario('an event with a title only', 'created', event({ title: 'alone' })),
  scenario('an event with an external id only', 'created', event({ externalId: 'only-id' })),
  scenario(
    'an event with a long external id as its title',
    'created',
    event({ externalId: '\u{1F600}'.repeat(512) }),
  ),
  scenario(
    'an event with neither an external id nor a title',
    'missing_field',
    event({ source: 'jira', body: 'x' }),
  ),
  scenario(
    'an event with a blank external id and title',
    'missing_field',
    event({ externalId: ' ', title: '\u3000' }),
  ),
  scenario(
    'an event with a null external id and title',
    'missing_field',
    event({ externalId: null, title: null }),
  ),
  scenario('an event without a source', 'created', event({ externalId: 'K-1', title: 't' })),
  scenario('an event of an unknown source', 'created', event({ ...base, source: 'My Tool' })),
  scenario(
    'an event with an external id that looks generated',
    'created',
    event({ externalId: 'evt_00000000000000000000000000', title: 't' }),
  ),
  scenario('two events without an id', 'created', event({ title: 'same' }), event({ title: 'same' })),
  scenario('an empty metadata object', 'created', event({ ...base, metadata: {} })),

  scenario('a batch of one record', 'created', batch(base)),
  scenario(
    'a batch with valid and invalid records',
    ['created', 'missing_field', 'created'],
    batch(base, { ...base, title: undefined }, { ...base, externalId: 'K-2' }),
  ),
  scenario('a batch with only invalid records', ['missing_field', 'missing_field'], batch({}, {})),
  scenario(
    'a batch that repeats a key',
    ['created', 'updated', 'unchanged'],
    batch(base, { ...base, title: 'B' }, { ...base, title: 'B' }),
  ),
  scenario(
    'a batch of 500 records',
    Array(500).fill('created'),
    batch(...Array.from({ length: 500 }, (_, i) => ({ ...base, externalId: `K-${i}` }))),
  ),
  scenario('a record without an external id', 'missing_field', one({ externalId: undefined })),
  scenario('a record with a null external id', 'missing_field', one({ externalId: null })),
  scenario('a record with a blank external id', 'missing_field', one({ externalId: ' \t\n\u2003' })),
  scenario('a record without a source', 'missing_field', one({ source: undefined })),
  scenario('a record with a blank source', 'missing_field', one({ source: '' })),
  scenario('a record without a title', 'missing_field', one({ title: undefined })),
  scenario('a record with a blank title', 'missing_field', one({ title: ' ' })),
  scenario(
    'metadata keys with a meaning in JavaScript',
    'created',
    one({ metadata: { constructor: 1, toString: null, hasOwnProperty: {} } }),
  ),

  scenario('an external id of 512 characters', 'created', one({ externalId: 'é'.repeat(512) })),
  scenario('an external id of 513 characters', 'too_long', one({ externalId: 'x'.repeat(513) })),
  scenario(
    'an external id of 512 characters outside the basic plane',
    'created',
    one({ externalId: '\u{1F680}'.repeat(512) }),
  ),
  scenario(
    'external ids that differ in case, accent or trailing white space',
    ['created', 'created', 'created', 'created'],
    batch(...['abc', 'ABC', 'äbc', 'abc '].map((externalId) => ({ ...base, externalId }))),
  ),
  scenario('a NUL in the external id', 'invalid_format', one({ externalId: 'a\0b' })),
  scenario('a title of 300 characters', 'created', one({ title: '\u{1F600}'.repeat(300) })),
  scenario('a title of 301 characters', 'too_long', one({ title: 'x'.repeat(301) })),
  scenario('a title with a NUL', 'invalid_format', one({ title: 'a\0' })),
  scenario('a title with an unpaired surrogate', 'invalid_format', one({ title: 'a\ud800' })),
  scenario(
    'a title with bidirectional, combining and invisible characters',
    'created',
    one({ title: '\u202eΩ≈ç√ \u{1F469}\u200d\u{1F4BB} \u0301 \ufeff 田中' }),
  ),
  scenario('a title with surrounding white space', 'created', one({ title: '  kept  ' })),
  scenario('a blank body', 'created', one({ body: '' })),
  scenario('a body of 1 MiB', 'created', one({ body: 'x'.repeat(1_048_576) })),
  scenario('a body of 1 MiB and one byte', 'too_long', one({ body: 'x'.repeat(1_048_577) })),
  scenario(
    'a body that exceeds 1 MiB in bytes but not in characters',
    'too_long',
    one({ body: 'é'.repeat(524_289) }),
  ),
  scenario(
    'severities in any case with surrounding white space',
    ['created', 'created', 'created'],
    batch(...[' P1 ', 'p2', 'P4\u00a0'].map((severity, i) => ({ ...base, externalId: `K-${i}`, severity }))),
  ),
  scenario('a severity that does not exist', 'invalid_enum', one({ severity: 'urgent' })),
  scenario('the severity p5', 'invalid_enum', one({ severity: 'p5' })),
  scenario('a blank severity', 'created', one({ severity: ' ' })),
  scenario('a null severity', 'created', one({ severity: null })),
  scenario(
    'sources in any case with surrounding white space',
    ['created', 'unchanged'],
    batch({ ...base, source: ' JIRA ' }, { ...base, source: 'jira' }),
  ),
  scenario(
    'two coerced sources',
    ['created', 'updated'],
    batch({ ...base, source: 'Foo' }, { ...base, source: 'bar' }),
  ),
  scenario(
    'a coerced source followed by custom_api',
    ['created', 'updated'],
    batch({ ...base, source: 'Foo' }, { ...base, source: 'custom_api' }),
  ),
  scenario('a source with a NUL', 'invalid_format', one({ source: 'a\0' })),
  scenario('a team of 200 characters', 'created', one({ team: 'ß'.repeat(200) })),
  scenario('a team of 201 characters', 'too_long', one({ team: 'x'.repeat(201) })),
  scenario('an external URL without a scheme', 'invalid_format', one({ externalUrl: 'example.com' })),
  scenario(
    'an external URL with the javascript scheme',
    'invalid_format',
    one({ externalUrl: 'javascript:alert(1)' }),
  ),
  scenario(
    'an external URL of 2,048 characters',
    'created',
    one({ externalUrl: `https://x.example/${'y'.repeat(2030)}` }),
  ),
  scenario(
    'an external URL of 2,049 characters',
    'too_long',
    one({ externalUrl: `https://x.example/${'y'.repeat(2031)}` }),
  ),
  scenario(
    'a timestamp with an offset',
    'created',
    one({ sourceCreatedAt: '2026-06-14T16:35:00.1239+02:00' }),
  ),
  scenario(
    'a timestamp without an offset',
    'invalid_timestamp',
    one({ sourceCreatedAt: '2026-06-14T14:35:00' }),
  ),
  scenario('a date without a time', 'invalid_timestamp', one({ sourceUpdatedAt: '2026-06-14' })),
  scenario(
    'a timestamp on a day that does not exist',
    'invalid_timestamp',
    one({ sourceUpdatedAt: '2026-02-30T00:00:00Z' }),
  ),
  scenario('a number in place of a timestamp', 'invalid_timestamp', one({ sourceUpdatedAt: '1' })),
  scenario('a known connector', 'created', one({ connectorId: 'known' })),
  scenario(
    'an unknown connector',
    'unknown_connector',
    one({ connectorId: 'con_00000000000000000000000000' }),
  ),
  scenario('metadata of 20 levels', 'created', one({ metadata: deep(20) })),
  scenario('metadata of 21 levels', 'too_large', one({ metadata: deep(21) })),
  scenario('metadata of 64 KiB', 'created', one({ metadata: json(65_536) })),
  scenario('metadata of 64 KiB and one byte', 'too_large', one({ metadata: json(65_537) })),
  scenario('metadata that is a list', 'invalid_type', one({ metadata: [1] })),
  scenario('metadata that is a string', 'invalid_type', one({ metadata: 'a' })),
  scenario('metadata with unpaired surrogates and NUL', 'created', one({ metadata: { a: '\ud800\0' } })),
  scenario(
    'a record with several faults',
    'missing_field',
    one({ externalId: '', title: 'x'.repeat(301), severity: 'x' }),
  ),

  scenario('the same record twice', 'unchanged', one({}), one({})),
  scenario('a changed field', 'updated', one({ severity: 'p1' }), one({ title: 'B' })),
  scenario(
    'an absent field, which keeps the stored value',
    'unchanged',
    one({ severity: 'p1', team: 'a', body: 'b' }),
    one({}),
  ),
  scenario(
    'a null field, which clears the stored value',
    'updated',
    one({ severity: 'p1', team: 'a', body: 'b', metadata: { a: 1 } }),
    one({ severity: null, team: null, body: null, metadata: null }),
  ),
  scenario('a changed status', 'updated', one({ status: 'open' }), one({ status: ' RESOLVED ' })),
  scenario(
    'an absent or null status, which is kept',
    'unchanged',
    one({ status: 'resolved' }),
    one({ status: null }),
  ),
  scenario('an unknown status', 'invalid_enum', one({ status: 'closed' })),
  scenario('an assignee of 200 characters', 'created', one({ assignee: 'ß'.repeat(200) })),
  scenario('an assignee of 201 characters', 'too_long', one({ assignee: 'x'.repeat(201) })),
  scenario(
    'a null assignee, which clears the stored one',
    'updated',
    one({ assignee: 'a' }),
    one({ assignee: null }),
  ),
  scenario('a blank text, which counts as absent', 'unchanged', one({ team: 'a' }), one({ team: ' ' })),
  scenario('a blank body, which is a value', 'updated', one({ body: 'b' }), one({ body: ' ' })),
  scenario(
    'an older record after a newer one',
    'stale',
    one({ sourceUpdatedAt: T.late }),
    one({ title: 'old', sourceUpdatedAt: T.early }),
  ),
  scenario(
    'a record with an equal sourceUpdatedAt',
    'updated',
    one({ sourceUpdatedAt: T.late }),
    one({ title: 'B', sourceUpdatedAt: T.late }),
  ),
  scenario(
    'a record without sourceUpdatedAt after one with it',
    'updated',
    one({ sourceUpdatedAt: T.late }),
    one({ title: 'B' }),
  ),
  scenario('an event for an issue from a batch', 'updated', one({}), event({ ...base, severity: 'p1' })),
  scenario(
    'metadata with its keys in another order',
    'updated',
    one({ metadata: { a: 1, b: 2 } }),
    one({ metadata: { b: 2, a: 1 } }),
  ),

  scenario(
    'a source push with a native severity',
    'created',
    source('jira', { externalId: 'PROJ-1', title: 't', severity: 'Highest' }),
  ),
  scenario(
    'a source push that names the same source',
    'created',
    source('github', { externalId: 'octo/repo#12', title: 't', source: ' GitHub ' }),
  ),
  scenario(
    'a source push that names another source',
    'invalid_enum',
    source('jira', { externalId: 'PROJ-1', title: 't', source: 'github' }),
  ),
  scenario('a source push without a title', 'missing_field', source('jira', { externalId: 'PROJ-1' })),
  scenario('a source push without an external id', 'missing_field', source('jira', { title: 't' })),
  scenario(
    'a source push with an external id of the wrong form',
    'invalid_format',
    source('jira', { externalId: 'not a key', title: 't' }),
  ),
  scenario(
    'a source push with white space around the external id',
    'invalid_format',
    source('jira', { externalId: ' PROJ-1', title: 't' }),
  ),
  scenario(
    'a source push with a severity of another source',
    'invalid_enum',
    source('jira', { externalId: 'PROJ-1', title: 't', severity: '1 - Critical' }),
  ),
  scenario(
    'a source push to custom_api with any external id',
    'created',
    source('custom_api', { externalId: 'anything at all', title: 't' }),
  ),
  scenario(
    'a source push for an issue from a batch',
    'updated',
    one({ externalId: 'PROJ-1' }),
    source('jira', { externalId: 'PROJ-1', title: 'B' }),
  ),
];
