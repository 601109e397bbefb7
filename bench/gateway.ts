import type { Databases } from './databases.js';
import { ServerProcess } from './server-process.js';

export const TOKEN = 'benchmark-token-of-the-gateway';

/** The environment of the gateway, with the Node.js options of `npm start`. Other settings have their defaults. */
export function gatewayEnv(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl,
    BOOTSTRAP_TOKEN: TOKEN,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: '--max-semi-space-size=32 --max-old-space-size=2000',
  };
}

/** Starts the gateway on an empty database, as `npm start` does, or another program. */
export async function startGateway(databases: Databases, program = 'src/main.js'): Promise<ServerProcess> {
  return ServerProcess.start(program, gatewayEnv(await databases.create()));
}
