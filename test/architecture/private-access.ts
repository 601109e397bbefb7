import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';

export type Rule = 'underscore member' | 'double cast' | 'any' | 'prototype' | 'deep import';

/** A place that may reach into a private part of a dependency or of Node. */
export interface Finding {
  readonly rule: Rule;
  readonly line: number;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly span?: { readonly start: number };
  readonly [key: string]: unknown;
}

/** Members that are public although they begin with an underscore: GraphQL reserves two for introspection. */
const PUBLIC_MEMBERS = new Set(['__typename', '__schema', '__type']);

/**
 * Finds, in the syntax tree of a module,
 *
 * - members whose name begins with an underscore, read, written, destructured, declared or overridden;
 * - casts through `unknown`, and `any`, which hide such members from the type checker;
 * - members of prototypes, which is how classes are patched;
 * - imports of files that a package does not export.
 *
 * @param modules the `node_modules` folder that packages are looked up in
 */
export function findPrivateAccess(source: string, modules: string): Finding[] {
  // Spans count the bytes of everything parsed so far, so a first statement marks where this module begins.
  const text = `;${source.replace(/^#!/, '//')}`;
  const { body } = parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' });
  const bytes = Buffer.from(text);
  const first = (body[0] as unknown as Node).span?.start ?? 0;
  const findings: Finding[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      const rule = ruleBrokenBy(value, modules);
      if (rule !== null) {
        const before = bytes.subarray(0, startOf(value) - first).toString();
        const line = before.split('\n').length;
        findings.push({ rule, line, text: (source.split('\n')[line - 1] ?? '').trim() });
      }
      for (const part of Object.values(value)) visit(part);
    }
  };
  visit(body);
  return findings;
}

/** Some properties have no place of their own, but their keys do. */
function startOf({ span, key }: Node): number {
  return span?.start ?? (isNode(key) ? key.span?.start : undefined) ?? 0;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function ruleBrokenBy(node: Node, modules: string): Rule | null {
  if (MEMBER_NODES.has(node.type) && memberNames(node).some(isPrivateName)) return 'underscore member';
  if (node.type === 'MemberExpression' && isNode(node.object) && isPrototype(node.object)) return 'prototype';
  if (node.type === 'TsAsExpression' && isCastToUnknown(node.expression)) return 'double cast';
  if (node.type === 'TsKeywordType' && node.kind === 'any') return 'any';
  const specifier = importedBy(node);
  return specifier !== null && !isExported(specifier, modules) ? 'deep import' : null;
}

const MEMBER_NODES = new Set([
  'MemberExpression',
  'AssignmentPatternProperty',
  'KeyValuePatternProperty',
  'ClassProperty',
  'ClassMethod',
  'TsPropertySignature',
  'TsMethodSignature',
]);

/** The name that the node reads or declares; empty for one that is computed. */
function memberNames(node: Node): string[] {
  const named = node.type === 'MemberExpression' ? node.property : node.key;
  if (!isNode(named)) return [];
  const name = named.type === 'Computed' && isNode(named.expression) ? named.expression : named;
  return typeof name.value === 'string' ? [name.value] : [];
}

function isPrivateName(name: string): boolean {
  return name.startsWith('_') && name.length > 1 && !PUBLIC_MEMBERS.has(name);
}

function isPrototype(node: Node): boolean {
  return node.type === 'MemberExpression' && memberNames(node).includes('prototype');
}

function isCastToUnknown(expression: unknown): boolean {
  if (!isNode(expression)) return false;
  if (expression.type === 'ParenthesisExpression') return isCastToUnknown(expression.expression);
  const type = expression.typeAnnotation;
  return expression.type === 'TsAsExpression' && isNode(type) && type.kind === 'unknown';
}

/** The specifier of an import or re-export, static or dynamic. */
function importedBy(node: Node): string | null {
  const isDynamic = node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'Import';
  const source = isDynamic ? (node.arguments as { expression: unknown }[])[0]?.expression : node.source;
  return isNode(source) && source.type === 'StringLiteral' ? String(source.value) : null;
}

/** A package without a list of exports exports its main file only. */
function isExported(specifier: string, modules: string): boolean {
  if (/^(?:\.|node:)/.test(specifier)) return true;
  const [, name = '', path = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  if (path === '') return true;
  const { exports } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as {
    exports?: Readonly<Record<string, unknown>>;
  };
  return exports !== undefined && Object.hasOwn(exports, `.${path}`);
}
