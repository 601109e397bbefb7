import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Node, nodeTypeOf } from '../../domain/schema/node.js';
import type { GraphqlContext } from '../execution/context.js';

@Resolver()
export class NodeResolver {
  /** Reads through the field of the type, which checks its scope. */
  @Query(() => Node, { nullable: true })
  node(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): unknown {
    const type = nodeTypeOf(id);
    const field = type === undefined ? undefined : info.schema.getQueryType()?.getFields()[type.field];
    return field?.resolve?.(undefined, { id }, context, info) ?? null;
  }
}
