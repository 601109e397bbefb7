import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { freePort } from '../support/free-port.js';
import { ProjectCopy } from '../support/project-copy.js';
import { until } from '../support/until.js';

/*
 * A new field of a record touches the schema, the entity, the merge rule and a migration, and nothing else:
 * everything in between is generated from the schema or the metadata of the entity. This test adds the field `component`
 * to a copy of the project in exactly these places.
 */

const PARTS = [
  'src',
  'test',
  'bench',
  'scripts',
  'client',
  'schema',
  'codegen',
  'codegen.yml',
  'ormconfig.ts',
  'package.json',
  'tsconfig.json',
];

const TOKEN = 'test-token-with-every-scope';

/** Repeats each line that mentions `team`, with `component` in its place. */
function repeatLines(text: string): string {
  const lines = text.split('\n');
  return lines
    .flatMap((line) => (/\bteam\b/.test(line) ? [line, line.replaceAll('team', 'component')] : [line]))
    .join('\n');
}

/** Repeats the property `team` of a class, with its decorators, as `component`. Properties are separated by blank lines. */
function repeatProperty(text: string): string {
  const parts = text.split('\n\n');
  const at = parts.findIndex((part) => /^ {2}team!:/m.test(part));
  return parts
    .flatMap((part, i) => (i === at ? [part, part.replaceAll('team', 'component')] : [part]))
    .join('\n\n');
}

const migration = (
  statement: string,
): string => `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Component1900000000000 implements MigrationInterface {
  readonly name = 'Component1900000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(${JSON.stringify(statement)});
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only and cannot be reverted');
  }
}
`;

/** The whole change that a developer makes. */
function addComponent(project: ProjectCopy): void {
  project.edit('schema/ingest.graphql', (sdl) =>
    sdl.replaceAll(
      '  team: String @constraint(maxLength: 200)\n',
      (team) =>
        `${team}  "Component of the system, at most 100 characters."\n  component: String @constraint(maxLength: 100)\n`,
    ),
  );
  project.edit('schema/issue.graphql', (sdl) =>
    sdl.replace('  team: String\n', (team) => `${team}  "Component of the system."\n  component: String\n`),
  );
  project.edit('src/domain/entities/issue.ts', repeatProperty);
  project.edit('src/domain/rules/merge.ts', repeatLines);

  project.write(
    'src/db/migrations/sqlite/1900000000000-component.ts',
    migration('ALTER TABLE "issue" ADD COLUMN "component" varchar(100)'),
  );
  project.write(
    'src/db/migrations/mysql/1900000000000-component.ts',
    migration(
      'ALTER TABLE issue ADD COLUMN component varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL',
    ),
  );
  project.edit('src/db/migrations/index.ts', (text) =>
    `import { Component1900000000000 as MysqlComponent } from './mysql/1900000000000-component.js';
import { Component1900000000000 as SqliteComponent } from './sqlite/1900000000000-component.js';
${text}`
      .replace(/(sqlite: \[[^\]]*?),?\s*\]/, '$1, SqliteComponent]')
      .replace(/(mysql: \[[^\]]*?),?\s*\]/, '$1, MysqlComponent]'),
  );
}

/** A gateway in a process of its own, on an SQLite database in the folder of the project. */
class Gateway {
  private readonly process: ChildProcess;
  private readonly url: string;

  constructor(project: ProjectCopy, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    const env = {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: `sqlite:${project.path('gateway.sqlite')}`,
      BOOTSTRAP_TOKEN: TOKEN,
    };
    this.process = spawn(process.execPath, [project.path('dist/src/main.js')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async waitUntilReady(): Promise<void> {
    await until(async () => this.hasExited() || (await this.isReady()));
    if (this.hasExited()) throw new Error('The gateway did not start.');
  }

  async post(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async stop(): Promise<void> {
    if (this.hasExited()) return;
    const exit = once(this.process, 'exit');
    this.process.kill();
    await exit;
  }

  private hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/ready`)).ok;
    } catch {
      return false;
    }
  }
}

describe('adding a field to a record', function () {
  this.timeout(120_000);
  let project: ProjectCopy;
  let gateway: Gateway;

  before(async () => {
    project = new ProjectCopy(PARTS);
    addComponent(project);
    await project.run('graphql-codegen', '--config', 'codegen.yml');
    await project.run('tsc', '-p', '.');
    gateway = new Gateway(project, await freePort());
    await gateway.waitUntilReady();
  });

  after(async () => {
    await gateway?.stop();
    project?.remove();
  });

  /** Pushes an event through REST and returns the component of its issue as GraphQL reads it. */
  async function componentAfter(event: object): Promise<unknown> {
    const pushed = await gateway.post('/v1/ingest/events', { title: 'Disk full', ...event });
    expect(pushed.status, JSON.stringify(pushed.body)).to.equal(202);
    const { issue_id: id } = pushed.body as { issue_id: string };
    const query = 'query ($id: ID!) { issue(id: $id) { component } }';
    const read = await gateway.post('/graphql', { query, variables: { id } });
    return (read.body as { data: { issue: { component: unknown } } }).data.issue.component;
  }

  it('stores the new field of a new issue', async () => {
    expect(await componentAfter({ external_id: 'a', component: 'checkout' })).to.equal('checkout');
  });

  it('leaves the new field null if it was not sent', async () => {
    expect(await componentAfter({ external_id: 'b' })).to.equal(null);
  });

  it('overwrites, keeps and clears the new field of a known issue', async () => {
    await componentAfter({ external_id: 'c', component: 'checkout' });
    expect(await componentAfter({ external_id: 'c', component: 'cart' })).to.equal('cart');
    expect(await componentAfter({ external_id: 'c', title: 'Disk nearly full' })).to.equal('cart');
    expect(await componentAfter({ external_id: 'c', component: null })).to.equal(null);
  });

  it('stores the new field of each record of a batch', async () => {
    const records = Array.from({ length: 500 }, (_, i) => ({
      external_id: `batch-${i}`,
      source: 'jira',
      title: 'Disk full',
      body: 'x'.repeat(200),
      ...(i % 2 === 0 ? { component: `c-${i}` } : {}),
    }));
    const pushed = await gateway.post('/v1/ingest/batch', { records });
    expect(pushed.status, JSON.stringify(pushed.body)).to.equal(202);
    const query = 'query ($id: String!) { issueByExternalId(source: JIRA, externalId: $id) { component } }';
    for (const [i, component] of [
      [0, 'c-0'],
      [1, null],
      [498, 'c-498'],
    ] as const) {
      const read = await gateway.post('/graphql', { query, variables: { id: `batch-${i}` } });
      expect(read.body).to.deep.equal({ data: { issueByExternalId: { component } } });
    }
  });

  it('applies the rules of the schema to the new field', async () => {
    const event = { title: 'Disk full', component: 'x'.repeat(101), team: 5 };
    const { status, body } = await gateway.post('/v1/ingest/events', event);
    expect(status).to.equal(400);
    const { errors } = (body as { error: { details: { errors: { field: string; reason: string }[] } } }).error
      .details;
    expect(errors.map(({ field, reason }) => `${field} ${reason}`)).to.deep.equal([
      'team invalid_type',
      'component too_long',
    ]);
  });
});
