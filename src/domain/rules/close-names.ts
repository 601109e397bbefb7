/** Names that differ only in case and separators, such as `externalId` and `external_id`, count as equal. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** Longest name that is compared. */
const NAME_CHARS = 40;

/** Returns the known name that a misspelled one most likely stands for, or null if none is close. */
export function closestName(name: string, known: readonly string[]): string | null {
  if (name.length > NAME_CHARS) return null;
  const wanted = folded(name);
  let closest: string | null = null;
  // One mistake in a short name, two in a long one.
  let least = wanted.length < 5 ? 1 : 2;
  for (const candidate of known) {
    const distance = editDistance(wanted, folded(candidate));
    if (distance > least || (distance === least && closest !== null)) continue;
    closest = candidate;
    least = distance;
  }
  return closest;
}

/** Levenshtein's distance: the number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (previous[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[to.length] as number;
}
