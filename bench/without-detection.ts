import { createApp } from '../src/app.js';
import { readConfig } from '../src/config.js';

/** The gateway as it would be if nothing were matched against patterns. */
const app = await createApp(readConfig(process.env), { steps: [] });
await app.start();
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
