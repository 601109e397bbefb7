import { parseArgs } from 'node:util';
import { batch, detection } from './batch.js';
import { type BenchDatabaseKind, DATABASES, openDatabases } from './databases.js';
import { graphqlFanOut } from './graphql-fan-out.js';
import { graphqlHttp } from './graphql-http.js';
import type { Part } from './part.js';
import { TABLE_HEAD, table } from './report.js';
import { settleBacklog } from './settle-backlog.js';
import { settleEvents } from './settle-events.js';
import { settleQuiet } from './settle-quiet.js';
import { settleReplicas } from './settle-replicas.js';
import { settleRestart } from './settle-restart.js';
import { settleWorkers } from './settle-workers.js';
import { single } from './single.js';
import { start } from './start.js';
import { status } from './status.js';
import { webhook } from './webhook.js';

/** All parts, by name. */
const PARTS: Readonly<Record<string, Part>> = {
  batch,
  detection,
  single,
  status,
  graphql: graphqlHttp,
  'fan-out': graphqlFanOut,
  webhook,
  start,
  'settle-backlog': settleBacklog,
  'settle-restart': settleRestart,
  'settle-quiet': settleQuiet,
  'settle-events': settleEvents,
  'settle-replicas': settleReplicas,
  'settle-workers': settleWorkers,
};
/** Parts that one name selects together. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  settle: Object.keys(PARTS).filter((name) => name.startsWith('settle-')),
};

const USAGE = `npm run bench -- [PART …] [--database KIND] [--seconds N] [--rounds N] [--issues N]
  PART        ${Object.keys(PARTS).join(', ')}, or ${Object.keys(GROUPS).join(', ')} for all of a group; default: all
  --database  ${DATABASES.join(' or ')}; default: both
  --seconds   seconds per round; default: 2
  --rounds    rounds per server; default: 6
  --issues    issues in the smaller backlog of the settle parts, at least 10000; default: 250000`;

const ISSUES_LEAST = 10_000;

interface Choice {
  readonly parts: readonly string[];
  readonly kinds: readonly BenchDatabaseKind[];
  readonly seconds: number;
  readonly rounds: number;
  readonly issues: number;
}

/** @throws if an argument is not valid */
function choiceOf(args: string[]): Choice {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      database: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '6' },
      issues: { type: 'string', default: '250000' },
    },
  });
  const names = positionals.flatMap((name) => GROUPS[name] ?? [name]);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown !== undefined)
    throw new Error(`unknown part ${unknown}; the parts are ${Object.keys(PARTS).join(', ')}`);
  const kinds = DATABASES.filter((kind) => values.database === undefined || values.database === kind);
  if (kinds.length === 0) throw new Error(`--database must be ${DATABASES.join(' or ')}`);
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  if (!(seconds > 0 && rounds >= 1))
    throw new Error('--seconds and --rounds must be positive numbers, such as --seconds 4 --rounds 6');
  const issues = Number(values.issues);
  if (!(issues >= ISSUES_LEAST)) throw new Error(`--issues must be a number from ${ISSUES_LEAST}`);
  return { parts: names.length === 0 ? Object.keys(PARTS) : names, kinds, seconds, rounds, issues };
}

async function main({ parts, kinds, ...options }: Choice): Promise<void> {
  process.stdout.write(`${TABLE_HEAD}\n`);
  for (const kind of kinds) {
    const databases = await openDatabases(kind);
    try {
      for (const name of parts) {
        const figures = await (PARTS[name] as Part)({ databases, ...options });
        if (figures.length > 0) process.stdout.write(`${table(kind, figures)}\n`);
      }
    } finally {
      await databases.close();
    }
  }
}

function choose(): Choice {
  try {
    return choiceOf(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

// Child processes end with this process, even if it is interrupted.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main(choose());
