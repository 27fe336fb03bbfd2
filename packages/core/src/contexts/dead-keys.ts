const inSpec = (key: string): readonly [string, string] => [
  key,
  `${key} is not read here: write it in the spec`,
];

const registry = 'images are pulled with the credentials of the cluster: this is not read';
const places = 'mrunner has its own places for these: this is not read';

/**
 * Keys that the old tools read, or passed over, in a context, and that mean nothing here, with the reason. Files with them
 * load as they are.
 */
export const deadKeys: ReadonlyMap<string, string> = new Map([
  ['registry_username', registry],
  ['registry_password', registry],
  ['cache_dir_name', places],
  ['grid_logs_dir_name', places],
  ['grid_configs_dir_name', places],
  ...['exclude', 'paths_to_copy', 'python_path', 'send_code', 'with_mpi'].map(inSpec),
]);

/** Keys that are read and kept, and that nothing uses, with the reason. */
export const unusedKeys: ReadonlyMap<string, string> = new Map([
  ['registry_url', 'nothing uses it: image names its registry itself'],
  ['google_project_id', 'nothing uses it: your kubeconfig says which cluster is meant'],
]);
