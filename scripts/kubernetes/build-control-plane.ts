import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  binaryDirectory,
  hasControlPlane,
  kubernetesVersion,
  moduleDirectory,
  namedPrograms,
  programs,
} from '../../packages/dispatcher/test/kubernetes/real/binaries.ts';

/** Builds the programs of a control plane into the cache directory, unless they are there; text when that is impossible here. */
export function buildControlPlane(): string | undefined {
  if (hasControlPlane()) return undefined;
  if (namedPrograms !== undefined) {
    const all = Object.values(programs).flatMap((ofModule) => Object.keys(ofModule));
    return `MRUNNER_TEST_KUBERNETES_PROGRAMS=${namedPrograms} has not all of ${all.join(', ')}.`;
  }
  const problem = goProblem();
  if (problem !== undefined) return problem;
  const directory = binaryDirectory();
  mkdirSync(dirname(directory), { recursive: true });
  console.log(`Building Kubernetes ${kubernetesVersion()}, once; this takes 10 to 25 minutes.`);
  // Built aside, so that what an interruption leaves is never taken for the whole; Go's own cache lets the next try go on.
  const aside = mkdtempSync(`${directory}.`);
  try {
    for (const [module, packages] of Object.entries(programs)) {
      for (const [name, path] of Object.entries(packages)) {
        console.log(`Building ${name}.`);
        const failed = build(join(moduleDirectory, module), path, join(aside, name));
        if (failed !== undefined) return `${name} can not be built: ${failed}`;
      }
    }
    rmSync(directory, { recursive: true, force: true });
    renameSync(aside, directory);
    return undefined;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function build(module: string, path: string, output: string): string | undefined {
  const words = ['build', '-p', '2', '-mod=readonly', '-trimpath', '-ldflags', linkerFlags()];
  const { status, signal, error } = spawnSync(
    'nice',
    ['-n', '10', 'go', ...words, '-o', output, path],
    { cwd: module, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' } },
  );
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : `go build ended with ${signal ?? status}`;
}

/** What makes the programs say their version, without which the API server claims to be `v0.0.0-master`. */
function linkerFlags(): string {
  const version = kubernetesVersion();
  const [major = '', minor = ''] = version.slice(1).split('.');
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return [
    '-s -w',
    ...['component-base/version', 'client-go/pkg/version'].flatMap((where) =>
      Object.entries(values).map(([name, value]) => `-X k8s.io/${where}.${name}=${value}`),
    ),
  ].join(' ');
}

/** What is wrong with the Go of this machine. */
function goProblem(): string | undefined {
  const file = readFileSync(join(moduleDirectory, 'kubernetes/go.mod'), 'utf8');
  const wanted = /^go (\d+\.\d+)/m.exec(file)?.[1] ?? '';
  const how = `The control plane of Kubernetes ${kubernetesVersion()} is built by Go ${wanted} or newer (https://go.dev/dl)`;
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (error !== undefined) return `${how}, and there is no \`go\` on PATH.`;
  const found = /^go(\d+)\.(\d+)/.exec(stdout.trim());
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  const isOlder =
    found !== null &&
    (Number(found[1]) < major || (Number(found[1]) === major && Number(found[2]) < minor));
  return isOlder ? `${how}; here is ${stdout.trim()}.` : undefined;
}
