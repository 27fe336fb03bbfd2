import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../host/host.ts';
import { nodeHost } from '../host/node-host.ts';
import { logindSetting } from './logind-settings.ts';
import { logoutEffect } from './logout.ts';

const sessionGroup = '0::/user.slice/user-1000.slice/session-3.scope\n';
const userGroup = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope\n';

let bin = '';
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'mrunner-logind-'));
  const write = (name: string, text: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}`);
    chmodSync(join(bin, name), 0o755);
  };
  write(
    'busctl',
    'test -n "$FAKE_KILLS" || exit 1\nfor name; do :; done\neval "echo \\"\\$FAKE_$name\\""\n',
  );
  write('loginctl', 'test -n "$FAKE_LINGER" || exit 1\necho "$FAKE_LINGER"\n');
});
afterAll(() => rmSync(bin, { recursive: true }));

interface Machine {
  readonly group: string;
  readonly env?: { readonly [name: string]: string };
  readonly files?: { readonly [path: string]: string };
}

/** A host with these files, whose logind answers what the environment says. */
const hostOf = ({ group, env = {}, files = {} }: Machine): Host => {
  const host = nodeHost();
  const all: { readonly [path: string]: string } = { '/proc/self/cgroup': group, ...files };
  return {
    ...host,
    env: { PATH: `${bin}:${process.env.PATH}`, ...env },
    files: {
      ...host.files,
      read: (path) => all[path],
      exists: (path) => path in all,
      list: (directory) =>
        Object.keys(all).flatMap((path) =>
          path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : [],
        ),
    },
  };
};

const kills = { FAKE_KILLS: '1', FAKE_KillUserProcesses: 'b true' };
const { username } = userInfo();

describe('what a logout does to a sweep in the background', () => {
  test.each<[string, Machine, string]>([
    ['nothing, without systemd', { group: '0::/\n' }, 'none'],
    [
      'nothing, when logind leaves processes alone',
      { group: sessionGroup, env: { FAKE_KILLS: '1', FAKE_KillUserProcesses: 'b false' } },
      'none',
    ],
    ['ends it, when logind says so', { group: sessionGroup, env: kills }, 'ends session'],
    [
      'ends it, when only the session is known',
      { group: '0::/\n', env: { ...kills, XDG_SESSION_ID: '3' } },
      'ends session',
    ],
    [
      'nothing to a service',
      { group: '0::/system.slice/ci.service\n', env: { ...kills, XDG_SESSION_ID: '3' } },
      'none',
    ],
    [
      'nothing to users that are left out',
      { group: sessionGroup, env: { ...kills, FAKE_KillExcludeUsers: `as 1 "${username}"` } },
      'none',
    ],
    [
      'nothing to users other than the ones it is about',
      { group: sessionGroup, env: { ...kills, FAKE_KillOnlyUsers: 'as 1 "nobody-here"' } },
      'none',
    ],
    [
      'ends what belongs to a user who does not linger',
      { group: userGroup, env: { FAKE_LINGER: 'no' } },
      'ends user',
    ],
    ['nothing to a user who lingers', { group: userGroup, env: { FAKE_LINGER: 'yes' } }, 'none'],
    [
      'nothing to a user who lingers as files say',
      { group: userGroup, files: { [`/var/lib/systemd/linger/${username}`]: '' } },
      'none',
    ],
    [
      'as files say, when logind does not answer',
      {
        group: sessionGroup,
        files: { '/etc/systemd/logind.conf': '[Login]\nKillUserProcesses=yes\n' },
      },
      'ends session',
    ],
  ])('%s', async (_, machine, effect) => {
    expect(await logoutEffect(hostOf(machine))).toBe(effect);
  });
});

describe('a setting of logind', () => {
  const read = (files: { readonly [path: string]: string }): string | undefined =>
    logindSetting(hostOf({ group: '', files }).files, 'KillUserProcesses');

  test.each<[string, { readonly [path: string]: string }, string | undefined]>([
    ['is not in a comment', { '/etc/systemd/logind.conf': '#KillUserProcesses=yes\n' }, undefined],
    [
      'of a directory is over that of the main file',
      {
        '/etc/systemd/logind.conf': 'KillUserProcesses=yes\n',
        '/usr/lib/systemd/logind.conf.d/50.conf': ' KillUserProcesses = no\n',
      },
      'no',
    ],
    [
      'of a later file counts, wherever it is',
      {
        '/run/systemd/logind.conf.d/90.conf': 'KillUserProcesses=yes',
        '/etc/systemd/logind.conf.d/10.conf': 'KillUserProcesses=no',
      },
      'yes',
    ],
    [
      'of a file in /etc hides one of the same name',
      {
        '/usr/lib/systemd/logind.conf.d/a.conf': 'KillUserProcesses=yes',
        '/etc/systemd/logind.conf.d/a.conf': '# nothing',
      },
      undefined,
    ],
  ])('%s', (_, files, value) => {
    expect(read(files)).toBe(value);
  });
});
