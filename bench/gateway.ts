import type { Databases } from './databases.js';
import { ServerProcess } from './server-process.js';

export const TOKEN = 'benchmark-token-of-the-gateway';

/** What the gateway is started with, with the options that `npm start` gives to Node; all else is as it comes. */
export function gatewayEnv(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl,
    BOOTSTRAP_TOKEN: TOKEN,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: '--max-semi-space-size=8 --v8-pool-size=1',
  };
}

/** The gateway on an empty database, as `npm start` runs it unless told otherwise. */
export async function startGateway(databases: Databases, program = 'src/main.js'): Promise<ServerProcess> {
  return ServerProcess.start(program, gatewayEnv(await databases.create()));
}
