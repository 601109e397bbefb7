import { createApp } from '../src/app.js';
import { readConfig } from '../src/config.js';

/** The gateway without stage 2: jobs are stored and never processed. */
const app = await createApp(readConfig(process.env), { autoRun: false });
await app.start();
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
