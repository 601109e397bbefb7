import { Field, ID, InterfaceType } from 'type-graphql';
import { ID_PREFIX } from '../ids.js';

/** The types that can be read by their id alone, by the prefix of the id: their name and their field of `Query`. */
const NODES = {
  [ID_PREFIX.job]: { type: 'IngestJob', field: 'job' },
  [ID_PREFIX.issue]: { type: 'Issue', field: 'issue' },
  [ID_PREFIX.pattern]: { type: 'Pattern', field: 'pattern' },
  [ID_PREFIX.connector]: { type: 'Connector', field: 'connector' },
} as const;

/** Returns the type of an id; undefined for anything else. */
export function nodeTypeOf(id: string): (typeof NODES)[keyof typeof NODES] | undefined {
  return Object.entries(NODES).find(([prefix]) => id.startsWith(prefix))?.[1];
}

/** Relay's interface. */
@InterfaceType('Node', { resolveType: ({ id }: Node) => nodeTypeOf(id)?.type })
export abstract class Node {
  @Field(() => ID)
  id!: string;
}
