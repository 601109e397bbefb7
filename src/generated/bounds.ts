// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The bounds of the fields of a record: Unicode code points, bytes and levels of nesting. */
export const BOUNDS = {
  externalId: { maxLength: 512 },
  title: { maxLength: 300 },
  body: { maxBytes: 1048576 },
  team: { maxLength: 200 },
  assignee: { maxLength: 200 },
  externalUrl: { maxLength: 2048 },
  metadata: { maxBytes: 65536, maxDepth: 20 },
} as const;
