import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasSlurm, startCluster } from './cluster.ts';
import { hasSshd, type LoginNode, type LoginNodeOptions, startLoginNode } from './login-node.ts';
import { until } from './until.ts';

const batch = ['ssh', '-o', 'BatchMode=yes'];

/** Starts a connection that others share; it ends with its login node. */
async function share(node: LoginNode): Promise<string[]> {
  const words = ['-o', `ControlPath=${join(node.directory, 'master')}`];
  const master = ['-M', '-N', '-o', 'ControlPersist=no', ...words, node.host];
  execFile('ssh', master, { env: { ...process.env, ...node.env } }, () => undefined);
  const check = ['ssh', ...words, '-O', 'check', node.host];
  await until(async () => (await node.run(check)).code === 0, 'a connection to share');
  return words;
}

describe.skipIf(!hasSshd)('a login node of a test', () => {
  test('runs commands through its alias, with and without a user, and notes them', async () => {
    await using node = await startLoginNode();
    const words = [...batch, node.host, 'echo "$HOME"; exit 4'];
    expect(await node.run(words)).toEqual({ code: 4, stdout: `${node.home}\n`, stderr: '' });
    expect((await node.run([...batch, `${node.user}@${node.host}`, 'true'])).code).toBe(0);
    expect(node.commands()).toEqual(['echo "$HOME"; exit 4', 'true']);
    expect(node.connections()).toBe(2);
  });

  test.each<[LoginNodeOptions, string]>([
    [{ loginShell: 'bash', noise: "Don't panic.\nReally." }, "Don't panic.\nReally.\nbash\n"],
    [{ loginShell: 'tcsh', noise: 'Welcome!' }, 'Welcome!\ntcsh\n'],
    [{ loginShell: 'fish', noise: 'Welcome!' }, 'Welcome!\nfish\n'],
    [{ loginShell: 'sh' }, 'sh\n'],
  ])('has the login shell and the noise of %j', async (options, printed) => {
    await using node = await startLoginNode(undefined, options);
    const whose = "sh -c 'cat /proc/$PPID/comm'; true";
    const { stdout } = await node.run([...batch, node.host, whose]);
    expect(stdout.replace('dash', 'sh')).toBe(printed);
  });

  test('lets as many sessions share a connection as it is told', async () => {
    await using node = await startLoginNode(undefined, { maxSessions: 1 });
    const words = await share(node);
    const first = execFile('ssh', [...words, node.host, 'cat'], {
      env: { ...process.env, ...node.env },
    });
    await until(() => node.commands().includes('cat'), 'the first session');
    // A second one gets a connection of its own.
    expect((await node.run([...batch, ...words, node.host, 'true'])).code).toBe(0);
    expect(node.connections()).toBe(2);
    first.stdin?.end();
  });

  test('can let nobody in', async () => {
    await using node = await startLoginNode();
    node.allowLogin(false);
    const refused = await node.run([...batch, node.host, 'true']);
    expect(refused).toMatchObject({ code: 255, stdout: '' });
    expect(refused.stderr).toContain('Permission denied (publickey)');
    node.allowLogin(true);
    expect((await node.run([...batch, node.host, 'true'])).code).toBe(0);
  });

  test('can want a passphrase, which no command gets past that may not ask', async () => {
    await using node = await startLoginNode(undefined, { passphrase: 'seven words' });
    expect((await node.run([...batch, node.host, 'true'])).code).toBe(255);
  });

  test('carries nothing while its proxy is frozen, and loses connections that are cut', async () => {
    await using node = await startLoginNode(undefined, { proxied: true });
    const words = await share(node);
    node.proxy.freeze();
    let ended: number | undefined;
    const slow = node.run([...batch, ...words, node.host, 'exit 3']).then(({ code }) => {
      ended = code;
    });
    const own = node.run([...batch, '-o', 'ConnectTimeout=1', node.host, 'true']);
    expect((await own).code).toBe(255);
    expect(ended).toBe(undefined);
    node.proxy.thaw();
    await slow;
    expect(ended).toBe(3);
    const long = node.run([...batch, ...words, node.host, 'cat']);
    await until(() => node.commands().includes('cat'), 'the session');
    node.proxy.cut();
    expect((await long).code).toBe(255);
  });

  test.skipIf(!hasSlurm)('gives its sessions the commands of Slurm', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    await using node = await startLoginNode(cluster, { loginShell: 'tcsh' });
    const { stdout } = await node.run([...batch, node.host, 'sinfo -h -o %N | sort -u']);
    expect(stdout).toBe('n1\n');
  });
});
