import { expect, test } from 'vitest';
import { sshTarget } from './ssh-target.ts';

const words = (slurm: { readonly [key: string]: string }) => sshTarget({ slurm })?.words;

test('a context without slurm_url has no place to ssh to', () => {
  expect(words({ user_id: 'me' })).toBeUndefined();
});

test('the url is handed to ssh as it is, and never as an option', () => {
  expect(words({ slurm_url: 'me@login.hpc' })).toEqual(['--', 'me@login.hpc']);
  expect(words({ slurm_url: 'ssh://me@login.hpc:22' })).toEqual(['--', 'ssh://me@login.hpc:22']);
});

test('a port may follow the host, which an IPv6 address does not have', () => {
  expect(words({ slurm_url: 'me@login.hpc:2222' })).toEqual(['-p', '2222', '--', 'me@login.hpc']);
  expect(words({ slurm_url: 'me@fe80::1' })).toEqual(['--', 'me@fe80::1']);
});

test('user_id is the user where the url names none', () => {
  const slurm = { slurm_url: 'login.hpc', user_id: 'me' };
  expect(sshTarget({ slurm })).toEqual({
    title: 'me@login.hpc',
    words: ['-l', 'me', '--', 'login.hpc'],
  });
  expect(words({ slurm_url: 'you@login.hpc', user_id: 'me' })).toEqual(['--', 'you@login.hpc']);
});
