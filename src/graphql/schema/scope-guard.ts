import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getDirectiveValues,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import { ALL_SCOPES, type Scope } from '../../access/scopes.js';
import { AppError } from '../../domain/errors.js';
import type { GraphqlContext } from '../execution/context.js';

/** The arguments of `@scope` on a field. */
export interface ScopeRule {
  readonly anyOf: readonly Scope[];
  /** Required in addition to one of `anyOf`. */
  readonly and?: Scope | null;
  readonly exceptOwnWrite: boolean;
}

/**
 * Returns the rule that a field states in the contract, or null.
 * @throws when the rule names an unknown scope
 */
export function scopeRuleOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): ScopeRule | null {
  const directive = schema.getDirective('scope');
  if (directive == null || field.astNode == null) return null;
  const rule = getDirectiveValues(directive, field.astNode) as ScopeRule | undefined;
  if (rule === undefined) return null;
  const named = rule.and == null ? rule.anyOf : [...rule.anyOf, rule.and];
  const unknown = named.find((scope) => !ALL_SCOPES.includes(scope));
  if (unknown !== undefined || rule.anyOf.length === 0)
    throw new Error(`@scope of ${field.name} names no scope, or the unknown scope ${unknown}`);
  return rule;
}

/** Wraps the resolver of each field that states a scope, so that it checks the caller first. */
export function guardScopes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = scopeRuleOf(schema, field);
      if (rule === null) continue;
      if (field.subscribe !== undefined) field.subscribe = guarded(rule, field.subscribe);
      else if (field.resolve !== undefined) field.resolve = guarded(rule, field.resolve);
      else throw new Error(`${type.name}.${field.name} states a scope but has no resolver to check it`);
    }
  }
}

type GuardedResolver = GraphQLFieldResolver<unknown, GraphqlContext>;

function guarded(rule: ScopeRule, resolve: GraphQLFieldResolver<unknown, unknown>): GuardedResolver {
  return (source, args, context, info) => {
    requireScope(rule, context, info);
    return resolve(source, args, context, info);
  };
}

function requireScope(
  { anyOf, and, exceptOwnWrite }: ScopeRule,
  { caller }: GraphqlContext,
  { operation }: GraphQLResolveInfo,
): void {
  // Everything that a mutation reaches without a further scope is part of the caller's own write.
  if (exceptOwnWrite && operation.operation === OperationTypeNode.MUTATION) return;
  const lacking = [anyOf, and == null ? [] : [and]].find(
    (scopes) => scopes.length > 0 && !scopes.some((scope) => caller?.scopes.has(scope)),
  );
  if (lacking === undefined) return;
  throw new AppError('forbidden', `The token lacks the scope ${lacking.join(' or ')}.`, {
    details: { requiredScope: lacking[0] },
  });
}
