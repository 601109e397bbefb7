import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Secret, Service } from 'kubernetes-models/v1';
import { COMPILED } from '../support/suite-runs.js';

/** A manifest as it was parsed. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape depends on the kind
  readonly [key: string]: any;
}

// biome-ignore lint/suspicious/noExplicitAny: each model accepts another shape
type Model = new (manifest: any) => { validate(): void };

/** The kinds in use. Each apiVersion is also a folder of the package, except for that of the core. */
const MODELS: Readonly<Record<string, Model>> = {
  'apps/v1 Deployment': Deployment,
  'networking.k8s.io/v1 Ingress': Ingress,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 ConfigMap': ConfigMap,
  'v1 Secret': Secret,
  'v1 Service': Service,
};

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/**
 * Compares manifests with the schemas of Kubernetes: `validate` finds missing fields and wrong values. It ignores unknown
 * fields, as Kubernetes itself does, so the compiler checks the names of fields against the types of the same package.
 */
export async function schemaProblems(manifests: readonly Manifest[]): Promise<string[]> {
  const unknown = manifests.filter((manifest) => MODELS[nameOf(manifest)] === undefined);
  if (unknown.length > 0) return unknown.map((manifest) => `there is no schema for ${nameOf(manifest)}`);
  return [...manifests.flatMap(invalidValues), ...(await unknownFields(manifests))];
}

function nameOf({ apiVersion, kind }: Manifest): string {
  return `${apiVersion} ${kind}`;
}

function invalidValues(manifest: Manifest): string[] {
  try {
    new (MODELS[nameOf(manifest)] as Model)(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)} ${(error as Error).message}`];
  }
}

async function unknownFields(manifests: readonly Manifest[]): Promise<string[]> {
  // Below the checkout, where the compiler finds its packages.
  const folder = mkdtempSync(join(COMPILED, 'manifests-'));
  const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] };
  try {
    writeFileSync(join(folder, 'manifests.ts'), manifests.map(asConstant).join('\n'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['manifests.ts'] }),
    );
    await promisify(execFile)(process.execPath, [TSC, '-p', folder]);
    return [];
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    if (stdout === '') throw error;
    return stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One line of TypeScript with the interface of the manifest's kind. */
function asConstant(manifest: Manifest, index: number): string {
  const { apiVersion, kind } = manifest;
  const type = `import('kubernetes-models/${apiVersion}').I${kind}`;
  return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
}
