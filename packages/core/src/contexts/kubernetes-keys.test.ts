import { expect, test } from 'vitest';
import { kubeSettings } from '../kubernetes/kube-settings.ts';
import { builtInConfig } from './built-in.ts';
import { mergeContext } from './merge-context.ts';
import { parseConfig } from './parse-config.ts';

const merge = (text: string, flags: { readonly [key: string]: unknown } = {}) => {
  const parsed = parseConfig(text, { file: 'mrunner.yaml', directory: '/home/ann/project' });
  if (!parsed.ok) return parsed;
  return mergeContext(
    { name: 'pods', path: '--context' },
    {
      builtIn: builtInConfig('/home/ann/mruns'),
      project: parsed.value,
      flags,
      home: '/home/ann',
      workingDirectory: '/home/ann/project',
    },
  );
};

/** The settings of a context with these lines. */
const settingsOf = (lines: string, before = '') => {
  const merged = merge(
    `${before}\ncontexts:\n  pods:\n    backend: kubernetes\n    storage_dir: /work\n${indented(lines)}`,
  );
  if (!merged.ok) throw Error(JSON.stringify(merged.problems));
  return kubeSettings(merged.value.context);
};

const messagesOf = (lines: string): readonly string[] => {
  const merged = merge(
    `contexts:\n  pods:\n    backend: kubernetes\n    storage_dir: /work\n${indented(lines)}`,
  );
  return merged.ok ? [] : merged.problems.map(({ path, message }) => `${path}: ${message}`);
};

const indented = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

test('everything that a context says of Kubernetes is read', () => {
  expect(
    settingsOf(`kube_context: lab
kubeconfig: ./lab.yaml
namespace: ml
base_image: lab/train:2
image_pull_secret: registry
image_pull_policy: IfNotPresent
node_selector: {cloud.google.com/gke-accelerator: nvidia-l4, fast: true}
tolerations: ["gpu=yes:NoSchedule", spot, {operator: Exists, tolerationSeconds: 30}]
priority_class: low
service_account: trainer
runtime_class: nvidia
default_pvc_size: 10G
storage_class: nfs
volumes:
- {path: /data, claim: datasets, read_only: true, sub_path: v2}
- {path: /tmp, empty_dir: true}
kube_secrets: wandb huggingface
kueue_queue: lab
devices: {rdma/hca: 1}
gpu_resource: amd.com/gpu
shm: 8G
labels: {team: vision}
annotations: {example.com/owner: "Ann, lab 3"}
code_dir: /app
canary: 2
pack: 4`),
  ).toEqual({
    kubeContext: 'lab',
    kubeconfig: '/home/ann/project/lab.yaml',
    namespace: 'ml',
    image: 'lab/train:2',
    imagePullSecret: 'registry',
    imagePullPolicy: 'IfNotPresent',
    nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-l4', fast: 'true' },
    tolerations: [
      { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      { key: 'spot', operator: 'Exists' },
      { operator: 'Exists', tolerationSeconds: 30 },
    ],
    priorityClass: 'low',
    serviceAccount: 'trainer',
    runtimeClass: 'nvidia',
    pvc: 'mrunner',
    defaultPvcSize: '10Gi',
    storageClass: 'nfs',
    pvcAccess: 'ReadWriteMany',
    volumes: [
      { path: '/data', source: { kind: 'claim', name: 'datasets' }, readOnly: true, subPath: 'v2' },
      { path: '/tmp', source: { kind: 'empty_dir' }, readOnly: false },
    ],
    kubeSecrets: ['wandb', 'huggingface'],
    kueueQueue: 'lab',
    devices: { 'rdma/hca': '1' },
    gpuResource: 'amd.com/gpu',
    shm: 8192,
    labels: { team: 'vision' },
    annotations: { 'example.com/owner': 'Ann, lab 3' },
    codeDir: '/app',
    gitImage: 'alpine/git',
    canary: 2,
    pack: 4,
  });
});

test('maps are merged entry by entry', () => {
  const before = 'defaults: {labels: {team: vision, app: x}}';
  expect(settingsOf('labels: {app: "y"}', before).labels).toEqual({ team: 'vision', app: 'y' });
});

test('flags add to maps', () => {
  const merged = merge('contexts: {pods: {backend: kubernetes, storage_dir: /work}}', {
    node_selector: { 'example.com/disk': 'ssd' },
  });
  expect(merged.ok && kubeSettings(merged.value.context).nodeSelector).toEqual({
    'example.com/disk': 'ssd',
  });
});

test.each([
  ['image: My Image', 'image: expected an image such as'],
  ['namespace: ML', 'namespace: expected a name of lower case'],
  ['image_pull_policy: always', 'expected Always, IfNotPresent or Never'],
  ['pod_security: baseline', 'expected restricted, got'],
  ['node_selector: {a/b/c: x}', 'expected a name such as example.com/name'],
  ['node_selector: {disk: "a b"}', 'expected at most 63 letters'],
  ['tolerations: ["gpu=yes:Never"]', 'expected a taint such as gpu=yes:NoSchedule'],
  ['tolerations: [{kee: gpu}]', 'unknown key kee'],
  ['tolerations: [{effect: Never}]', 'expected NoSchedule, PreferNoSchedule, NoExecute'],
  ['volumes: [{path: /data}]', 'expected one of claim, secret, config_map, host_path, empty_dir'],
  ['volumes: [{path: /data, claim: a, secret: b}]', 'got claim and secret'],
  ['volumes: [{claim: a}]', 'with a path'],
  ['volumes: [{path: data, claim: a}]', 'expected a path that begins with /'],
  ['volumes: [{path: /data, claim: a, mode: rw}]', 'unknown key mode'],
  ['devices: {rdma/hca: 0}', 'expected a number above 0'],
  ['default_pvc_size: 10', 'expected a size with its unit'],
  ['code_dir: app', 'expected a path that begins with /'],
])('%s is a problem', (line, message) => {
  const messages = messagesOf(line);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(message);
});
