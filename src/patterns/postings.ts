/**
 * For each key the numbers filed under it, in the order of filing. Most keys have one number, which costs a map entry and no set:
 * that keeps a template within its memory.
 */
export class Postings<K> {
  private readonly filed = new Map<K, number | Set<number>>();
  /** Numbers filed under all keys. */
  entries = 0;

  add(key: K, value: number): void {
    const present = this.filed.get(key);
    if (present === undefined) this.filed.set(key, value);
    else if (typeof present === 'object') {
      if (present.has(value)) return;
      present.add(value);
    } else if (present === value) return;
    else this.filed.set(key, new Set([present, value]));
    this.entries++;
  }

  remove(key: K, value: number): void {
    const present = this.filed.get(key);
    if (present === value) this.filed.delete(key);
    else if (typeof present !== 'object' || !present.delete(value)) return;
    else if (present.size === 1) for (const last of present) this.filed.set(key, last);
    this.entries--;
  }

  count(key: K): number {
    const present = this.filed.get(key);
    if (present === undefined) return 0;
    return typeof present === 'object' ? present.size : 1;
  }

  /** The first numbers filed under a key, at most `limit`. */
  first(key: K, limit: number): number[] {
    const present = this.filed.get(key);
    if (present === undefined) return [];
    if (typeof present !== 'object') return [present];
    const values: number[] = [];
    for (const value of present) {
      if (values.length === limit) break;
      values.push(value);
    }
    return values;
  }
}
