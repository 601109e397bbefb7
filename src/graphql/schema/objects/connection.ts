import { type ClassType, Field, ObjectType } from 'type-graphql';
import type { IdPage } from '../../../domain/page.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import type * as Schema from '../../../generated/types.js';

@ObjectType('PageInfo', { simpleResolvers: true })
export class PageInfoObject implements DomainView<Schema.PageInfo> {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

/** Declares the connection and edge types of a node type. `T` is the domain object behind the node. */
export function connectionClass<T extends object>(
  name: string,
  node: () => ClassType,
): ClassType<ConnectionObject<T>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class Edge {
    @Field(() => String)
    cursor!: string;

    @Field(node)
    node!: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class Connection {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => [node()])
    nodes!: T[];

    @Field(() => PageInfoObject)
    pageInfo!: PageInfoObject;
  }

  return Connection;
}

/** The fields of a connection. */
export interface ConnectionObject<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfoObject;
}

/**
 * A page of a list. Entries that were deleted between reading the ids and the rows are left out. Cursors are encoded only
 * when they are selected.
 */
export class LoadedConnection<T extends { readonly id: string }> implements ConnectionObject<T> {
  readonly nodes: readonly T[];

  constructor(
    private readonly page: IdPage,
    loaded: readonly (T | null)[],
    private readonly cursorOf: (id: string) => string,
    private readonly hasPreviousPage: boolean,
  ) {
    this.nodes = loaded.filter((node) => node !== null);
  }

  get edges(): { cursor: string; node: T }[] {
    return this.nodes.map((node) => ({ cursor: this.cursorOf(node.id), node }));
  }

  get pageInfo(): PageInfoObject {
    const { hasMore: hasNextPage, ids, end } = this.page;
    const [first] = ids;
    return {
      hasNextPage,
      hasPreviousPage: this.hasPreviousPage,
      startCursor: first === undefined ? null : this.cursorOf(first),
      endCursor: end === null ? null : this.cursorOf(end),
    };
  }
}
