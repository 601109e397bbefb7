import { expect } from 'chai';
import fc from 'fast-check';
import { ISSUE_STATUSES } from '../../../src/domain/issue-status.js';
import type { NormalRecord, Transition } from '../../../src/domain/record.js';
import { createState, type IssueState, mergeState } from '../../../src/domain/rules/merge.js';
import { normalRecord } from '../../support/factories.js';

const BARE = normalRecord();

function optional<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  return fc.oneof(fc.constant(undefined), fc.constant(null), value);
}

const text = fc.string({ minLength: 1, maxLength: 5 });
const anyRecord = fc
  .record({
    sourceRaw: fc.constantFrom(undefined, null),
    title: fc.option(text, { nil: undefined }),
    body: optional(text),
    severity: optional(fc.constantFrom('p1' as const, 'p2' as const, 'p3' as const, 'p4' as const)),
    team: optional(text),
    assignee: optional(text),
    externalUrl: optional(text),
    metadata: optional(fc.constantFrom('{}', '{"a":1}')),
    sourceCreatedAt: optional(fc.integer({ min: 0, max: 9 })),
    sourceUpdatedAt: optional(fc.integer({ min: 0, max: 9 })),
    connectorId: optional(fc.constantFrom('con_a', 'con_b')),
  })
  .map((fields) => normalRecord(fields));

const anyState: fc.Arbitrary<IssueState> = fc
  .tuple(anyRecord, fc.constantFrom(...ISSUE_STATUSES))
  .map(([record, status]) => ({ ...createState(record, 'JIRA-1', 1000), status }));

/** Compares the times that the source itself reports. */
function isOlder(stored: IssueState, record: NormalRecord): boolean {
  return (
    typeof record.sourceUpdatedAt === 'number' &&
    stored.sourceUpdatedAt !== null &&
    record.sourceUpdatedAt < stored.sourceUpdatedAt
  );
}

/** The part of an issue that the content of a record can change. */
function contentOf(state: IssueState): Partial<IssueState> {
  const { occurrenceCount, lastSeenAt, updatedAt, status, ...content } = state;
  return content;
}

describe('createState for a push', () => {
  it('fills absent fields with their defaults', () => {
    const state = createState(BARE, 'JIRA-1', 5);
    expect(state).to.include({
      title: 'JIRA-1',
      severity: 'p3',
      status: 'open',
      body: null,
      occurrenceCount: 1,
    });
    expect(state).to.include({ createdAt: 5, lastSeenAt: 5, updatedAt: 5 });
  });

  it('shortens a long external id to a title of 300 code points without splitting a character', () => {
    expect(createState(BARE, '😀'.repeat(400), 5).title).to.equal('😀'.repeat(300));
  });
});

const anyTransition: fc.Arbitrary<Transition> = fc.record({
  status: fc.constantFrom(...ISSUE_STATUSES, 'unresolved' as const, 'kept' as const),
  evenIfStale: fc.boolean(),
  partial: fc.boolean(),
});

/** The documented rule for the status that a webhook reports. */
function statusAfter(stored: IssueState, { status }: Transition): string {
  if (status === 'kept') return stored.status;
  if (status === 'unresolved') return stored.status === 'acknowledged' ? 'acknowledged' : 'open';
  return status;
}

describe('createState for a webhook', () => {
  it('creates an open issue unless the webhook reports it as acknowledged or resolved', () => {
    fc.assert(
      fc.property(anyRecord, anyTransition, (record, transition) => {
        const { status } = createState({ ...record, transition }, 'JIRA-1', 5);
        const isEnded = transition.status === 'acknowledged' || transition.status === 'resolved';
        expect(status).to.equal(isEnded ? transition.status : 'open');
      }),
    );
  });
});

