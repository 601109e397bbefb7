import 'reflect-metadata';
import { diff } from '@graphql-inspector/core';
import { expect } from 'chai';
import {
  buildSchema,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { SDL } from '../../../src/generated/sdl.js';
import { buildGatewaySchema, classOptions, type SchemaServices } from '../../../src/graphql/schema/schema.js';
import { scopeRuleOf } from '../../../src/graphql/schema/scope-guard.js';
import { startTestApp } from '../../support/app.js';

/** No field is resolved in these tests. */
const services = {} as SchemaServices;

/** Returns the differences that callers could notice. Only the contract has descriptions and directives. */
async function differences(contract: GraphQLSchema): Promise<string[]> {
  const changes = await diff(contract, buildSchemaSync(classOptions(services)));
  return changes
    .filter(({ type }) => !/DESCRIPTION|DIRECTIVE/.test(type))
    .map(({ message }) => message)
    .filter((message) => message !== "Type 'ConstraintFormat' was removed");
}

describe('the contract in schema/', () => {
  const schema = buildSchema(SDL);
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );

  it('matches the schema of the type-graphql classes', async () => {
    expect(await differences(schema)).to.deep.equal([]);
  });

  it('differs from the classes after any of these changes to the SDL', async () => {
    const drifts: [string, string][] = [
      ['  progress: Float!', '  progress: Float'],
      ['  startedAt: DateTime\n', '  startedAt: DateTime\n  endedAt: DateTime\n'],
      ['first: Int = 25', 'first: Int = 10'],
      ['  P4\n', '  P4\n  "Lowest."\n  P5\n'],
      ['externalId: String!\n  ): Issue', 'externalId: String\n  ): Issue'],
      ['  minConfidence: Float', '  minConfidence: Int'],
    ];
    for (const [from, to] of drifts) {
      expect(SDL, from).to.contain(from);
      expect(await differences(buildSchema(SDL.replace(from, to))), to).not.to.deep.equal([]);
    }
  });

  it('describes every type, field, argument and enum value', () => {
    const silent: string[] = [];
    const see = (place: string, description: string | null | undefined): void => {
      if (!description) silent.push(place);
    };
    for (const type of own) {
      see(type.name, type.description);
      if (isEnumType(type))
        for (const value of type.getValues()) see(`${type.name}.${value.name}`, value.description);
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        see(`${type.name}.${field.name}`, field.description);
        for (const arg of 'args' in field ? field.args : [])
          see(`${type.name}.${field.name}(${arg.name})`, arg.description);
      }
    }
    for (const directive of schema.getDirectives()) {
      see(`@${directive.name}`, directive.description);
      for (const arg of directive.args) see(`@${directive.name}(${arg.name})`, arg.description);
    }
    expect(silent).to.deep.equal([]);
  });

  it('states the scope of every field that returns jobs, issues, patterns or connectors', () => {
    const guarded = new Map([
      ['IngestJob', 'ingest:read'],
      ['Issue', 'issues:read'],
      ['Pattern', 'patterns:read'],
      ['PatternLink', 'patterns:read'],
      ['Connector', 'connectors:write'],
      ['WebhookDelivery', 'connectors:write'],
    ]);
    const served = buildGatewaySchema(services);
    for (const type of own.filter(isObjectType)) {
      // The field that returns a connection or a payload has checked the scope.
      if (/Connection$|Edge$|Payload$/.test(type.name)) continue;
      for (const field of Object.values(type.getFields())) {
        const rule = scopeRuleOf(schema, field);
        const isRoot = [
          schema.getQueryType(),
          schema.getMutationType(),
          schema.getSubscriptionType(),
        ].includes(type);
        const target = getNamedType(field.type).name.replace(/Connection$/, '');
        const scope = guarded.get(target);
        const place = `${type.name}.${field.name}`;
        // `node` reads through the field of the type.
        if (place === 'Query.node') continue;
        if (isRoot || scope !== undefined) expect(rule, place).not.to.equal(null);
        if (type.name === 'Mutation') {
          const noun = /^ingest/.test(field.name)
            ? 'ingest'
            : /pattern|issue/i.test(field.name)
              ? 'patterns'
              : 'connectors';
          expect(rule?.anyOf, place).to.deep.equal([`${noun}:write`]);
        } else if (scope !== undefined) expect(rule?.anyOf, place).to.include(scope);
        if (rule !== null) {
          expect(field.description, place).to.contain(`\`${rule.anyOf[0]}\``);
          const made = served.getType(type.name);
          expect(isObjectType(made) && made.getFields()[field.name]?.resolve, place).to.be.a('function');
        }
      }
    }
  });

  it('is served word for word at /schema.graphql without a token', async () => {
    const app = await startTestApp();
    try {
      const response = await app.get('/schema.graphql', { authorization: undefined });
      expect(response.statusCode).to.equal(200);
      expect(response.headers['content-type']).to.equal('text/plain; charset=utf-8');
      expect(response.body).to.equal(SDL);
    } finally {
      await app.close();
    }
  });
});
