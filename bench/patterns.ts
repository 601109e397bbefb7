/**
 * Quality and speed of pattern detection: `npm run bench:patterns -- --data DIR`.
 *
 * DIR contains labelled messages: CSV files (RFC 4180, extension .csv) with a header and the columns `Content` and `EventId`, as
 * published by the LogHub collection. Each line is an issue with `Content` as its title, cut to the 300 code points that the API
 * allows; other columns are ignored. Each file is run as one workspace, and then all files together as one.
 *
 * A group is the set of lines that are linked to the same pattern after the last line. It is correct if it contains exactly the lines
 * of one event. GA (grouping accuracy, Zhu et al., ICSE-SEIP 2019) is the share of lines in correct groups; FGA (F1 of grouping accuracy,
 * Jiang et al., ISSTA 2024) is 2PR/(P + R) with P = correct groups / all groups and R = correct groups / events.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DetectorIssue, PatternDetector } from '../src/patterns/detector/pattern-detector.js';

interface Labelled {
  readonly name: string;
  readonly titles: readonly string[];
  readonly events: readonly string[];
}
interface Quality {
  readonly ga: number;
  readonly fga: number;
  readonly groups: number;
  readonly events: number;
}

const TITLE_CODE_POINTS = 300;
const BATCH = 500;
const SEEDS = [1, 2, 3];

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error(`not CSV near character ${cell.lastIndex}`);
    const [, value = '', end] = found;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function readLabelled(path: string, name: string): Labelled {
  const [header = [], ...lines] = parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const content = header.indexOf('Content');
  const event = header.indexOf('EventId');
  if (content < 0 || event < 0) throw new Error(`${name} must have the columns Content and EventId`);
  const rows = lines.filter((line) => line[event] !== undefined && (line[content] ?? '').trim() !== '');
  const cut = (text: string): string =>
    text.length <= TITLE_CODE_POINTS ? text : Array.from(text).slice(0, TITLE_CODE_POINTS).join('');
  return {
    name,
    titles: rows.map((line) => cut(line[content] as string)),
    events: rows.map((line) => `${name}/${line[event]}`),
  };
}

function issuesOf(titles: readonly string[]): DetectorIssue[] {
  return titles.map((title, i) => ({ issueId: String(i), title, source: 'custom_api' }));
}

function newDetector(): PatternDetector {
  let minted = 0;
  return new PatternDetector(() => `p${++minted}`);
}

/** Processes all lines in batches and returns the final pattern of each line. */
function group(detector: PatternDetector, issues: readonly DetectorIssue[]): string[] {
  const found: string[] = [];
  const redirects = new Map<string, string>();
  for (let at = 0; at < issues.length; at += BATCH) {
    const changes = detector.detect(issues.slice(at, at + BATCH));
    for (const match of changes.matches) found.push(match.patternId);
    for (const { from, into } of changes.mergedPatterns) redirects.set(from, into);
  }
  return found.map((patternId) => {
    let survivor = patternId;
    for (let next = redirects.get(survivor); next !== undefined; next = redirects.get(survivor))
      survivor = next;
    return survivor;
  });
}

