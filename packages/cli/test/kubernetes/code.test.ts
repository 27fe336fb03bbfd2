import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers, hasKubectl } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { hasTerminals, onTerminal } from '../rig/terminal.ts';
import { contextsText, type PodsRig, podsRig } from './pods-rig.ts';

/** A ConfigMap with a part of an archive. */
interface CodeMap {
  readonly metadata: { readonly name: string };
  readonly binaryData: { readonly [name: string]: string };
}

describe.skipIf(!hasContainers)('the code and the container of runs on Kubernetes', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const git = (rig: PodsRig, ...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd: rig.directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  test('code: git clones the commit that the project is at, tells before what it lacks, and after why it could not', async () => {
    await using rig = podsRig(cluster);
    const port = await freePort();
    await using _daemon = await serveGit(rig.path('..'), port);
    rig.write({
      'spec.yaml': 'script: [sh, train.sh]\nargs: none\n',
      'train.sh': 'cat data.txt; ! grep -q two data.txt\n',
      'data.txt': 'one\n',
      'mrunner.yaml': contextsText(`code: git, git_url: 'git://127.0.0.1:${port}/repo.git'`),
      '.gitignore': 'node_modules\n',
    });
    expect(await rig.ends(2, 'run spec.yaml --context pods -y')).toContain(
      'contexts.pods.code  code: git clones the commit that the project is at, and there is none\n',
    );
    git(rig, 'init', '-q', '--bare', '../repo.git');
    git(rig, 'init', '-q', '-b', 'main');
    git(rig, 'remote', 'add', 'origin', '../repo.git');
    git(rig, 'add', '.');
    git(rig, 'commit', '-qm', 'one');
    git(rig, 'push', '-q', 'origin', 'main');
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--context', 'pods', '-y']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await rig.well('wait');
    expect(await rig.well('logs 0')).toBe('one\n');

    rig.write({ 'data.txt': 'two\n' });
    const changed = await rig.mrun(['run', 'spec.yaml', '--context', 'pods', '-y']);
    expect(changed.stderr).toMatch(
      /^Warning: contexts\.pods\.code: runs get commit \w{7}, without what differs from it here: data\.txt\.$/m,
    );
    await rig.well('wait');
    expect(await rig.well('logs 0')).toBe('one\n');

    git(rig, 'commit', '-qam', 'two');
    const ahead = await rig.mrun(['run', 'spec.yaml', '--context', 'pods', '-y']);
    expect(ahead.stderr).toMatch(/commit \w{7} is on no branch of a remote .*: git push\.$/m);
    await rig.ends(1, 'wait');
    expect(await rig.well('show 0')).not.toMatch(/^ {2}log /m);
    const why = (await rig.well('why 0')).replace(/\n {2}(?=\S)/g, ' ');
    expect(why).toMatch(/its container code ended with exit 128: fatal: .*not our ref/);
    git(rig, 'push', '-q', 'origin', 'main');
    await rig.well('retry 0');
    await rig.ends(1, 'wait');
    expect(await rig.well('logs 0')).toBe('two\n');

    // What is not committed is in no attempt, so it is no other code.
    rig.write({ 'data.txt': 'three\n' });
    const url = `git://127\\.0\\.0\\.1:${port}/repo\\.git`;
    const then = await rig.well('why 0');
    expect(then).toMatch(new RegExp(`^ {2}code {7}commit \\w{7} of ${url}$`, 'm'));
    expect(then).toMatch(/^ {2}again {6}mrun retry 0$/m);
    expect(await rig.well('plan spec.yaml --context pods')).toMatch(
      /^ {2}code {6}commit \w{7}, without 1 changed file, of git:/m,
    );
    git(rig, 'commit', '-qam', 'three');
    expect(await rig.ends(2, 'retry 0')).toContain('data.txt has changed since.');
    expect(await rig.ends(0, 'retry 0 --code new')).toMatch(/^Warning: .* git push\.$/m);
    await rig.ends(1, 'wait');
    git(rig, 'push', '-q', 'origin', 'main');
    await rig.well('retry 0 --code same');
    await rig.well('wait');
    expect(await rig.well('logs 0')).toBe('three\n');
    await rig.well('code 0 --attempt 2 --to then');
    expect(rig.read('then/data.txt')).toBe('two\n');
  });

  test('code: in-place is what the image has at code_dir', async () => {
    await using rig = podsRig(cluster, 'code: in-place, code_dir: /usr/lib');
    rig.write({ 'spec.yaml': `script: [sh, -c, 'pwd; ls os-release; exit 3']\nargs: none\n` });
    git(rig, 'init', '-q');
    git(rig, 'commit', '-qm', 'one', '--allow-empty');
    expect(await rig.run()).toMatch(/^ {2}code {7}of the image, in \/usr\/lib$/m);
    await rig.ends(1, 'wait');
    expect(await rig.well('logs 0')).toBe('/usr/lib\nos-release\n');
    // Nothing of the project is in it, so nothing there makes it another code.
    rig.write({ more: '' });
    expect(await rig.well('why 0')).toMatch(/^ {2}code {7}of the image, in \/usr\/lib$/m);
    expect(await rig.ends(1, 'code 0 --to then')).toContain('its code is in its image');
    expect(await rig.well('retry 0')).toContain('1 started again: #0');
    // What brings mrunner's own Python to its pods has nothing of the project.
    const { runs } = JSON.parse(await rig.well('status --json')) as { runs: { id: string }[] };
    const sweep = runs[0]?.id.split('/')[0];
    const archives = (cluster.objects('configmaps') as unknown as CodeMap[])
      .filter(({ metadata }) => metadata.name.includes(`${sweep}-code-`))
      .flatMap(({ binaryData }) => Object.values(binaryData))
      .map((base64) => gunzipSync(Buffer.from(base64, 'base64')).toString('latin1'));
    expect(archives.every((archive) => archive.includes('mrunner_runtime'))).toBe(true);
    expect(archives.some((archive) => archive.includes('spec.yaml'))).toBe(false);
    expect(archives.length).toBeGreaterThan(0);
  });

  test('a dry run and the Jobs have the images that flags give to each member', async () => {
    await using rig = podsRig(cluster, 'image: lab/base:1');
    rig.write({
      'spec.yaml': `composite:\n  learner: {script: [sh, -c, 'echo "$MRUNNER_COMPOSITE_HOSTS"'], args: none}\n  actor: {script: [sh, -c, 'echo "$MRUNNER_COMPOSITE_HOSTS"'], args: none}\n`,
    });
    const plain = await rig.well('run -n spec.yaml --context pods');
    expect(plain.match(/image: lab\S*/g)).toEqual(['image: lab/base:1']);
    const dispatch = 'dispatch --ex spec.yaml --runcfg pods --docker-image lab/a:1:lab/b:2';
    const dry = await rig.well(`${dispatch} -n`);
    expect(dry.match(/image: lab\S*/g)).toEqual(['image: lab/a:1', 'image: lab/b:2']);
    expect(await rig.well(`${dispatch} -y`)).toContain('  submit     2 jobs of 1\n');
    await rig.well('wait');
    for (const [index, image] of ['a', 'b'].entries()) {
      expect(await rig.well(`show ${index}`)).toMatch(
        new RegExp(`^ {2}jobs .* on (\\S+) .*\\n {2}machine +\\1 · lab/${image}@sha256:`, 'm'),
      );
    }
    const images = cluster
      .jobs()
      .map(({ spec }) => spec.template.spec.containers[0]?.image)
      .filter((image) => image?.startsWith('lab/'));
    expect(images.sort()).toEqual(['lab/a:1', 'lab/b:2']);
    const hosts = await rig.well('logs 0');
    expect(hosts).toMatch(/^learner=mr-\S+-0-0\.mr-\S+ actor=mr-\S+-1-0\.mr-\S+\n$/);
    expect(await rig.well('logs 1')).toBe(hosts);
  });

  test('values of secrets are in the Secret of the Job and in its run, and nowhere else', async () => {
    await using rig = podsRig(cluster, 'secrets: [TOKEN]');
    const value = 'hunter2-and-more';
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo "\${{#TOKEN}} letters"; test "$TOKEN"']\nargs: none\n`,
    });
    const options = { env: { TOKEN: value } };
    const missing = await rig.ends(2, 'run spec.yaml --context pods -y');
    expect(missing).toContain('TOKEN');
    const said = [
      await rig.ends(0, 'run -n spec.yaml --context pods', options),
      await rig.ends(0, 'run spec.yaml --context pods -y', options),
    ];
    await rig.well('wait');
    expect(await rig.well('logs 0')).toBe(`${value.length} letters\n`);
    said.push(await rig.well('show 0'), await rig.well('why 0'), await rig.well('show 0 --json'));
    for (const text of said) expect(text).not.toContain(value);
    const encoded = Buffer.from(value).toString('base64').slice(0, 16);
    const elsewhere = JSON.stringify([
      cluster.jobs(),
      cluster.pods(),
      cluster.objects('configmaps'),
      cluster.objects('events'),
      cluster.requests,
    ]);
    expect(elsewhere).not.toContain(value);
    expect(elsewhere).not.toContain(encoded);
    const [home = ''] = rig.files('../state');
    expect(home).not.toBe('');
    for (const path of rig.files('../state')) {
      expect({ path, has: rig.read(`../state/${path}`).includes(value) }).toEqual({
        path,
        has: false,
      });
    }
  });

  test.skipIf(!hasKubectl || !hasTerminals())(
    'mrun shell is in the pod of the run, with its environment and where it is',
    async () => {
      await using rig = podsRig(cluster, 'parallel: 1');
      rig.write({
        'spec.yaml':
          "script: [sh, -c, 'cd /tmp; echo ready; exec sleep 600']\nargs: none\nenv: {GREETING: \"it's\\ntwo lines\", SHELL: /bin/bash}\ngrid: {seed: {range: 2}}\n",
      });
      await rig.run();
      await rig.until('running pending');
      const terminal = onTerminal(rig, 'shell 0');
      await terminal.says('environment and directory of process');
      // In two parts, so that what is typed is not taken for what is said.
      terminal.type('echo "<$GREETING> $MRUNNER_RUN_INDEX in ""$(pwd)"; exit 7\n');
      const { code, text } = await terminal.done;
      expect(text).toContain("<it's\ntwo lines> 0 in /tmp");
      expect(code).toBe(7);
      const pending = onTerminal(rig, 'shell 1');
      expect((await pending.done).code).toBe(1);
      expect(pending.text()).toContain('does not run: it is pending');
      await rig.well('cancel -y');
    },
  );
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Serves the repositories in a directory. */
const serveGit = async (directory: string, port: number): Promise<AsyncDisposable> => {
  const words = [
    `--base-path=${directory}`,
    '--export-all',
    '--listen=127.0.0.1',
    `--port=${port}`,
  ];
  const daemon: ChildProcess = spawn('git', ['daemon', '--verbose', ...words, directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const ended = once(daemon, 'close');
  if (daemon.stderr !== null) await Promise.race([once(daemon.stderr, 'data'), ended]);
  return {
    [Symbol.asyncDispose]: async () => {
      // With what it started.
      process.kill(-(daemon.pid ?? 0), 'SIGTERM');
      await ended;
    },
  };
};