describe('mergeState for a webhook', () => {
  it('applies the status of a fresh webhook even if the content is the same', () => {
    fc.assert(
      fc.property(anyState, anyRecord, anyTransition, (stored, record, transition) => {
        const { state, outcome } = mergeState(stored, { ...record, transition }, 2000);
        fc.pre(outcome !== 'stale' && !isOlder(stored, record));
        expect(state.status).to.equal(statusAfter(stored, transition));
        const same = contentOf(state);
        if (outcome === 'unchanged') expect(same).to.deep.equal(contentOf(stored));
        else
          expect({ ...same, status: state.status }).to.not.deep.equal({
            ...contentOf(stored),
            status: stored.status,
          });
      }),
    );
  });

  it('ignores the status of an older webhook unless its transition is final', () => {
    fc.assert(
      fc.property(anyState, anyRecord, anyTransition, (stored, record, transition) => {
        fc.pre(isOlder(stored, record));
        const { state, outcome } = mergeState(stored, { ...record, transition }, 2000);
        expect(contentOf(state)).to.deep.equal(contentOf(stored));
        expect(state.status).to.equal(
          transition.evenIfStale ? statusAfter(stored, transition) : stored.status,
        );
        expect(outcome).to.equal(state.status === stored.status ? 'stale' : 'updated');
      }),
    );
  });

  it('finds the same webhook unchanged the second time', () => {
    fc.assert(
      fc.property(anyState, anyRecord, anyTransition, (stored, record, transition) => {
        const sent = { ...record, transition };
        const first = mergeState(stored, sent, 2000);
        fc.pre(first.outcome !== 'stale' && !isOlder(stored, record));
        const second = mergeState(first.state, sent, 3000);
        expect(second.outcome).to.equal('unchanged');
        expect({ ...second.state, occurrenceCount: 0, lastSeenAt: 0 }).to.deep.equal({
          ...first.state,
          occurrenceCount: 0,
          lastSeenAt: 0,
        });
      }),
    );
  });

  it('keeps the newer status when an older webhook arrives later', () => {
    fc.assert(
      fc.property(
        anyState,
        anyRecord,
        anyRecord,
        fc.tuple(anyTransition, anyTransition),
        (stored, one, two, [first, second]) => {
          const older = { ...one, sourceUpdatedAt: 20, transition: { ...first, evenIfStale: false } };
          const newer = { ...two, sourceUpdatedAt: 21, transition: { ...second, evenIfStale: false } };
          fc.pre(newer.transition.status !== 'kept' && newer.transition.status !== 'unresolved');
          const late = mergeState(mergeState(stored, newer, 2000).state, older, 2000).state;
          expect(late.status).to.equal(newer.transition.status);
          expect(late.sourceUpdatedAt).to.equal(21);
        },
      ),
    );
  });

  it('merges the metadata of a partial payload into the stored metadata', () => {
    const merged = (stored: string | null, sent: string | null | undefined, partial: boolean) =>
      mergeState(
        { ...createState(BARE, 'JIRA-1', 1), metadata: stored },
        { ...BARE, metadata: sent, transition: { status: 'kept', evenIfStale: false, partial } },
        2,
      ).state.metadata;
    expect(merged('{"a":1,"b":2}', '{"b":3,"c":4}', true)).to.equal('{"a":1,"b":3,"c":4}');
    expect(merged('{"a":1,"b":2}', '{"b":3,"c":4}', false)).to.equal('{"b":3,"c":4}');
    expect(merged('{"a":1}', undefined, true)).to.equal('{"a":1}');
    expect(merged(null, '{"b":3}', true)).to.equal('{"b":3}');
    expect(merged('{"__proto__":1}', '{"b":3}', true)).to.equal('{"__proto__":1,"b":3}');
    const long = JSON.stringify({ a: 'x'.repeat(40_000) });
    const more = JSON.stringify({ b: 'x'.repeat(40_000) });
    expect(merged(long, more, true)).to.equal(more);
  });
});

describe('mergeState for a push', () => {
  it('counts every record and updates lastSeenAt', () => {
    fc.assert(
      fc.property(anyState, anyRecord, fc.integer({ min: 0, max: 2000 }), (stored, record, now) => {
        const { state } = mergeState(stored, record, now);
        expect(state.occurrenceCount).to.equal(stored.occurrenceCount + 1);
        expect(state.lastSeenAt).to.equal(Math.max(stored.lastSeenAt, now));
      }),
    );
  });

  it('changes nothing else if the record is stale or unchanged', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const { state, outcome } = mergeState(stored, record, 2000);
        fc.pre(outcome !== 'updated');
        expect({ ...state, occurrenceCount: 0, lastSeenAt: 0 }).to.deep.equal({
          ...stored,
          occurrenceCount: 0,
          lastSeenAt: 0,
        });
      }),
    );
  });

  it('is stale exactly if sourceUpdatedAt is earlier than the stored one', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const { outcome } = mergeState(stored, record, 2000);
        expect(outcome === 'stale').to.equal(isOlder(stored, record));
      }),
    );
  });

  it('keeps the values of absent fields, clears null fields and overwrites the others', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const { state, outcome } = mergeState(stored, record, 2000);
        fc.pre(outcome !== 'stale');
        for (const field of [
          'body',
          'team',
          'assignee',
          'externalUrl',
          'metadata',
          'sourceCreatedAt',
          'connectorId',
        ] as const) {
          expect(state[field], field).to.equal(record[field] === undefined ? stored[field] : record[field]);
        }
        expect(state.severity).to.equal(
          record.severity === null ? 'p3' : (record.severity ?? stored.severity),
        );
        expect(state.title).to.equal(record.title ?? stored.title);
      }),
    );
  });

  it('reopens a resolved issue exactly if its content changes', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const { state, outcome } = mergeState({ ...stored, status: 'resolved' }, record, 2000);
        expect(state.status).to.equal(outcome === 'updated' ? 'open' : 'resolved');
      }),
    );
  });

  it('leaves an acknowledged issue acknowledged, whatever its content changes', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const { state } = mergeState({ ...stored, status: 'acknowledged' }, record, 2000);
        expect(state.status).to.equal('acknowledged');
      }),
    );
  });

  it('sets the status that a fresh record has, even if nothing else changes', () => {
    fc.assert(
      fc.property(anyState, anyRecord, fc.constantFrom(...ISSUE_STATUSES), (stored, record, status) => {
        const { state, outcome } = mergeState(stored, { ...record, status }, 2000);
        expect(state.status).to.equal(outcome === 'stale' ? stored.status : status);
        if (status !== stored.status) expect(outcome).to.not.equal('unchanged');
      }),
    );
  });

  it('finds the same record unchanged the second time', () => {
    fc.assert(
      fc.property(anyState, anyRecord, (stored, record) => {
        const first = mergeState(stored, record, 2000);
        fc.pre(first.outcome !== 'stale');
        const second = mergeState(first.state, record, 3000);
        expect(second.outcome).to.equal('unchanged');
        expect(contentOf(second.state)).to.deep.equal(contentOf(first.state));
      }),
    );
  });
});
