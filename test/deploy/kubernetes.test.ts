import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config.js';
import { ROOT } from '../support/suite-runs.js';
import { type Manifest, schemaProblems } from './kubernetes-schema.js';

const FOLDER = join(ROOT, 'deploy/kubernetes');
const KUSTOMIZATION = 'kustomization.yaml';
const TEMPLATE = 'secret.example.yaml';

const files = readdirSync(FOLDER).filter((file) => file !== KUSTOMIZATION);
const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document) => document.toJS() as Manifest),
);

function find(kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

const settings = find('ConfigMap', 'causeloop').data as Record<string, string>;
const secrets = find('Secret', 'causeloop').stringData as Record<string, string>;
const deployments = ['gateway', 'worker'].map((role) => ({
  role,
  deployment: find('Deployment', `causeloop-${role}`),
  budget: find('PodDisruptionBudget', `causeloop-${role}`),
}));

describe('deploy/kubernetes', () => {
  it('has only manifests that match the schemas of Kubernetes', async () => {
    expect(await schemaProblems(manifests)).to.deep.equal([]);
  });

  it('is compared with schemas that find a misspelled field, a missing field and a wrong value', async () => {
    const deployment = find('Deployment', 'causeloop-worker');
    const spec = { ...deployment.spec };
    const changed = (fields: object): Manifest => ({ ...deployment, spec: { ...spec, ...fields } });
    expect((await schemaProblems([changed({ replicaz: 2 })])).join()).to.contain('replicaz');
    expect((await schemaProblems([changed({ selector: undefined })])).join()).to.contain('selector');
    expect((await schemaProblems([changed({ replicas: 'two' })])).join()).to.contain('replicas');
  });

  it('applies every file except the template of the secret', () => {
    const { resources } = parse(readFileSync(join(FOLDER, KUSTOMIZATION), 'utf8')) as { resources: string[] };
    expect([...resources, TEMPLATE].toSorted()).to.deep.equal(files.toSorted());
  });

  it('has settings that the gateway accepts and secrets that it refuses until they are replaced', () => {
    expect(readConfig(settings).shutdownSeconds).to.equal(Number(settings.SHUTDOWN_TIMEOUT_SECONDS));
    for (const [name, value] of Object.entries(secrets)) expect(value, name).to.contain('REPLACE_ME');
    expect(() => readConfig({ BOOTSTRAP_TOKEN: secrets.BOOTSTRAP_TOKEN })).to.throw('BOOTSTRAP_TOKEN');
    expect(() => readConfig({ CONNECTOR_SECRETS_KEY: secrets.CONNECTOR_SECRETS_KEY })).to.throw(
      'CONNECTOR_SECRETS_KEY',
    );
  });

  for (const { role, deployment, budget } of deployments) {
    const { template, selector, strategy, replicas } = deployment.spec;
    const [container] = template.spec.containers;

    it(`starts a new ${role} before it stops an old one, and survives the loss of a node`, () => {
      expect(replicas).to.equal(2);
      expect(strategy.rollingUpdate).to.deep.equal({ maxSurge: 1, maxUnavailable: 0 });
      expect(budget.spec.selector).to.deep.equal(selector);
      expect(template.metadata.labels).to.include(selector.matchLabels);
      const spread = template.spec.topologySpreadConstraints;
      expect(spread).to.have.length(1);
      expect(spread[0].labelSelector).to.deep.equal(selector);
    });

    it(`gives a ${role} more time to stop than it takes at most`, () => {
      const sleep = Number(container.lifecycle?.preStop.exec.command[1] ?? 0);
      const needed = sleep + Number(settings.SHUTDOWN_TIMEOUT_SECONDS);
      expect(template.spec.terminationGracePeriodSeconds).to.be.greaterThan(needed);
    });

    it(`runs a ${role} without privileges, with its role, settings and secrets`, () => {
      expect(container.env).to.deep.equal([{ name: 'ROLE', value: role }]);
      expect(container.envFrom).to.deep.equal([
        { configMapRef: { name: 'causeloop' } },
        { secretRef: { name: 'causeloop' } },
      ]);
      expect(template.spec.securityContext.runAsNonRoot).to.equal(true);
      expect(container.securityContext).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    });

    it(`sends traffic to a ${role} that is ready and restarts none because its database is unavailable`, () => {
      expect(container.readinessProbe.httpGet.path).to.equal('/ready');
      expect(container.livenessProbe.httpGet.path).to.equal('/health');
    });
  }

  it('routes the ingress to the port of the service, and the service to the gateways', () => {
    const service = find('Service', 'causeloop-gateway').spec;
    const { labels } = find('Deployment', 'causeloop-gateway').spec.template.metadata;
    expect(labels).to.include(service.selector);
    const [rule] = find('Ingress', 'causeloop').spec.rules;
    for (const { backend } of rule.http.paths)
      expect(backend.service).to.deep.equal({
        name: 'causeloop-gateway',
        port: { name: service.ports[0].name },
      });
  });
});
