import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/db/data-source.js';

/*
 * For the TypeORM command line, on the compiled file:
 *   npm run build && npx typeorm migration:show -d dist/ormconfig.js
 * It reads DATABASE_URL as the gateway does.
 */
const url = process.env.DATABASE_URL || 'sqlite:./data/causeloop.sqlite';

export default new DataSource(await dataSourceOptions(url));
