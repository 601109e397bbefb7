import { type Comparison, median, type Ratio, type Sample } from './rounds.js';

/** One line of the results. */
export interface Figure {
  readonly what: string;
  readonly ratio: Ratio;
  /** The required minimum or maximum, and what is aimed at beyond it. Figures without a target are informative. */
  readonly target?: ({ readonly least: number } | { readonly most: number }) & { readonly goal?: number };
  /** The numbers behind the ratio, and remarks. */
  readonly from: string;
}

/** Formats the figures as rows of a Markdown table. */
export function table(database: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ what, ratio, target, from }) =>
    [what, database, shown(ratio), targetText(target), verdict(ratio, target), from].join(' | '),
  );
  return rows.map((row) => `| ${row} |`).join('\n');
}

export const TABLE_HEAD = [
  '| figure | database | ratio, median (lowest to highest) | target | met | from |',
  '|---|---|---|---|---|---|',
].join('\n');

/** Formats the medians of both servers, such as "123 : 456 µs". */
export function both(comparison: Comparison, of: (sample: Sample) => number, unit: string): string {
  const a = median(comparison.a.map(of));
  const b = median(comparison.b.map(of));
  return `${rounded(a)} : ${rounded(b)} ${unit}`;
}

/** The ratio of measured values to a limit. */
export function share(values: readonly number[], limit: number): Ratio {
  const parts = values.map((value) => value / limit).sort((a, b) => a - b);
  return { median: median(parts), lowest: parts[0] ?? Number.NaN, highest: parts.at(-1) ?? Number.NaN };
}

export function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}

function shown({ median: middle, lowest, highest }: Ratio): string {
  return lowest === highest
    ? middle.toFixed(2)
    : `**${middle.toFixed(2)}** (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}

function targetText(target: Figure['target']): string {
  if (target === undefined) return '';
  const goal = target.goal === undefined ? '' : ` (goal ${target.goal})`;
  return 'least' in target ? `≥ ${target.least}${goal}` : `≤ ${target.most}${goal}`;
}

function verdict(ratio: Ratio, target: Figure['target']): string {
  if (target === undefined) return '';
  const met = 'least' in target ? ratio.median >= target.least : ratio.median <= target.most;
  return met ? 'yes' : 'NO';
}