function byValue(values: readonly string[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  values.forEach((value, line) => {
    const present = lines.get(value);
    if (present === undefined) lines.set(value, [line]);
    else present.push(line);
  });
  return lines;
}

function qualityOf(events: readonly string[], groups: readonly string[]): Quality {
  const found = byValue(groups);
  const wanted = byValue(events);
  let rightLines = 0;
  let rightGroups = 0;
  for (const lines of found.values()) {
    const event = events[lines[0] as number] as string;
    if (wanted.get(event)?.length !== lines.length || lines.some((line) => events[line] !== event)) continue;
    rightLines += lines.length;
    rightGroups++;
  }
  const fga = (2 * rightGroups) / (found.size + wanted.size);
  return { ga: rightLines / events.length, fga, groups: found.size, events: wanted.size };
}

/** Shuffles the lines deterministically (Mulberry32 and Fisher–Yates). */
function shuffled(data: Labelled, seed: number): Labelled {
  let state = seed * 0x9e3779b9;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = data.titles.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return {
    name: data.name,
    titles: order.map((i) => data.titles[i] as string),
    events: order.map((i) => data.events[i] as string),
  };
}

function average(qualities: readonly Quality[]): Quality {
  const mean = (of: (quality: Quality) => number): number =>
    qualities.reduce((sum, quality) => sum + of(quality), 0) / qualities.length;
  return {
    ga: mean((q) => q.ga),
    fga: mean((q) => q.fga),
    groups: mean((q) => q.groups),
    events: mean((q) => q.events),
  };
}

function print(name: string, { ga, fga, groups, events }: Quality): void {
  const numbers = [ga.toFixed(4), fga.toFixed(4), groups.toFixed(0), events.toFixed(0)];
  console.log(name.padEnd(36) + numbers.map((number) => number.padStart(9)).join(''));
}

function measure(data: Labelled): Quality {
  return qualityOf(data.events, group(newDetector(), issuesOf(data.titles)));
}

/** Whether feeding everything once more changes nothing at all. */
function repostChanges(data: Labelled): number {
  const detector = newDetector();
  const issues = issuesOf(data.titles);
  group(detector, issues);
  const { templates, signatures, retired, newPatterns, mergedPatterns } = detector.detect(issues);
  return [templates, signatures, retired, newPatterns, mergedPatterns].reduce(
    (sum, list) => sum + list.length,
    0,
  );
}

/** Titles per second of CPU time of one pass by a detector that knows nothing, and of another pass right after; medians of five. */
function speed(titles: readonly string[]): { cold: number; warm: number } {
  const issues = issuesOf(titles);
  const rates: { cold: number[]; warm: number[] } = { cold: [], warm: [] };
  const timed = (work: () => void): number => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return issues.length / ((user + system) / 1e6);
  };
  for (let run = 0; run < 5; run++) {
    const detector = newDetector();
    rates.cold.push(timed(() => group(detector, issues)));
    rates.warm.push(timed(() => group(detector, issues)));
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
  return { cold: median(rates.cold), warm: median(rates.warm) };
}

/** Bytes per live template, with its share of signatures, words and buckets. */
function bytesPerTemplate(titles: readonly string[]): number | null {
  const collect = globalThis.gc;
  if (collect === undefined) return null;
  const issues = titles.map((title, i) => ({
    issueId: `iss_${String(i).padStart(26, '0')}`,
    title,
    source: 'custom_api' as const,
  }));
  const used = (): number => {
    // The second collection frees the buffers of typed arrays that the first one found dead.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const detector = newDetector();
  group(detector, issues);
  return (used() - before) / detector.sizes().templates;
}

function report(files: readonly Labelled[]): void {
  console.log(`${'one workspace each'.padEnd(36)}       GA      FGA   groups   events`);
  const qualities = files.map((file) => {
    const quality = measure(file);
    print(file.name, quality);
    return quality;
  });
  print('average', average(qualities));
  for (const seed of SEEDS)
    print(`average, random order ${seed}`, average(files.map((file) => measure(shuffled(file, seed)))));
  const all: Labelled = {
    name: 'all in one workspace',
    titles: files.flatMap((file) => file.titles),
    events: files.flatMap((file) => file.events),
  };
  print(all.name, measure(all));
  for (const seed of SEEDS) print(`${all.name}, order ${seed}`, measure(shuffled(all, seed)));
  console.log(`changes when everything is posted again: ${repostChanges(all)}`);
  const bytes = bytesPerTemplate(all.titles);
  console.log(`bytes per live template: ${bytes === null ? 'needs node --expose-gc' : Math.round(bytes)}`);
  const { cold, warm } = speed(all.titles);
  console.log(`titles/s of one core: cold ${Math.round(cold)}, warm ${Math.round(warm)}`);
}

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const directory = values.data;
if (directory === undefined) {
  console.error('Say where the labelled files are: npm run bench:patterns -- --data DIR');
  process.exitCode = 1;
} else {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  if (names.length === 0) {
    console.error(`No .csv file in ${directory}`);
    process.exitCode = 1;
  } else report(names.map((name) => readLabelled(join(directory, name), name)));
}
