import { apiProblem } from '@mrunner/core/kubernetes';
import type { KubeAnswer } from '../api/kube-answer.ts';
import { refusalOf } from '../api/kube-answer.ts';

/** What mrunner does by itself, and its user may not. */
export const lacksDeletion =
  'you may not delete pods there, so a second pod that Kubernetes started for a run goes on beside the first: ' +
  'the Role lacks the verb delete of pods (docs/kubernetes.md)';
export const lacksPatch =
  'you may not patch Jobs there, so those that are over are not deleted a day later: ' +
  'the Role lacks the verb patch of jobs (docs/kubernetes.md)';

/** Whether a server refuses something since this user may not do it. */
export const isForbidden = (answer: KubeAnswer): boolean =>
  answer.kind === 'done' && apiProblem(refusalOf(answer)) === 'forbidden';
