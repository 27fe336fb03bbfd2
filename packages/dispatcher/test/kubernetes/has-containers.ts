import { spawnSync } from 'node:child_process';
import { missingFor } from '../slurm/has-slurm.ts';

/** Whether nodes can run containers here; when not, tests are skipped, unless all tools are required. */
export const hasContainers = isReady();

function isReady(): boolean {
  if (
    missingFor('A test cluster of Kubernetes', [
      'unshare',
      'nsenter',
      'setpriv',
      'chroot',
      'script',
      'openssl',
    ])
  )
    return false;
  const words = [
    '--mount',
    '--uts',
    '--ipc',
    '--pid',
    '--fork',
    'mount',
    '-t',
    'tmpfs',
    'tmpfs',
    '/tmp',
  ];
  const tried = spawnSync('unshare', words, { encoding: 'utf8' });
  if (tried.status === 0) return true;
  const text = `A test cluster of Kubernetes needs namespaces of its own: ${tried.stderr}`;
  if (process.env.MRUNNER_TEST_REQUIRE === 'all') throw new Error(text);
  console.log(`Tests are skipped: ${text}`);
  return false;
}

/** Whether kubectl is here. */
export const hasKubectl =
  hasContainers && missingFor('Kubernetes’ own client', ['kubectl']) === undefined;
