import { podPaths } from '@mrunner/core/kubernetes';

/** Which life of its task a worker is, where Kubernetes does not count them all. */
export const lifeFunctions = `mrunner_hear_lives() { # those from before the Job began to count anew, and the retries that they took
  mrunner_lives=0 mrunner_spent=0
  if [ -r "$mrunner_cancels/${podPaths.livesOf('$mrunner_task')}" ]; then
    command read -r mrunner_lives mrunner_spent <"$mrunner_cancels/${podPaths.livesOf('$mrunner_task')}" || :
  fi
  case $mrunner_lives,$mrunner_spent in
    *[!0-9,]* | ,* | *,) ;;
    *) mrunner_restarts=$((mrunner_restarts + mrunner_lives)) mrunner_failures_before=$((mrunner_failures_before + mrunner_spent)) ;;
  esac
}`;
