import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseTimestamp } from '../rules/rfc3339.js';

/** An instant: epoch milliseconds in the domain, RFC 3339 on the wire. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'An instant: RFC 3339 in UTC with `Z`.',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: readInstant,
  parseLiteral: (node) => readInstant(node.kind === Kind.STRING ? node.value : undefined),
});

function readInstant(value: unknown): number {
  const instant = typeof value === 'string' ? parseTimestamp(value) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new GraphQLError(
    'DateTime must be an RFC 3339 date and time with an offset, such as 2026-06-14T14:35:00Z',
  );
}
