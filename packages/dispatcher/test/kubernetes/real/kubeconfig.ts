import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { KeyPair } from './certificates.ts';

/** How somebody reaches a cluster. */
export interface Access {
  /** `https://127.0.0.1:12345` */
  readonly server: string;
  /** Path of the certificate that signed the server's. */
  readonly authority: string;
  readonly namespace: string;
  /** A bearer token, or a client certificate. */
  readonly user: { readonly token: string } | KeyPair;
}

/** Writes a kubeconfig as kind does, all in one file, with one context, `test`. */
export function writeKubeconfig(path: string, access: Access): string {
  const { server, namespace, user } = access;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: { server, 'certificate-authority-data': base64(access.authority) },
      },
    ],
    users: [
      {
        name: 'test',
        user:
          'token' in user
            ? user
            : {
                'client-certificate-data': base64(user.certificate),
                'client-key-data': base64(user.key),
              },
      },
    ],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace } }],
    'current-context': 'test',
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

const base64 = (path: string): string => readFileSync(path).toString('base64');
