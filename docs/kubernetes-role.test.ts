import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { permissions } from '../packages/dispatcher/src/kubernetes/submit/permissions.ts';
import { codeBlocks } from './code-blocks.ts';

interface Role {
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const root = join(import.meta.dirname, '..');

/** `batch jobs create`, … : everything that a Role allows. */
const allowed = (text: string): readonly string[] =>
  (load(text) as Role).rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${group} ${resource} ${verb}`)),
      ),
    )
    .toSorted();

const page = readFileSync(join(root, 'docs/kubernetes.md'), 'utf8');
const printed =
  codeBlocks(page).find(({ use }) => use.kind === 'file' && use.path === 'role.yaml')?.code ?? '';

test('the Role in docs/kubernetes.md is the one that tests on a real cluster have', () => {
  const tested = join(root, 'packages/dispatcher/test/kubernetes/minimal-role.yaml');
  expect(allowed(printed)).toEqual(allowed(readFileSync(tested, 'utf8')));
});

test('the Role in docs/kubernetes.md allows everything that doctor asks for', () => {
  const wanted = permissions.map(({ group, resource, verb }) => `${group} ${resource} ${verb}`);
  const printedRules = allowed(printed);
  expect(wanted.filter((permission) => !printedRules.includes(permission))).toEqual([]);
});
