import type { Slot } from '../text/form-keys.js';
import { isMessageWord, messageWeight } from '../text/token-kinds.js';
import { isWord, VALUE } from '../text/token-list.js';
import { combinedCost, generalise, slotCost, touchesValue } from './generalisations.js';

/** Concentration of a slot of values; a slot of ordinary words has 1. */
const ALPHA = 20;
/** Texts that the evidence of one test counts at most. */
const MAX_TEXTS = 1024;
const MASKED_BONUS = 4;
const MAX_AGREEMENT = 8;
const MIN_AGREEMENT = 1;
const MIN_RARITY = 0.5;

/** Discount for names that differ in digits only: `Worker7`, `Worker8`. */
const NUMBERED_DISCOUNT = 2.5;

/** Word frequencies of the workspace. */
export interface WordStatistics {
  /** Live templates outside the bucket. */
  readonly live: number;
  /** Live templates outside the bucket that contain the word. */
  df(word: string): number;
}

/** A template in a bucket, and the slots that the bucket's general form replaces by `<*>`. */
export interface BucketMember {
  readonly words: readonly string[];
  readonly slots: readonly Slot[];
}

/** The result of a successful merge test. */
export interface MergeEvidence {
  /** The tokens of the template that replaces the members. */
  readonly words: string[];
  /** Log likelihood ratio of "one message with values" against "several messages", in nats; above 0. */
  readonly llr: number;
}

/**
 * Evidence that `distinct` values among `n` occupy a slot of values (concentration 20) rather than a slot of ordinary words
 * (concentration 1): `(K − 1)·ln 20 + Σ_{0<i<n} ln((1 + i)/(20 + i))`. Ewens' sampling formula (W. J. Ewens, Theoretical
 * Population Biology 3, 1972). For n = K it is 0.64, 1.65, 2.89, 4.32, 5.89 with K = 2…6.
 */
export function ewens(distinct: number, n: number): number {
  return (distinct - 1) * Math.log(ALPHA) + (REPETITION[n] ?? (REPETITION.at(-1) as number));
}

/** `Σ_{0<i<n} ln((1 + i)/(20 + i))` for each n. */
const REPETITION: readonly number[] = repetition();

function repetition(): number[] {
  const sums = [0, 0];
  for (let i = 1; i < MAX_TEXTS; i++) sums.push((sums[i] as number) + Math.log((1 + i) / (ALPHA + i)));
  return sums;
}

/**
 * The weight of a matching word: 1 if it occurs nowhere else, 0 if it occurs everywhere. The inverse document frequency
 * (K. Spärck Jones, Journal of Documentation 28, 1972), scaled to 0…1. A workspace counts as at least 20 templates.
 */
export function wordWeight(df: number, live: number): number {
  return Math.max(0, 1 - Math.log(1 + Math.max(0, df)) / Math.log(1 + Math.max(20, live)));
}

/**
 * Sum of the weights of the distinct words; 0 if only words of grammar and of most alerts are left. A word that tells what
 * happened counts at least half, however frequent it is. A word in [brackets] names a component and counts half.
 */
export function agreement(words: readonly string[], statistics: WordStatistics): number {
  const seen = new Set<string>();
  let sum = 0;
  let messages = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === VALUE || !isWord(word) || seen.has(word)) continue;
    seen.add(word);
    if (isMessageWord(word)) messages++;
    const component = words[i - 1] === '[' && words[i + 1] === ']';
    const rarity = Math.max(MIN_RARITY, wordWeight(statistics.df(word), statistics.live));
    sum += rarity * messageWeight(word) * (component ? 0.5 : 1);
  }
  return messages === 0 ? 0 : sum;
}

/** The log likelihood ratio of "a slot of values" against "a slot of ordinary words", in nats, without the bonus for masks. */
export function slotScore(agreed: number, evidence: number, cost: number): number {
  return 0.5 * Math.min(MAX_AGREEMENT, agreed) + evidence - cost;
}

function textOf(member: BucketMember, at: number): readonly string[] {
  const slot = member.slots[at] as Slot;
  return member.words.slice(slot.start, slot.end);
}

/** The highest cost of a slot's values. */
function costOf(members: readonly BucketMember[], at: number): number {
  const cost = Math.max(...members.map((member) => slotCost(member.words, member.slots[at] as Slot)));
  const values = members.map((member) => textOf(member, at).join(' '));
  const stems = distinctCount(values.map(withoutDigits));
  return stems === 1 && values.length > 1 ? cost - NUMBERED_DISCOUNT : cost;
}

