import { createApp } from '../src/app.js';
import { readConfig } from '../src/config.js';

/** The gateway with one transaction for each single event. */
const app = await createApp(readConfig(process.env), { groupCommit: false });
await app.start();
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
