import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { LIMITS } from '../../domain/limits.js';

/*
 * What a document may be, before the rules of GraphQL are applied to it: some of them take time that grows with the
 * square of what they look at.
 */

/**
 * What is too much about a document; undefined when nothing is. One pass, linear in its length.
 *
 * @param document as parsed, not yet validated: it may be nonsense
 */
export function excessOf(document: DocumentNode): GraphQLError | undefined {
  let aliases = 0;
  let selections = 0;
  let level = 0;
  let deepest = 0;
  visit(document, {
    enter: (node): undefined => {
      level += 1;
      deepest = Math.max(deepest, level);
      if (node.kind === Kind.FIELD && node.alias !== undefined) aliases += 1;
      if (SELECTIONS.has(node.kind)) selections += 1;
    },
    leave: (): undefined => {
      level -= 1;
    },
  });
  const { aliases: maxAliases, selections: maxSelections, nesting } = LIMITS.document;
  if (aliases > maxAliases) return tooMuch(`${aliases} aliases`, maxAliases);
  if (selections > maxSelections) return tooMuch(`${selections} selections`, maxSelections);
  if (deepest > nesting) return tooMuch(`${deepest} nested levels`, nesting);
  return undefined;
}

const SELECTIONS: ReadonlySet<string> = new Set([Kind.FIELD, Kind.FRAGMENT_SPREAD, Kind.INLINE_FRAGMENT]);

function tooMuch(what: string, most: number): GraphQLError {
  return new GraphQLError(`The document has ${what}; at most ${most} are allowed.`);
}

/** Values of the variables of one request. */
export type Variables = Readonly<Record<string, unknown>>;

/** What an operation of a valid document asks for. */
export interface Measure {
  /** Levels of fields; the introspection of the schema, which has bounds of its own, does not count. */
  readonly depth: number;
  /** Values that the answer may have at most, by `@listSize` and the arguments. */
  cost(variables: Variables): number;
  /** Whether `cost` is the same for all variables. */
  readonly isFixed: boolean;
  /** Names of the root fields, one for each key of the answer. */
  readonly rootFields: readonly string[];
}

/** A number, or one that depends on variables. */
type Reckoning = number | ((variables: Variables) => number);

export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Measure {
  const reckoner = new Reckoner(schema, document);
  const root = schema.getRootType(operation.operation) ?? undefined;
  const { depth, cost } = reckoner.selections(operation.selectionSet, root);
  return {
    depth,
    cost: typeof cost === 'number' ? () => cost : cost,
    isFixed: typeof cost === 'number',
    rootFields: [...reckoner.rootFields(operation.selectionSet).values()],
  };
}

interface Extent {
  readonly depth: number;
  readonly cost: Reckoning;
}

const NOTHING: Extent = { depth: 0, cost: 0 };

/** By field of a connection: how many entries the argument of its parent asks for. */
type Sizes = ReadonlyMap<string, Reckoning>;
const NO_SIZES: Sizes = new Map();

class Reckoner {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each selection set is reckoned once, however often fragments lead to it. */
  private readonly known = new Map<SelectionSetNode, Extent>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  selections(set: SelectionSetNode, type: GraphQLNamedType | undefined, sizes = NO_SIZES): Extent {
    const known = sizes === NO_SIZES ? this.known.get(set) : undefined;
    if (known !== undefined) return known;
    let extent = NOTHING;
    for (const field of this.fields(set)) extent = both(extent, this.field(field, type, sizes));
    if (sizes === NO_SIZES) this.known.set(set, extent);
    return extent;
  }

  /** By key of the answer, the name of the field. */
  rootFields(set: SelectionSetNode): Map<string, string> {
    return new Map(this.fields(set).map(({ alias, name }) => [(alias ?? name).value, name.value]));
  }

  /** The fields of a set with those of its fragments, each of which counts once, as in its execution. */
  private fields(set: SelectionSetNode, spread = new Set<string>()): FieldNode[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return this.fields(selection.selectionSet, spread);
      const name = selection.name.value;
      const fragment = this.fragments.get(name);
      if (fragment === undefined || spread.has(name)) return [];
      spread.add(name);
      return this.fields(fragment.selectionSet, spread);
    });
  }

  private field(node: FieldNode, type: GraphQLNamedType | undefined, sizes: Sizes): Extent {
    const name = node.name.value;
    if (name.startsWith('__')) return { depth: 1, cost: 1 };
    const definition = isObjectType(type) ? type.getFields()[name] : undefined;
    if (definition === undefined || node.selectionSet === undefined) return { depth: 1, cost: 1 };
    const list = this.listSize(definition);
    const inner = this.selections(
      node.selectionSet,
      getNamedType(definition.type),
      list?.slicingArguments === undefined ? NO_SIZES : sizesOf(node, definition, list),
    );
    const entries = sizes.get(name) ?? list?.assumedSize ?? 1;
    return { depth: inner.depth + 1, cost: plus(1, times(entries, inner.cost)) };
  }

  private listSize(field: GraphQLField<unknown, unknown>): ListSize | undefined {
    const directive = this.schema.getDirective('listSize');
    if (directive == null || field.astNode == null) return undefined;
    return getDirectiveValues(directive, field.astNode as { directives?: readonly DirectiveNode[] }) as
      | ListSize
      | undefined;
  }
}

interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

function sizesOf(node: FieldNode, field: GraphQLField<unknown, unknown>, list: ListSize): Sizes {
  const slice = sliceOf(node, field, list.slicingArguments ?? []);
  return new Map((list.sizedFields ?? []).map((name) => [name, slice]));
}

/** What a slicing argument asks for: a literal, a variable, or its default. */
function sliceOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  slicingArguments: readonly string[],
): Reckoning {
  const argument = node.arguments?.find(({ name }) => slicingArguments.includes(name.value));
  const fallback = field.args.find(({ name }) => slicingArguments.includes(name))?.defaultValue;
  const size = (value: unknown): number => {
    if (value === undefined || value === null) return Number(fallback ?? LIMITS.pageMax);
    // What is out of bounds is refused by the field itself.
    return Math.min(Math.max(Number(value) || 0, 0), LIMITS.pageMax);
  };
  if (argument?.value.kind === Kind.VARIABLE) {
    const name = argument.value.name.value;
    return (variables) => size(variables[name]);
  }
  return size(argument?.value.kind === Kind.INT ? argument.value.value : undefined);
}

function both(a: Extent, b: Extent): Extent {
  return { depth: Math.max(a.depth, b.depth), cost: plus(a.cost, b.cost) };
}

function plus(a: Reckoning, b: Reckoning): Reckoning {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return (variables) => reckoned(a, variables) + reckoned(b, variables);
}

function times(a: Reckoning, b: Reckoning): Reckoning {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => reckoned(a, variables) * reckoned(b, variables);
}

function reckoned(reckoning: Reckoning, variables: Variables): number {
  return typeof reckoning === 'number' ? reckoning : reckoning(variables);
}
