import { createApp } from '../src/app.js';
import { readConfig } from '../src/config.js';

/** The gateway without pattern detection. */
const app = await createApp(readConfig(process.env), { steps: [] });
await app.start();
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
