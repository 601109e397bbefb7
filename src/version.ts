import { createRequire } from 'node:module';

/** The version in package.json, which every surface reports. */
export const VERSION: string = createRequire(import.meta.url)('../../package.json').version;
