import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../../domain/limits.js';

/** Values of the variables of one request. */
export type Variables = Readonly<Record<string, unknown>>;

/** The size of an operation in a valid document. */
export interface OperationMeasure {
  /** Levels of fields. Introspection does not count: graphql-js limits its depth. */
  readonly depth: number;
  /** Upper bound of the values in the response, by `@listSize` and the arguments. */
  cost(variables: Variables): number;
  /** Names of the root fields, one for each key of the response. */
  readonly rootFields: readonly string[];
}

export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationMeasure {
  const meter = new SelectionMeter(schema, document);
  const root = schema.getRootType(operation.operation) ?? undefined;
  const { depth, cost } = meter.measure(operation.selectionSet, root);
  return {
    depth,
    cost: (variables) => costWith(cost, variables),
    rootFields: meter.rootFields(operation.selectionSet),
  };
}

/** A number, or a function when it depends on variables. */
type Cost = number | ((variables: Variables) => number);

interface SelectionSize {
  readonly depth: number;
  readonly cost: Cost;
}

const EMPTY: SelectionSize = { depth: 0, cost: 0 };

/** For each list field of a connection, the number of entries that the connection's arguments request. */
type ListSizes = ReadonlyMap<string, Cost>;
const NO_SIZES: ListSizes = new Map();

/** A field and the type that declares it. */
interface TypedField {
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType | undefined;
}

class SelectionMeter {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each selection set is measured once, because fragments can lead to it exponentially often. */
  private readonly measured = new Map<SelectionSetNode, SelectionSize>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  measure(set: SelectionSetNode, type: GraphQLNamedType | undefined, sizes = NO_SIZES): SelectionSize {
    const known = sizes === NO_SIZES ? this.measured.get(set) : undefined;
    if (known !== undefined) return known;
    let size = EMPTY;
    for (const { node, parent } of this.fields(set, type))
      size = add(size, this.measureField(node, parent, sizes));
    if (sizes === NO_SIZES) this.measured.set(set, size);
    return size;
  }

  /** Returns the name of the field behind each key of the response. */
  rootFields(set: SelectionSetNode): string[] {
    const nodes = this.fields(set, undefined).map(({ node }) => node);
    const byKey = new Map(nodes.map(({ alias, name }) => [(alias ?? name).value, name.value]));
    return [...byKey.values()];
  }

  /**
   * Returns the fields of a set and of its fragments, with the type that declares them. A fragment counts once per set, as
   * in its execution.
   */
  private fields(
    set: SelectionSetNode,
    type: GraphQLNamedType | undefined,
    spread = new Set<string>(),
  ): TypedField[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [{ node: selection, parent: type }];
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return this.fields(selection.selectionSet, this.narrowed(selection.typeCondition, type), spread);
      const name = selection.name.value;
      const fragment = this.fragments.get(name);
      if (fragment === undefined || spread.has(name)) return [];
      spread.add(name);
      return this.fields(fragment.selectionSet, this.narrowed(fragment.typeCondition, type), spread);
    });
  }

  private narrowed(
    condition: NamedTypeNode | undefined,
    type: GraphQLNamedType | undefined,
  ): GraphQLNamedType | undefined {
    return condition === undefined ? type : this.schema.getType(condition.name.value);
  }

  private measureField(node: FieldNode, type: GraphQLNamedType | undefined, sizes: ListSizes): SelectionSize {
    const name = node.name.value;
    if (name.startsWith('__')) return { depth: 1, cost: 1 };
    const hasFields = isObjectType(type) || isInterfaceType(type);
    const definition = hasFields ? type.getFields()[name] : undefined;
    if (definition === undefined || node.selectionSet === undefined) return { depth: 1, cost: 1 };
    const list = this.listSize(definition);
    const inner = this.measure(
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
    return getDirectiveValues(directive, field.astNode);
  }
}

/** The arguments of `@listSize`. */
interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

function sizesOf(node: FieldNode, field: GraphQLField<unknown, unknown>, list: ListSize): ListSizes {
  const size = requestedSize(node, field, list.slicingArguments ?? []);
  return new Map((list.sizedFields ?? []).map((name) => [name, size]));
}

/** Returns the value of a slicing argument: a literal, a variable, or its default. */
function requestedSize(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  slicingArguments: readonly string[],
): Cost {
  const argument = node.arguments?.find(({ name }) => slicingArguments.includes(name.value));
  const fallback = field.args.find(({ name }) => slicingArguments.includes(name))?.defaultValue;
  const size = (value: unknown): number => {
    if (value === undefined || value === null) return Number(fallback ?? LIMITS.pageMax);
    // The field itself refuses values out of bounds.
    return Math.min(Math.max(Number(value) || 0, 0), LIMITS.pageMax);
  };
  if (argument?.value.kind === Kind.VARIABLE) {
    const name = argument.value.name.value;
    return (variables) => size(variables[name]);
  }
  return size(argument?.value.kind === Kind.INT ? argument.value.value : undefined);
}

function add(a: SelectionSize, b: SelectionSize): SelectionSize {
  return { depth: Math.max(a.depth, b.depth), cost: plus(a.cost, b.cost) };
}

function plus(a: Cost, b: Cost): Cost {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return (variables) => costWith(a, variables) + costWith(b, variables);
}

function times(a: Cost, b: Cost): Cost {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => costWith(a, variables) * costWith(b, variables);
}

function costWith(cost: Cost, variables: Variables): number {
  return typeof cost === 'number' ? cost : cost(variables);
}
