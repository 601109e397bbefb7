/** What `Postings` needs of a map for keys that have one number. */
interface Singles<K> {
  get(key: K): number | undefined;
  set(key: K, value: number): unknown;
  delete(key: K): boolean;
}

/**
 * For each key the numbers filed under it, in the order of filing. Most keys have one number, which is kept without a set of its own:
 * that keeps a template within its memory.
 */
export class Postings<K> {
  private readonly sets = new Map<K, Set<number>>();
  /** Numbers filed under all keys. */
  entries = 0;

  constructor(private readonly singles: Singles<K>) {}

  /** Filing a number twice under a key is filing it once. */
  add(key: K, value: number): void {
    const set = this.sets.get(key);
    const single = set === undefined ? this.singles.get(key) : undefined;
    if (single === value || set?.has(value)) return;
    if (set !== undefined) set.add(value);
    else if (single === undefined) this.singles.set(key, value);
    else {
      this.singles.delete(key);
      this.sets.set(key, new Set([single, value]));
    }
    this.entries++;
  }

  remove(key: K, value: number): void {
    const set = this.sets.get(key);
    if (set === undefined) {
      if (this.singles.get(key) !== value) return;
      this.singles.delete(key);
    } else {
      if (!set.delete(value)) return;
      if (set.size === 1) {
        this.sets.delete(key);
        for (const last of set) this.singles.set(key, last);
      }
    }
    this.entries--;
  }

  count(key: K): number {
    const set = this.sets.get(key);
    if (set !== undefined) return set.size;
    return this.singles.get(key) === undefined ? 0 : 1;
  }

  /** The first numbers filed under a key, at most `limit`. */
  first(key: K, limit: number): number[] {
    const values: number[] = [];
    const set = this.sets.get(key);
    if (set === undefined) {
      const single = this.singles.get(key);
      return single === undefined ? values : [single];
    }
    for (const value of set) {
      if (values.length === limit) break;
      values.push(value);
    }
    return values;
  }
}
