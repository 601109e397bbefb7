import { AppError } from '../errors.js';
import { fitsLength, isBlank } from './text.js';

/** The length of the columns. */
const NAME_CHARS = 100;

/**
 * Requires a name to be one line of text without surrounding white space.
 * @throws AppError validation_error
 */
export function requireName(noun: 'workspace' | 'token' | 'connector', name: string): void {
  const problem = nameProblem(name);
  if (problem !== null) throw new AppError('validation_error', `the name of a ${noun} ${problem}`);
}

function nameProblem(name: string): string | null {
  if (isBlank(name)) return 'must not be blank';
  // MySQL compares without trailing blanks, SQLite with them: such names would differ on one only.
  if (name.trim() !== name) return 'must not begin or end with white space';
  if (!name.isWellFormed() || /\p{Cc}/u.test(name)) return 'must not contain control characters';
  return fitsLength(name, NAME_CHARS) ? null : `must have at most ${NAME_CHARS} characters`;
}
