import { stateDirectory } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkWritable } from './check-writable.ts';
import type { Finding } from './finding.ts';

/** The smallest Node that runs TypeScript as it is. */
const leastNode = [22, 18] as const;

/** Checks what mrunner needs of the machine whatever the context: Node, `sh`, git, and where it keeps its list. */
export const checkMachine = async (cli: Cli, nodeVersion: string): Promise<readonly Finding[]> => [
  checkNode(nodeVersion),
  await checkProgram(cli, ['sh', '-c', 'echo'], 'sh', {
    state: 'mend',
    text: 'not found on PATH; mrunner starts every run with it',
  }),
  await checkProgram(cli, ['git', '--version'], 'git', {
    state: 'note',
    text: 'not found; sweeps will not record which code they ran',
  }),
  await checkProgram(cli, ['python3', '--version'], 'python3', {
    state: 'note',
    text: 'not found; only specs and scripts in Python need it',
  }),
  checkWritable(cli, 'list of sweeps', stateDirectory(cli.host)),
];

const checkNode = (version: string): Finding => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isNew = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  const text = isNew ? version : `${version} is too old: install ${leastNode.join('.')} or newer`;
  return { state: isNew ? 'ok' : 'mend', about: 'node', text };
};

const checkProgram = async (
  cli: Cli,
  command: readonly string[],
  about: string,
  missing: Omit<Finding, 'about'>,
): Promise<Finding> => {
  const { code, stdout } = await cli.host.processes.run(command, { cwd: cli.cwd, env: cli.env });
  if (code !== 0) return { about, ...missing };
  return { state: 'ok', about, text: stdout.trim() === '' ? 'found' : stdout.trim() };
};
