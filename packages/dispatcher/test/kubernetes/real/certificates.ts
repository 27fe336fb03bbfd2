import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../slurm/run-command.ts';

/** Paths of PEM files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What a cluster's programs prove themselves with; all files are 0600. */
export interface Certificates {
  readonly authority: KeyPair;
  /** Of the API server, for 127.0.0.1 and localhost. */
  readonly server: KeyPair;
  /** Of a user of the group `system:masters`. */
  readonly admin: KeyPair;
  /** Signs the tokens of service accounts. */
  readonly serviceAccounts: { readonly key: string; readonly publicKey: string };
}

/** Makes them in a directory, by openssl; they are valid for two days. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const authority = await newKey(directory, 'authority');
  await openssl([
    ...['req', '-x509', '-new', '-key', authority.key, '-days', '2'],
    ...['-subj', '/CN=mrunner-test', '-out', authority.certificate],
  ]);
  const sign = async (name: string, subject: string, extensions: string): Promise<KeyPair> => {
    const pair = await newKey(directory, name);
    const [request, lines] = [join(directory, `${name}.csr`), join(directory, `${name}.ext`)];
    writeFileSync(lines, extensions);
    await openssl(['req', '-new', '-key', pair.key, '-subj', subject, '-out', request]);
    await openssl([
      ...['x509', '-req', '-in', request, '-days', '2', '-extfile', lines, '-CAcreateserial'],
      ...['-CA', authority.certificate, '-CAkey', authority.key, '-out', pair.certificate],
    ]);
    return pair;
  };
  const accounts = await newKey(directory, 'service-accounts');
  const publicKey = join(directory, 'service-accounts.pub');
  await openssl(['pkey', '-in', accounts.key, '-pubout', '-out', publicKey]);
  return {
    authority,
    server: await sign('server', '/CN=kube-apiserver', 'subjectAltName=IP:127.0.0.1,DNS:localhost'),
    admin: await sign('admin', '/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth'),
    serviceAccounts: { key: accounts.key, publicKey },
  };
}

async function newKey(directory: string, name: string): Promise<KeyPair> {
  const key = join(directory, `${name}.key`);
  await openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
  return { key, certificate: join(directory, `${name}.crt`) };
}

async function openssl(words: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(['openssl', ...words], process.env);
  if (code !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`);
}
