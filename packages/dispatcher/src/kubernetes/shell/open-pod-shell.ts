import { fail, mainContext, ok, type Result, type RunStatus } from '@mrunner/core';
import { kubeSettings, mainContainer } from '@mrunner/core/kubernetes';
import { enterRunScript } from '../../cluster/shell/enter-run-script.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { kubeApi } from '../api/open-api.ts';
import { podOf } from '../logs/pod-log.ts';

/** The code of a shell that could not find a program. */
const noProgram = 127;

/**
 * Opens a shell on this terminal in the pod of a run, with its environment, by the user's kubectl. Answers the shell's exit code;
 * undefined when its pod is not there.
 *
 * @param directory of the run, where it has no process to be found
 */
export async function openPodShell(
  host: Host,
  sweep: Sweep,
  run: RunStatus,
  directory: string,
): Promise<Result<number | undefined>> {
  const context = mainContext(sweep.record);
  const opened = await kubeApi(host, context);
  if (!opened.ok) return opened;
  const { namespace } = opened.value;
  const pod = await podOf(opened.value, sweep.status(), run.index, run.attempt);
  opened.value.close();
  if (typeof pod === 'string') {
    return fail({ kind: 'unreachable', path: `contexts.${context.name}`, message: pod });
  }
  if (pod === undefined || pod.phase !== 'running') return ok(undefined);
  const { kubeconfig, kubeContext } = kubeSettings(context);
  const words = [
    'kubectl',
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(kubeContext === undefined ? [] : ['--context', kubeContext]),
    ...['--namespace', namespace, 'exec', '-it', pod.name, '-c', mainContainer, '--'],
    ...['sh', '-c', enterRunScript(`${sweep.record.id}/${run.index}`, directory)],
  ];
  const options = { cwd: '/', env: host.env };
  const code = await host.processes.foreground(words, options);
  // So do shells whose last command was a wrong word.
  const isThere = async (): Promise<boolean> =>
    (await host.processes.run(['kubectl', 'version', '--client'], options)).code !== noProgram;
  if (code !== noProgram || (await isThere())) return ok(code);
  return fail({
    kind: 'missing',
    path: 'kubectl',
    message: 'mrun shell uses kubectl to open a terminal in a pod, and there is none on PATH',
  });
}
