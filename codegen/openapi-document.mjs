import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const SOURCE = 'schema/openapi.yaml';

/** The hand-written part of the OpenAPI document, embedded so that the program needs no file beside its code. */
export const plugin = () => `// Generated from ${SOURCE} by \`npm run codegen\`. Do not edit.

/** The routes, parameters, headers and responses; without the schemas that are generated from schema/*.graphql. */
export const OPENAPI_DOCUMENT = ${JSON.stringify(parse(readFileSync(SOURCE, 'utf8')), null, 2)};
`;
