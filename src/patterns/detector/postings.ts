/** The part of a map that `Postings` uses. */
interface NumberMap<K> {
  get(key: K): number | undefined;
  set(key: K, value: number): unknown;
  delete(key: K): boolean;
}

/** Marks a key that has a set of numbers. */
const SEVERAL = -1;

/**
 * An inverted index: the non-negative numbers of each key, in insertion order. Most keys have one number, which is stored
 * without a set to save memory.
 */
export class Postings<K> {
  private readonly sets = new Map<K, Set<number>>();
  /** Total count of numbers under all keys. */
  entries = 0;

  constructor(private readonly singles: NumberMap<K>) {}

  /** Adding a number that the key already has does nothing. */
  add(key: K, value: number): void {
    const single = this.singles.get(key);
    if (single === value) return;
    if (single === undefined) this.singles.set(key, value);
    else if (single !== SEVERAL) {
      this.singles.set(key, SEVERAL);
      this.sets.set(key, new Set([single, value]));
    } else {
      const set = this.sets.get(key) as Set<number>;
      if (set.has(value)) return;
      set.add(value);
    }
    this.entries++;
  }

  remove(key: K, value: number): void {
    const single = this.singles.get(key);
    if (single === SEVERAL) {
      const set = this.sets.get(key) as Set<number>;
      if (!set.delete(value)) return;
      if (set.size === 1) {
        this.sets.delete(key);
        for (const last of set) this.singles.set(key, last);
      }
    } else if (single === value) this.singles.delete(key);
    else return;
    this.entries--;
  }

  count(key: K): number {
    const single = this.singles.get(key);
    if (single === undefined) return 0;
    return single === SEVERAL ? (this.sets.get(key) as Set<number>).size : 1;
  }

  /** The first numbers of a key, at most `limit`. */
  first(key: K, limit: number): number[] {
    const single = this.singles.get(key);
    if (single === undefined) return [];
    if (single !== SEVERAL) return [single];
    const values: number[] = [];
    for (const value of this.sets.get(key) as Set<number>) {
      if (values.length === limit) break;
      values.push(value);
    }
    return values;
  }
}