function withoutDigits(value: string): string {
  return value.replace(/\d/g, '');
}

function distinctCount(values: readonly string[]): number {
  return new Set(values).size;
}

/**
 * Evidence that a single slot varies. In slots of several words both ends must vary, because `a Started`, `b Started`,
 * `c Paused` are values with states. `masked` is 1 if a value was already masked in the slot; it counts as one more member.
 */
function singleSlotEvidence(members: readonly BucketMember[], masked: number): number {
  const values = members.map((member) => textOf(member, 0));
  let evidence = ewens(
    distinctCount(values.map((value) => value.join(' '))) + masked,
    members.length + masked,
  );
  if (values.every((value) => value.length === 1)) return evidence;
  for (const end of [0, -1]) {
    const ends = values.map((value) => value.at(end) as string).filter((word) => word !== VALUE);
    if (ends.length > 1)
      evidence = Math.min(evidence, ewens(distinctCount(ends) + masked, ends.length + masked));
  }
  return evidence;
}

/**
 * A cheap test that excludes most buckets, from one member and the number of members. If it returns false, `testMerge` returns
 * null. Excludes nothing for members with several slots.
 */
export function mayMerge(
  member: BucketMember,
  count: number,
  seenMasked: boolean,
  statistics: WordStatistics,
): boolean {
  const [slot] = member.slots;
  if (slot === undefined || member.slots.length > 1) return true;
  const agreed = agreement(generalise(member.words, member.slots), statistics);
  if (agreed < MIN_AGREEMENT) return false;
  const evidence = ewens(count, count);
  const bonus = seenMasked && !touchesValue(member.words, member.slots) ? MASKED_BONUS : 0;
  const numbered = /\d/.test(textOf(member, 0).join('')) ? NUMBERED_DISCOUNT : 0;
  const cost = slotCost(member.words, slot) - numbered;
  return slotScore(agreed, evidence, cost) + bonus > 0;
}

/** The slots that contain more than one value; all slots if the members have different numbers of slots. */
function varyingSlots(members: readonly BucketMember[], seenMasked: boolean): number[] {
  const [first] = members;
  const all = first === undefined ? [] : [...first.slots.keys()];
  if (seenMasked || members.some((member) => member.slots.length !== all.length)) return all;
  return all.filter((at) => distinctCount(members.map((member) => textOf(member, at).join(' '))) > 1);
}

/** The cost of a bucket's slots: slot by slot, or member by member if their numbers of slots differ. */
function costOfSlots(members: readonly BucketMember[], varying: readonly number[]): number {
  const count = members[0]?.slots.length;
  if (members.every((member) => member.slots.length === count))
    return combinedCost(varying.map((at) => costOf(members, at)));
  return Math.max(
    ...members.map((member) => combinedCost(member.slots.map((slot) => slotCost(member.words, slot)))),
  );
}

/** Evidence that several slots contain values, from their combinations. */
function jointEvidence(members: readonly BucketMember[], varying: readonly number[], masked: number): number {
  const tuples = members.map((member) =>
    varying
      .filter((at) => at < member.slots.length)
      .map((at) => textOf(member, at).join(' '))
      .join('\n'),
  );
  return ewens(distinctCount(tuples) + masked, members.length + masked);
}

/**
 * Tests whether the members of a bucket are one message with different values:
 * `LLR = 0.5·min(8, Σ w(matching word)) + E(K, n) + 4·[slot already masked] − cost`. They merge if LLR > 0 and Σ w ≥ 1.
 * Slots that do not vary keep their words. Returns null if they do not merge. Members must be distinct templates.
 */
export function testMerge(
  members: readonly BucketMember[],
  seenMasked: boolean,
  statistics: WordStatistics,
): MergeEvidence | null {
  const [first] = members;
  const varying = varyingSlots(members, seenMasked);
  if (first === undefined || varying.length === 0) return null;
  const slots = varying.map((at) => first.slots[at] as Slot);
  const words = generalise(first.words, slots);
  const agreed = agreement(words, statistics);
  if (agreed < MIN_AGREEMENT) return null;
  const masked = seenMasked ? 1 : 0;
  const singleSlot = members.every((member) => member.slots.length === 1);
  const evidence = singleSlot ? singleSlotEvidence(members, masked) : jointEvidence(members, varying, masked);
  const bonus = seenMasked && !touchesValue(first.words, first.slots) ? MASKED_BONUS : 0;
  const llr = slotScore(agreed, evidence, costOfSlots(members, varying)) + bonus;
  return llr > 0 ? { words, llr } : null;
}
