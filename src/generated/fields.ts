// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** How the text of a field is read. */
export type FieldKind = 'text' | 'oneOf' | 'uri' | 'timestamp' | 'json';

export interface FieldRules {
  /** The name in REST. */
  readonly wire: string;
  readonly kind: FieldKind;
  /** So many bytes are certainly not too many. */
  readonly max: number;
  readonly maxDepth: number;
  /** The folded names, with kind `oneOf`. */
  readonly names: readonly string[];
  /** Whether a blank text is a value, and not as if absent. */
  readonly blankIsValue: boolean;
  readonly nullAsAbsent: boolean;
}

/** The same for every input of records. */
export const FIELD_RULES = {
  externalId: {
    wire: 'external_id',
    kind: 'text',
    max: 512,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: true,
  },
  source: {
    wire: 'source',
    kind: 'text',
    max: Number.POSITIVE_INFINITY,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: true,
  },
  title: {
    wire: 'title',
    kind: 'text',
    max: 300,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: true,
  },
  body: {
    wire: 'body',
    kind: 'text',
    max: 1048576,
    maxDepth: 0,
    names: [],
    blankIsValue: true,
    nullAsAbsent: false,
  },
  severity: {
    wire: 'severity',
    kind: 'oneOf',
    max: Number.POSITIVE_INFINITY,
    maxDepth: 0,
    names: ['p1', 'p2', 'p3', 'p4'],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  team: {
    wire: 'team',
    kind: 'text',
    max: 200,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  externalUrl: {
    wire: 'external_url',
    kind: 'uri',
    max: 2048,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  sourceCreatedAt: {
    wire: 'source_created_at',
    kind: 'timestamp',
    max: Number.POSITIVE_INFINITY,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  sourceUpdatedAt: {
    wire: 'source_updated_at',
    kind: 'timestamp',
    max: Number.POSITIVE_INFINITY,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  connectorId: {
    wire: 'connector_id',
    kind: 'text',
    max: Number.POSITIVE_INFINITY,
    maxDepth: 0,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
  metadata: {
    wire: 'metadata',
    kind: 'json',
    max: 65536,
    maxDepth: 20,
    names: [],
    blankIsValue: false,
    nullAsAbsent: false,
  },
} as const satisfies Readonly<Record<string, FieldRules>>;

/** The fields that a record of a batch must have. */
export const BATCH_REQUIRED = ['externalId', 'source', 'title'] as const;
