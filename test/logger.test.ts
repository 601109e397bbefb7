import { expect } from 'chai';
import { AppError } from '../src/domain/errors.js';
import { createLogger } from '../src/logger.js';
import { openTestDatabase } from './support/database.js';
import { recordLogs } from './support/logs.js';
import { rowsOf } from './support/rows.js';

/** The logged form of an error. */
function logged(error: unknown): { line: string; err: Record<string, unknown> } {
  const { logger, lines } = recordLogs();
  logger.error({ err: error }, 'something failed');
  expect(lines).to.have.length(1);
  const [line = ''] = lines;
  return { line, err: (JSON.parse(line) as { err: Record<string, unknown> }).err };
}

describe('createLogger', () => {
  it('writes one JSON object per line with time, level and message', () => {
    const { logger, lines } = recordLogs();
    logger.info({ port: 4000 }, 'serving');
    const [line = ''] = lines;
    expect(line.endsWith('\n')).to.equal(true);
    expect(JSON.parse(line)).to.include({ port: 4000, msg: 'serving' }).and.include.keys('time', 'level');
  });

  it('omits lines below its level', () => {
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line: string) => lines.push(line) });
    logger.info('not this');
    logger.warn('this');
    expect(lines).to.have.length(1);
  });

  it('logs an error with its causes', () => {
    const cause = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
    const { err } = logged(new AppError('unavailable', 'The database cannot be reached.', { cause }));
    expect(err).to.include({ message: 'The database cannot be reached.', code: 'unavailable' });
    expect(err.stack).to.be.a('string').and.include('logger.test');
    expect(err.cause).to.include({ message: 'connection refused', code: 'ECONNREFUSED' });
  });

  it('accepts any thrown value', () => {
    for (const thrown of ['text', null, 7, { a: 1 }]) expect(logged(thrown).err).to.have.keys('message');
  });

  it('logs no statement parameters of a database driver', async () => {
    const test = await openTestDatabase();
    try {
      const sql = 'INSERT INTO no_such_table (a) VALUES (?)';
      const failing = [
        () => test.database.write((tx) => tx.execute(sql, ['sesame'])),
        () => rowsOf(test.database, 'SELECT a FROM no_such_table WHERE a = ?', ['sesame']),
        () =>
          test.database.write((tx) =>
            tx.execute('INSERT INTO workspace (name, created_at) VALUES (?, ?)', ['sesame', null]),
          ),
      ];
      for (const fail of failing) {
        const error: unknown = await fail().catch((e: unknown) => e);
        expect(error).to.be.instanceOf(Error);
        expect(logged(error).line).not.to.include('sesame');
        const outer = new AppError('unavailable', 'away', { cause: error });
        expect(logged(outer).line).not.to.include('sesame');
      }
    } finally {
      await test.close();
    }
  });

  it('logs no other property of an error', () => {
    const error = Object.assign(new Error('failed'), { request: { headers: { authorization: 'sesame' } } });
    expect(logged(error).line).not.to.include('sesame');
  });
});
