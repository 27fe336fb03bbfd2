/** What goes to Kubernetes and what comes back, as plain data. */
export type { ApiProblem, ApiRefusal } from './api-problem.ts';
export { apiProblem } from './api-problem.ts';
export { kubeContextProblems, kubeResourceProblems, noImage } from './context-problems.ts';
export { droppedFields } from './dropped-fields.ts';
export type { FramedEvents, FramedFile, Frames } from './frames.ts';
export { parseFrames } from './frames.ts';
export type { ImageName } from './image-name.ts';
export { imageName } from './image-name.ts';
export { againCode, jobManifest, killedCode } from './job-manifest.ts';
export type { JobRequest } from './job-request.ts';
export type { JobView } from './job-view.ts';
export { jobView } from './job-view.ts';
export type { KubeSettings, KubeVolume } from './kube-settings.ts';
export { kubeSettings } from './kube-settings.ts';
export { type KubeconfigUser, kubeconfigUsers } from './kubeconfig-users.ts';
export { manifestText } from './manifest-text.ts';
export { kubeAnnotations, kubeLabels, podVariables, sweepSelector } from './marks.ts';
export { isLabelValue, isObjectName, kubeName, longestJobName } from './names.ts';
export type { Job, JobSpec, JobStatus, PodFailureRule } from './objects/job.ts';
export type {
  Condition,
  ObjectMeta,
  OwnerReference,
  Quantities,
} from './objects/metadata.ts';
export type { ConfigMap, Secret, Service, VolumeClaim } from './objects/other.ts';
export type {
  Container,
  ContainerStatus,
  EnvVariable,
  Pod,
  PodSpec,
  PodStatus,
  Toleration,
  Volume,
  VolumeMount,
} from './objects/pod.ts';
export type { BatchFile, Owned } from './other-manifests.ts';
export {
  batchConfigMaps,
  batchMapNames,
  cancelMapName,
  claimManifest,
  codeConfigMaps,
  codeMapNames,
  memberService,
  mostCodeBytes,
  mostMapBytes,
  ownerReference,
  privateSecret,
  privateSecretName,
  serviceName,
} from './other-manifests.ts';
export { podCodeRoot } from './pod-code.ts';
export type { PodEnd } from './pod-end.ts';
export { codePartFile, mainContainer, podPaths } from './pod-paths.ts';
export { type PodRefusal, podRefusal } from './pod-refusal.ts';
export { podSecurity } from './pod-security.ts';
export type { PodEndView, PodView } from './pod-view.ts';
export { podView } from './pod-view.ts';
export type { PodVolumes } from './pod-volumes.ts';
export { contextVolumes } from './pod-volumes.ts';
export type { PodWaiting } from './pod-waiting.ts';
export { containerResources, helperResources, memoryQuantity } from './quantity.ts';
export type { KubeVersion } from './version.ts';
export { isSupported, oldestVersion, versionOf } from './version.ts';
