// Sweeps on a real Slurm that is started for this (as root), and over ssh to an sshd on the loopback: 10,000 runs submitted and
// summarised; 1,000 short runs as an array, packed, and by submitit's map_array, with the Python of the tests or the one that
// SUBMITIT_PYTHON names. Without Slurm, or for a user who is not root, it says so.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster } from '../packages/dispatcher/test/slurm/cluster.ts';
import { startLoginNode } from '../packages/dispatcher/test/slurm/login-node.ts';
import { row } from './row.ts';

if (process.getuid?.() !== 0 || spawnSync('slurmctld', ['-V']).status !== 0) {
  row('sweeps on Slurm', 'not measured: Slurm must be installed, and started as root');
  process.exit();
}
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const ofTests = fileURLToPath(new URL('../.venv-test/bin/python', import.meta.url));
const conf = { MaxArraySize: '20001', MaxJobCount: '40000' };
await using cluster = await startCluster({ conf });
await using login = await startLoginNode(cluster);
const outside = mkdtempSync(join(cluster.directory, 'bench-'));
const directory = join(outside, 'project');
mkdirSync(directory);
const env = {
  ...process.env,
  ...cluster.env,
  PATH: login.env.PATH,
  XDG_STATE_HOME: join(outside, 'state'),
};

/** Seconds that a command takes, and what it prints. */
const timed = (words: readonly string[]): Promise<{ seconds: number; stdout: string }> => {
  const begun = performance.now();
  const [command = '', ...args] = words;
  const child = spawn(command, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      const seconds = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds, stdout });
      else reject(new Error(`${words.join(' ')} ended with ${code}: ${stdout}`));
    });
  });
};
const mrun = (...words: readonly string[]) => timed([process.execPath, program, ...words]);

const allOver = async (): Promise<void> => {
  for (;;) {
    const { stdout } = await cluster.run(['squeue', '-h', '-o', '%T']);
    if (stdout.trim() === '') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const keys = 'backend: slurm, time: 5m, mem: 50M, cpu: 1';
const storage = join(outside, 'storage');
mkdirSync(storage);
writeFileSync(
  join(directory, 'mrunner.yaml'),
  `contexts:
  held: {${keys}, slurm_url: ${login.host}, storage_dir: ${storage}, sbatch_options: [--hold]}
  array: {${keys}, storage_dir: ${storage}}
  packed: {${keys}, storage_dir: ${storage}, pack: 4, parallel: 16}
`,
);
const spec = (runs: number): string =>
  `script: /bin/true\nargs: none\ngrid: {seed: {range: ${runs}}}\n`;
writeFileSync(join(directory, 'many.yaml'), spec(10_000));
writeFileSync(join(directory, 'spec.yaml'), spec(1000));

const calls = login.commands().length;
const submission = await mrun('run', 'many.yaml', '--context', 'held', '-y', '--quiet');
const { stdout: jobs } = await cluster.run(['squeue', '-h', '-o', '%F']);
const arrays = new Set(jobs.trim().split('\n')).size;
const trips = login.commands().length - calls;
row(
  '10,000 runs submitted to Slurm over ssh',
  `${submission.seconds.toFixed(1)} s; ${arrays} call of sbatch, ${trips} round trips`,
  '1 call an array, 3 round trips',
);
const first = await mrun('status');
const second = await mrun('status');
row(
  '… their summary, `mrun status`',
  `${first.seconds.toFixed(2)} s; again ${second.seconds.toFixed(2)} s`,
);
await cluster.run(['scancel', '--user=root']);
await allOver();

/** Seconds from the command until the last job is gone. */
const untilOver = async (words: readonly string[]): Promise<number> => {
  const begun = performance.now();
  await timed(words);
  await allOver();
  return (performance.now() - begun) / 1000;
};
const runIn = (context: string) =>
  untilOver([process.execPath, program, 'run', 'spec.yaml', '--context', context, '-y', '--quiet']);
const packed = await runIn('packed');
const { stdout: json } = await mrun('status', '--json');
const { counts } = JSON.parse(json);
if (counts.succeeded !== 1000) throw new Error(`not all succeeded: ${JSON.stringify(counts)}`);
const array = await runIn('array');
row('1,000 runs of `/bin/true` on Slurm, packed in 4 tasks of 4', `${packed.toFixed(1)} s`);
row('… as an array', `${array.toFixed(1)} s`, `${(array / packed).toFixed(1)} times that`);
const python = process.env.SUBMITIT_PYTHON ?? (existsSync(ofTests) ? ofTests : undefined);
if (python !== undefined) {
  writeFileSync(
    join(directory, 'by_submitit.py'),
    `import submitit, subprocess
executor = submitit.AutoExecutor(folder='logs', cluster='slurm')
executor.update_parameters(timeout_min=5, mem_gb=0.05, cpus_per_task=1, slurm_array_parallelism=1000)
jobs = executor.map_array(lambda _: subprocess.run(['/bin/true']).returncode, range(1000))
`,
  );
  const other = await untilOver([python, 'by_submitit.py']);
  row(
    '… by submitit, `map_array`',
    `${other.toFixed(1)} s`,
    `${(other / packed).toFixed(1)} times that`,
  );
}
rmSync(outside, { recursive: true });
