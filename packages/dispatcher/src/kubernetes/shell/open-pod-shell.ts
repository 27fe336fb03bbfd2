import { fail, mainContext, ok, type Result, type RunStatus, shellQuote } from '@mrunner/core';
import { kubeSettings, mainContainer } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { kubeApi } from '../api/open-api.ts';
import { podOf } from '../logs/pod-log.ts';

/** The code of a shell that could not find a program. */
const noProgram = 127;

/**
 * Opens a shell on this terminal in the pod of a run, in a directory of it, by the user's kubectl. Answers the shell's exit code;
 * undefined when its pod is not there.
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
  const pod = await podOf(opened.value, run);
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
    ...['sh', '-c', `cd ${shellQuote(directory)} 2>/dev/null; exec "\${SHELL:-/bin/sh}"`],
  ];
  const code = await host.processes.foreground(words, { cwd: '/', env: host.env });
  if (code !== noProgram) return ok(code);
  return fail({
    kind: 'missing',
    path: 'kubectl',
    message: 'mrun shell uses kubectl to open a terminal in a pod, and there is none on PATH',
  });
}
