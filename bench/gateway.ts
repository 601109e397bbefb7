import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Databases } from './databases.js';
import { ServerProcess } from './server-process.js';

const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));

export const TOKEN = 'benchmark-token-of-the-gateway';

/** The environment of the gateway, with the Node.js options of `npm start`. Other settings have their defaults. */
export function gatewayEnv(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl,
    BOOTSTRAP_TOKEN: TOKEN,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=2000',
  };
}

/** Starts the gateway on an empty database, as `npm start` does, or another program. */
export async function startGateway(databases: Databases, program = 'src/main.js'): Promise<ServerProcess> {
  return ServerProcess.start(program, gatewayEnv(await databases.create()));
}

/** Creates a workspace with the command line program and returns a token that may push and follow jobs. */
export async function createWorkspace(databaseUrl: string, name: string): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const run = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, '--json', ...args], { env });
    return stdout.trimEnd().split('\n').at(-1) as string;
  };
  await run('workspace', 'create', name);
  const made = await run('token', 'create', '--workspace', name, '--scopes', 'ingest:write,ingest:read');
  return (JSON.parse(made) as { token: string }).token;
}
