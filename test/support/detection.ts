import { expect } from 'chai';
import type { App } from '../../src/app.js';
import { encodeId, ID_PREFIX } from '../../src/domain/ids.js';
import { patternConfidence } from '../../src/patterns/detector/confidence.js';
import { rowsOf } from './rows.js';

type Row = Record<string, unknown>;

const hex = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');

/** Checks that patterns, templates and links agree with each other. */
export async function expectConsistentPatterns({ database }: App): Promise<void> {
  const patterns = await rowsOf(database, 'SELECT * FROM pattern', []);
  const templates = await rowsOf(database, 'SELECT * FROM pattern_template', []);
  const links = await rowsOf(database, 'SELECT * FROM pattern_link', []);
  const templateOf = new Map(templates.map((row) => [`${row.workspace_id} ${row.id}`, row]));
  for (const link of links) {
    const template = templateOf.get(`${link.workspace_id} ${link.template_id}`);
    expect(template, 'a link hangs on a template').not.to.equal(undefined);
    expect(hex(link.pattern_id)).to.equal(hex(template?.pattern_id));
  }
  for (const template of templates) {
    const own = links.filter(
      (link) => link.workspace_id === template.workspace_id && link.template_id === template.id,
    );
    expect(Number(template.issue_count), `links of ${template.words}`).to.equal(own.length);
  }
  for (const pattern of patterns) expectFigures(pattern, templates, links);
}

function expectFigures(pattern: Row, templates: readonly Row[], links: readonly Row[]): void {
  const ofPattern = (row: Row): boolean =>
    row.workspace_id === pattern.workspace_id && hex(row.pattern_id) === hex(pattern.id);
  const own = links.filter(ofPattern);
  if (pattern.merged_into !== null) {
    expect(own, 'a merged pattern has no links').to.deep.equal([]);
    expect(templates.filter(ofPattern), 'a merged pattern has no templates').to.deep.equal([]);
    return;
  }
  expect(Number(pattern.issue_count), `issues of ${pattern.template}`).to.equal(own.length);
  let contributions = 0;
  for (const template of templates.filter(ofPattern))
    contributions += Number(template.issue_count) * Number(template.contribution);
  const removed = Number(pattern.removed_count);
  expect(Number(pattern.confidence)).to.be.closeTo(
    patternConfidence({ issues: own.length, contributions, removed }),
    1e-9,
  );
}

/** External ids grouped by pattern, including patterns that are not shown yet. */
export async function groupsOf({ database }: App, workspaceId: number): Promise<string[][]> {
  const rows = await rowsOf(
    database,
    'SELECT l.pattern_id, i.external_id FROM pattern_link l JOIN issue i ON i.workspace_id = l.workspace_id AND i.id = l.issue_id WHERE l.workspace_id = ?',
    [workspaceId],
  );
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const id = encodeId(ID_PREFIX.pattern, row.pattern_id as Buffer);
    const member = Buffer.from(row.external_id as Buffer | string).toString('utf8');
    groups.set(id, [...(groups.get(id) ?? []), member].sort());
  }
  return [...groups.values()].sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
