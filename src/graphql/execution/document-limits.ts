import { type DocumentNode, GraphQLError, Kind, visit } from 'graphql';
import { LIMITS } from '../../domain/limits.js';

const SELECTIONS: ReadonlySet<string> = new Set([Kind.FIELD, Kind.FRAGMENT_SPREAD, Kind.INLINE_FRAGMENT]);

/**
 * Returns an error when the document exceeds a limit. It runs before validation, because some validation rules take time
 * that grows with the square of the document. This check is one linear pass.
 *
 * @param document parsed, not yet validated
 */
export function limitError(document: DocumentNode): GraphQLError | undefined {
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
  if (deepest > nesting) return tooMany(`${deepest} nested levels`, nesting);
  if (aliases > maxAliases) return tooMany(`${aliases} aliases`, maxAliases);
  if (selections > maxSelections) return tooMany(`${selections} selections`, maxSelections);
  return undefined;
}

function tooMany(found: string, max: number): GraphQLError {
  return new GraphQLError(`The document has ${found}; at most ${max} are allowed.`);
}
