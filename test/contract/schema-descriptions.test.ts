import { expect } from 'chai';
import { type DirectiveNode, parse, valueFromASTUntyped, visit } from 'graphql';
import { SDL } from '../../src/generated/sdl.js';

interface Described {
  readonly place: string;
  readonly description: string;
  readonly directives: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const described = readDescriptions();

function readDescriptions(): Described[] {
  const found: Described[] = [];
  const owners: string[] = [];
  visit(parse(SDL), {
    enter(node) {
      if (!('description' in node)) return;
      const name = 'name' in node && node.name ? node.name.value : node.kind;
      owners.push(name);
      const directives: readonly DirectiveNode[] = 'directives' in node ? (node.directives ?? []) : [];
      found.push({
        place: owners.join('.'),
        description: node.description?.value ?? '',
        directives: Object.fromEntries(
          directives.map((directive) => [directive.name.value, argumentsOf(directive)]),
        ),
      });
    },
    leave(node) {
      if ('description' in node) owners.pop();
    },
  });
  return found;
}

function argumentsOf(directive: DirectiveNode): Record<string, unknown> {
  const values = directive.arguments ?? [];
  return Object.fromEntries(values.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

describe('the descriptions of the schema', () => {
  it('every description is one or more complete sentences', () => {
    const odd = described.filter(({ description }) => !/^[A-Z0-9].*\.$/s.test(description));
    expect(odd.map(({ place }) => place)).to.deep.equal([]);
  });

  it('every field with a scope names exactly its scopes in its last sentence', () => {
    for (const { place, description, directives } of described) {
      const { scope } = directives;
      const [, sentence = ''] = / ?Requires\s+([^.]*)\.$/.exec(description) ?? [];
      const named = [...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
      const required = scope === undefined ? [] : [scope.anyOf, scope.and ?? []].flat();
      expect(named, place).to.deep.equal(required);
      expect(/except in the\s+payload/.test(sentence), place).to.equal(scope?.exceptOwnWrite === true);
    }
  });

  it('every field with a bound states it', () => {
    for (const { place, description, directives } of described)
      for (const bound of ['maxLength', 'maxBytes', 'maxDepth']) {
        const max = directives.constraint?.[bound];
        if (max !== undefined) expect(description, place).to.contain(Number(max).toLocaleString('en-US'));
      }
  });
});
