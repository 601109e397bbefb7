/*
 * Who may import whom. Rings, from the inside: domain and generated, db, one folder per feature, ingest, the surfaces,
 * and last the programs that connect everything.
 */
const RINGS = [
  ['domain', 'generated'],
  ['db', 'pubsub', 'telemetry'],
  ['issues', 'patterns', 'jobs', 'access', 'connectors', 'sources'],
  ['ingest', 'detection', 'server'],
  ['webhooks'],
  ['rest', 'graphql'],
];
const PROGRAMS = '^src/[^/]+\\.ts$';

const inside = (folders) => `^src/(?:${folders.join('|')})/`;

const outwards = RINGS.map((folders, ring) => ({
  name: `ring-${ring}-imports-only-inwards`,
  severity: 'error',
  from: { path: inside(folders) },
  to: {
    path: [...(ring + 1 < RINGS.length ? [inside(RINGS.slice(ring + 1).flat())] : []), PROGRAMS],
  },
}));

const apart = RINGS.slice(2)
  .flat()
  .map((folder, _, all) => ({
    name: `${folder}-stays-apart-from-its-ring`,
    severity: 'error',
    from: { path: inside([folder]) },
    to: {
      path: inside(
        RINGS.find((ring) => ring.includes(folder)).filter(
          (other) => other !== folder && all.includes(other),
        ),
      ),
    },
  }))
  .filter(({ to }) => to.path !== inside([]));

module.exports = {
  forbidden: [
    ...outwards,
    ...apart,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'surfaces-see-no-database',
      severity: 'error',
      from: { path: inside(['rest', 'graphql']) },
      to: { path: ['node_modules/(?:typeorm|mysql2|better-sqlite3)', inside(['db'])] },
    },
    {
      // Entities have its decorators, stores its conditions. What decides, presents or serves does not know it.
      name: 'only-entities-and-stores-use-typeorm',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          inside(['db']),
          '^src/domain/entities/',
          '^src/connectors/known-connectors\\.ts$',
          '-store\\.ts$',
        ],
      },
      to: { path: 'node_modules/typeorm' },
    },
    {
      name: 'only-the-engines-use-the-drivers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/db/(?:mysql|sqlite)\\.ts$' },
      to: { path: 'node_modules/(?:mysql2|better-sqlite3)' },
    },
    {
      name: 'domain-does-no-input-or-output',
      severity: 'error',
      from: { path: inside(['domain']) },
      to: { dependencyTypes: ['core'], pathNot: '^(?:node:)?(?:crypto|buffer)$' },
    },
    {
      name: 'one-reader-of-the-environment',
      severity: 'error',
      from: { path: '^src/(?!(?:run|app|worker|stage-two|preparation|replicas|cli|cli-command)\\.ts)' },
      to: { path: '^src/config\\.ts$' },
    },
    {
      name: 'no-unused-files',
      severity: 'error',
      from: { path: '^src/', orphan: true, pathNot: [PROGRAMS, '^src/generated/'] },
      to: {},
    },
    {
      name: 'declared-packages-only',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
