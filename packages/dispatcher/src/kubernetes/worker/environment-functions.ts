import { type EnvironmentLine, environmentText } from '../../environment/environment-line.ts';
import { frameLimits } from './pod-files.ts';

/** What a record of the environment of pods is made for; what else it says, the pod knows. */
export type PodEnvironment = Pick<EnvironmentLine, 'directory' | 'program'>;

/** Half seconds that a pod waits with its end for the record that it makes: its processes end with it. */
const patience = 20;

/** Functions that make the record of the environment, in the first pod of a Job, and put it into the log at its end. */
export function environmentFunctions(context: string, of: PodEnvironment): string {
  const line = environmentText({
    ...of,
    context,
    file: '"$mrunner_environment"',
    slot: '"$mrunner_name"',
    node: '"$mrunner_node"',
  });
  return `mrunner_record_environment() {
  if [ "$mrunner_failed" != 0 ] || [ "$mrunner_task" != 0 ]; then return; fi
  for mrunner_tool in awk sed nice; do
    if ! command -v "$mrunner_tool" >/dev/null; then return; fi
  done
  mrunner_environment=$mrunner_disk/environment.json
  { ${line}; } 5>&-
}
mrunner_bring_environment() {
  mrunner_tick=0
  while [ "$mrunner_environment" ] && [ ! "$mrunner_asked" ] && [ ! -e "$mrunner_environment" ] && [ "$mrunner_tick" -lt ${patience} ]; do
    mrunner_tick=$((mrunner_tick + 1))
    command sleep 0.5 2>/dev/null || command sleep 1
  done
  mrunner_frame "$mrunner_environment" ${frameLimits.environment} environment
}`;
}

/** Of workers that make none. */
export const noEnvironment = `mrunner_record_environment() {
  :
}
mrunner_bring_environment() {
  :
}`;
