import { expect, test } from 'vitest';
import { kubeconfigUsers } from './kubeconfig-users.ts';

test('of users their token files are read, and in whose name they ask', () => {
  const text = `
users:
  - { name: plain, user: { token: x } }
  - name: file
    user: { tokenFile: ./token, as: boss, as-groups: [a, b, 3] }
  - { user: {} }
  -
  - { name: empty }
`;
  expect(kubeconfigUsers(text)).toEqual([
    { name: 'plain', asGroups: [] },
    { name: 'file', tokenFile: './token', as: 'boss', asGroups: ['a', 'b'] },
    { name: 'empty', asGroups: [] },
  ]);
  expect(kubeconfigUsers('')).toEqual([]);
  expect(kubeconfigUsers('users: 3')).toEqual([]);
});
