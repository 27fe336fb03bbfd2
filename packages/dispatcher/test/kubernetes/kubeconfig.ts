import { writeFileSync } from 'node:fs';

/** Writes a kubeconfig of one context, `name`; JSON is YAML. */
export function writeKubeconfig(
  path: string,
  name: string,
  url: string,
  ca: Buffer,
  token: string,
): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      { name, cluster: { server: url, 'certificate-authority-data': ca.toString('base64') } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
  };
  writeFileSync(path, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
}
