import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isJsonObject } from '../../domain/rules/json-object.js';

/** Errors of the variables of one request that are reported. */
const ERRORS_MAX = 20;

interface DeclaredVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly node: VariableDefinitionNode;
}

/**
 * The variables that an operation declares. graphql-js reports every unknown key of an input object in a message that
 * contains the whole object, which takes seconds for an object with many keys. So values are checked here before; the
 * messages are the same without the values.
 */
export class DeclaredVariables {
  private readonly declared: readonly DeclaredVariable[];

  constructor(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode) {
    this.declared = variableDefinitions.flatMap((node) => {
      const type = inputTypeOf(schema, node.type);
      return type === undefined ? [] : [{ name: node.variable.name.value, type, node }];
    });
  }

  /** Returns the values of declared variables. Anything else that was sent is ignored, as by graphql-js. */
  pick(sent: unknown): Record<string, unknown> {
    if (!isJsonObject(sent)) return {};
    const present = this.declared.filter(({ name }) => Object.hasOwn(sent, name));
    return Object.fromEntries(present.map(({ name }) => [name, sent[name]]));
  }

  /** Returns the first errors of the values that were sent. Missing values are left to graphql-js. */
  errorsOf(picked: Readonly<Record<string, unknown>>): GraphQLError[] {
    const errors: GraphQLError[] = [];
    try {
      for (const variable of this.declared) {
        const value = picked[variable.name];
        if (value != null)
          coerceInputValue(value, variable.type, (path, _, error) => {
            errors.push(variableError(variable, path, error));
            if (errors.length === ERRORS_MAX) throw ENOUGH;
          });
      }
    } catch (error) {
      if (error !== ENOUGH) throw error;
    }
    return errors;
  }
}

const ENOUGH = new Error('enough errors of variables were found');

function inputTypeOf(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  // The overloads of `typeFromAST` cover single kinds of nodes, but not their union.
  const type = typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]);
  return isInputType(type) ? type : undefined;
}

function variableError(
  { name, node }: DeclaredVariable,
  path: readonly (string | number)[],
  { message }: GraphQLError,
): GraphQLError {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  const at = path.length === 0 ? '' : ` at "${name}${steps.join('')}"`;
  return new GraphQLError(`Variable "$${name}" got invalid value${at}; ${message}`, {
    nodes: node,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
