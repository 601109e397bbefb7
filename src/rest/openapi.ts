import { OPENAPI_SCHEMAS } from '../generated/openapi-components.js';
import { OPENAPI_DOCUMENT } from '../generated/openapi-document.js';

/** The OpenAPI document: `schema/openapi.yaml` with the schemas that are generated from the GraphQL contract. */
export const OPENAPI = {
  ...OPENAPI_DOCUMENT,
  components: {
    ...OPENAPI_DOCUMENT.components,
    schemas: { ...OPENAPI_SCHEMAS, ...OPENAPI_DOCUMENT.components.schemas },
  },
};
