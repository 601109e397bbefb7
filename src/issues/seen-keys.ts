/** Of one block: a line of the processor's cache, so that a key costs one look into memory that is not near. */
const BLOCK_BITS = 512;
const BLOCK_WORDS = BLOCK_BITS / 32;
/** Of one generation. */
const BLOCKS = 2 ** 15;
const WORDS = BLOCKS * BLOCK_WORDS;
/** Each key sets six bits of its block. When both generations are full, one new key in 2,500 looks as if it had been seen. */
const KEYS_MAX = Math.floor((BLOCKS * BLOCK_BITS) / 24);
/** Which generation is the younger one, and how many keys it has. */
const HEAD_WORDS = 2;

/**
 * Which keys this process has met, in four MiB: a Bloom filter (Bloom, Communications of the ACM 13(7), 1970), blocked (Putze,
 * Sanders and Singler, WEA 2007), in two generations. When the younger one is full it becomes the older one, and what was in that is forgotten; a key that is met
 * again stays.
 *
 * Threads share it by its memory and do not wait for each other. What gets lost between them is forgotten, no more.
 */
export class SeenKeys {
  private readonly head: Uint32Array;
  private readonly generations: readonly [Uint32Array, Uint32Array];

  constructor(readonly memory = new SharedArrayBuffer((HEAD_WORDS + 2 * WORDS) * 4)) {
    this.head = new Uint32Array(memory, 0, HEAD_WORDS);
    const generation = (i: number): Uint32Array =>
      new Uint32Array(memory, (HEAD_WORDS + i * WORDS) * 4, WORDS);
    this.generations = [generation(0), generation(1)];
  }

  /** Remembers a key, and answers whether it was met before: no only if it never was or is forgotten. */
  meet(workspaceId: number, source: string, externalId: string): boolean {
    const hash = mixed(hashOf(externalId, hashOf(source, workspaceId ^ OFFSET)));
    const young = (this.head[0] as number) & 1;
    if (isIn(this.generations[young] as Uint32Array, hash)) return true;
    const isInOlder = isIn(this.generations[1 - young] as Uint32Array, hash);
    put(this.room(young), hash);
    return isInOlder;
  }

  /** The generation that takes one more key. */
  private room(young: number): Uint32Array {
    const keys = (this.head[1] as number) + 1;
    if (keys <= KEYS_MAX) {
      this.head[1] = keys;
      return this.generations[young] as Uint32Array;
    }
    const next = this.generations[1 - young] as Uint32Array;
    next.fill(0);
    this.head[0] = 1 - young;
    this.head[1] = 1;
    return next;
  }
}

/** Begins a hash of FNV-1a in 32 bits. */
const OFFSET = 0x811c9dc5;

/** FNV-1a over the UTF-16 units of a text, after what was hashed before it. `mixed` ends it as MurmurHash3 ends. */
function hashOf(text: string, before: number): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function mixed(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isIn(generation: Uint32Array, hash: number): boolean {
  const first = mixed(hash);
  return areSet(generation, hash, first) && areSet(generation, hash, mixed(first));
}

function put(generation: Uint32Array, hash: number): void {
  const first = mixed(hash);
  set(generation, hash, first);
  set(generation, hash, mixed(first));
}

/** Three bits of the block that `hash` names, by nine bits of `places` each. */
function areSet(generation: Uint32Array, hash: number, places: number): boolean {
  const block = (hash & (BLOCKS - 1)) * BLOCK_WORDS;
  return (
    isSet(generation, block, places) &&
    isSet(generation, block, places >>> 9) &&
    isSet(generation, block, places >>> 18)
  );
}

function set(generation: Uint32Array, hash: number, places: number): void {
  const block = (hash & (BLOCKS - 1)) * BLOCK_WORDS;
  for (let shift = 0; shift < 27; shift += 9) {
    const word = block + wordOf(places >>> shift);
    generation[word] = (generation[word] as number) | (1 << ((places >>> shift) & 31));
  }
}

function isSet(generation: Uint32Array, block: number, place: number): boolean {
  return (((generation[block + wordOf(place)] as number) >>> (place & 31)) & 1) === 1;
}

/** Of the bit in its block that the lowest nine bits of `place` name. */
function wordOf(place: number): number {
  return (place & (BLOCK_BITS - 1)) >>> 5;
}
