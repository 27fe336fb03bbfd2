import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Rig } from '../rig/rig.ts';

/** A file of each process; those that have ended, and those that are none, have nothing. */
const ofProcesses = (file: 'cmdline' | 'environ'): ReadonlyMap<string, string> =>
  new Map(
    readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map((pid) => {
        try {
          return [pid, readFileSync(join('/proc', pid, file), 'utf8')] as const;
        } catch {
          return [pid, ''] as const;
        }
      }),
  );

describe.skipIf(!hasSlurm || !hasSshd)('values of secrets and of dotenv files', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2, accounting: {} });
    node = await startLoginNode(cluster);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  const environment = (rig: Rig) => ({ ...cluster.env, ...node.env, XDG_RUNTIME_DIR: rig.path() });

  /** Files that hold one of the values: in all directories that mrun, Slurm or a run may write to. */
  const holders = async (rig: Rig, values: readonly string[]): Promise<readonly string[]> => {
    const patterns = values.flatMap((value) => ['-e', value]);
    const places = [dirname(rig.directory), cluster.directory, node.directory, '/dev/shm'];
    const { stdout } = await cluster.run(['grep', '-rlaFs', ...patterns, ...places]);
    // Of others, only what is younger than the project: there may be much.
    const young = ['find', '/tmp', '/var/tmp', '-maxdepth', '2', '-newer', rig.path('spec.yaml')];
    const look = ['-type', 'f', '-exec', 'grep', '-laFs', ...patterns, '{}', '+'];
    const others = await cluster.run([...young, ...look]);
    const all = new Set(`${stdout}${others.stdout}`.split('\n').filter(Boolean));
    return [...all].filter((path) => path !== rig.path('vars.env')).sort();
  };

  test.each([
    ['of plain arrays', ''],
    ['of packs', ', pack: 1'],
    ['of plain arrays over ssh', ', slurm_url: root@hpc'],
    ['of packs over ssh', ', slurm_url: root@hpc, pack: 1'],
    ['of srun', ', cmd_type: srun'],
    ['of srun over ssh', ', slurm_url: root@hpc, cmd_type: srun'],
  ])(
    '%s are in the environment of runs, in one private file until the end, and nowhere else',
    async (_, more) => {
      await using rig = createRig();
      const isRemote = more.includes('slurm_url');
      const isSrun = more.includes('srun');
      const storage = isRemote ? join(node.home, `runs-${randomUUID()}`) : rig.path('mruns');
      const userHome = isRemote ? node.home : rig.path('../home');
      const go = rig.path('../go');
      const [token = '', dotenv = ''] = [randomUUID(), randomUUID()];
      rig.write({
        'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ${storage}, time: 5m, mem: 50M, parallel: 2, secrets: [TOKEN], env_file: vars.env${more}}\n`,
        'spec.yaml': 'script: sh train.sh\nargs: none\ngrid: {seed: {range: 2}}\n',
        'train.sh': `printf %s "$TOKEN $DOTENV" | md5sum; while [ ! -e ${go} ]; do sleep 0.1; done\n`,
        'vars.env': `DOTENV=${dotenv}\n`,
      });
      const env = environment(rig);
      const said: string[] = [];
      const mrun = async (words: readonly string[], variables = {}): Promise<string> => {
        const { code, stdout, stderr } = await rig.mrun(words, { env: { ...env, ...variables } });
        expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
        said.push(stdout);
        return stdout;
      };
      const spec = ['spec.yaml', '--context', 'hpc'];
      await mrun(['plan', ...spec], { TOKEN: token });
      await mrun(['plan', ...spec, '--json'], { TOKEN: token });
      await mrun(['run', ...spec, '-n'], { TOKEN: token });
      const started = rig.start(['run', ...spec, '-y'], { env: { ...env, TOKEN: token } });

      const mark = `MRUNNER_EXP_DIR_PATH=${storage}/`;
      const running = () => [...ofProcesses('environ').values()].filter((it) => it.includes(mark));
      await cluster.until(() => running().length >= 2, 'two runs');
      for (const it of running()) {
        expect(it).toContain(`TOKEN=${token}`);
        expect(it).toContain(`DOTENV=${dotenv}`);
      }
      const has = (text: string): boolean => [token, dotenv].some((value) => text.includes(value));
      for (const words of [['status'], ['status', '--json'], ['why', '0'], ['show', '0']]) {
        await mrun(words);
      }
      // The other one is in the environment that mrun itself was started with.
      const elsewhere = [...ofProcesses('environ').values()].filter(
        (it) => it.includes(dotenv) && !/(^|\0)SLURM_JOB_ID=/.test(it),
      );
      expect(elsewhere).toEqual([]);
      expect([...ofProcesses('cmdline').values()].filter(has)).toEqual([]);

      const jobs = (await cluster.jobs()).filter(({ state }) => state === 'RUNNING');
      expect(jobs.length).toBeGreaterThan(0);
      const asked = [await cluster.run(['scontrol', '-dd', 'show', 'job'])];
      await cluster.until(async () => {
        const told = await cluster.run(['sacct', '-n', '-P', '-o', 'SubmitLine,Comment,WorkDir']);
        asked[1] = told;
        return told.stdout.includes(isSrun ? 'srun ' : 'sbatch ');
      }, 'accounts of the jobs');
      if (!isSrun) {
        const { stdout } = await cluster.run(['squeue', '-h', '-t', 'R', '-o', '%A']);
        const [id = ''] = stdout.split('\n');
        asked[2] = await cluster.run(['scontrol', 'write', 'batch_script', id, '-']);
        expect(asked[2].stdout).toMatch(/^#!/);
      }
      expect(asked.map(({ stdout }) => stdout).filter(has)).toEqual([]);

      const directory = join(userHome, '.mrunner/private');
      const kept = await holders(rig, [token, dotenv]);
      expect(kept).toEqual([expect.stringMatching(new RegExp(`^${directory}/[^/]+/hpc$`))]);
      expect(statSync(kept[0] ?? '').mode & 0o777).toBe(0o600);
      expect(statSync(directory).mode & 0o777).toBe(0o700);

      rig.write({ '../go': '' });
      const { code, stdout, stderr } = await started.done;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect((await rig.mrun(['wait'], { env })).code).toBe(0);
      expect(existsSync(directory) ? readdirSync(directory) : []).toEqual([]);
      expect(await holders(rig, [token, dotenv])).toEqual([]);
      said.push(stdout);
      for (const words of [['logs', '0'], ['why', '0'], ['show', '0'], ['results'], ['list']]) {
        await mrun(words);
      }
      expect(said.filter(has)).toEqual([]);
      await mrun(['login', 'hpc', '--end']).catch(() => {});
    },
  );
});
