import type { JobRequest } from './job-request.ts';
import { kubeSettings } from './kube-settings.ts';
import type { Container } from './objects/pod.ts';
import { podPaths } from './pod-paths.ts';
import { podSecurity } from './pod-security.ts';
import { helperResources } from './quantity.ts';

/** The container that brings the commit of a sweep before its runs start; undefined where code comes another way. */
export function gitContainer({
  context,
  commit,
  resources,
}: Pick<JobRequest, 'context' | 'commit' | 'resources'>): Container | undefined {
  const settings = kubeSettings(context);
  const { gitUrl, gitSecret, gitImage } = settings;
  if (commit === undefined || gitUrl === undefined) return undefined;
  return {
    name: 'code',
    image: gitImage,
    // What git says of a failure.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    command: ['/bin/sh', '-c', cloneProgram, 'sh', gitUrl, commit, podPaths.codeTree(commit)],
    env: [{ name: 'HOME', value: podPaths.own }],
    resources: helperResources(resources, settings),
    ...podSecurity(settings).container,
    volumeMounts: [
      { name: 'own', mountPath: podPaths.own },
      ...(gitSecret === undefined
        ? []
        : [{ name: 'git', mountPath: podPaths.git, readOnly: true } as const]),
    ],
  };
}

/**
 * Fetches one commit of `$1` into `$3`. Servers that give no single commits give everything. Words of the Secret are read by
 * git when it asks for them, and stand on no command line.
 */
const cloneProgram = `set -eu
key=${podPaths.git}/ssh-privatekey
if [ -e "$key" ]; then
  # ssh takes none that others may read, and only its owner may read this one, whoever that is.
  own=$(mktemp)
  cat "$key" >"$own"
  key=$own
  hosts=accept-new
  [ ! -e ${podPaths.git}/known_hosts ] || hosts="yes -o UserKnownHostsFile=${podPaths.git}/known_hosts"
  export GIT_SSH_COMMAND="ssh -i $key -o IdentitiesOnly=yes -o StrictHostKeyChecking=$hosts"
fi
mkdir -p "$3"
cd "$3"
git init -q .
if [ -e ${podPaths.git}/password ]; then
  git config credential.helper '!f() { [ "$1" != get ] || { printf username=; cat ${podPaths.git}/username; echo; printf password=; cat ${podPaths.git}/password; echo; }; }; f'
fi
git remote add origin "$1"
git fetch -q --depth 1 origin "$2" || git fetch -q origin
git -c advice.detachedHead=false checkout -q "$2"
`;
