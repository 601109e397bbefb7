const FREE = -1;
const REMOVED = -2;
const INITIAL_CAPACITY = 64;
/** Load factor at which the table grows. */
const MAX_LOAD = 0.7;

/**
 * A map from non-negative safe integers to numbers, with open addressing and linear probing in two flat arrays. It takes about
 * 25 bytes per entry; a `Map` with large integers takes 90.
 */
export class NumberTable {
  private keys = new Float64Array(INITIAL_CAPACITY).fill(FREE);
  private values = new Float64Array(INITIAL_CAPACITY);
  private live = 0;
  /** Slots with live or removed entries. */
  private used = 0;

  get(key: number): number | undefined {
    const at = this.slotOf(key);
    return this.keys[at] === key ? this.values[at] : undefined;
  }

  set(key: number, value: number): void {
    let at = this.slotOf(key);
    if (this.keys[at] !== key) {
      if (this.used + 1 > this.keys.length * MAX_LOAD) {
        this.rebuild();
        at = this.slotOf(key);
      }
      this.keys[at] = key;
      this.live++;
      this.used++;
    }
    this.values[at] = value;
  }

  delete(key: number): boolean {
    const at = this.slotOf(key);
    if (this.keys[at] !== key) return false;
    this.keys[at] = REMOVED;
    this.live--;
    return true;
  }

  /** The slot of a key, or the free slot that ends its probe sequence. */
  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let at = (Math.imul(key | 0, 0x9e3779b1) ^ Math.floor(key / 0x100000000)) & mask;
    while (this.keys[at] !== key && this.keys[at] !== FREE) at = (at + 1) & mask;
    return at;
  }

  /** Grows the table and discards removed entries. */
  private rebuild(): void {
    const { keys, values } = this;
    let size = INITIAL_CAPACITY;
    while (size * MAX_LOAD < this.live * 1.5 + 1) size *= 2;
    this.keys = new Float64Array(size).fill(FREE);
    this.values = new Float64Array(size);
    this.live = 0;
    this.used = 0;
    for (let i = 0; i < keys.length; i++)
      if ((keys[i] as number) >= 0) this.set(keys[i] as number, values[i] as number);
  }
}
