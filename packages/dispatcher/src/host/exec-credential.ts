import { spawn } from 'node:child_process';

/**
 * A program that gets a user's credentials, as a kubeconfig names it (`users[].user.exec`):
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface ExecPlugin {
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly apiVersion?: string;
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
  readonly provideClusterInfo?: boolean;
  /** What to do where the program is missing. */
  readonly installHint?: string;
}

/** What such a program said of its user. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
}

export interface ExecPlace {
  readonly env: { readonly [name: string]: string | undefined };
  /** Of the kubeconfig: a command with a slash is relative to it. */
  readonly directory: string;
  /** What a plugin that asks for it is told of the cluster. */
  readonly cluster: { readonly [key: string]: unknown };
  /** Whether a person can be asked. */
  readonly isTerminal: boolean;
}

/** Milliseconds that a program may take which asks nobody. */
const patience = 60_000;

/** Answers the credentials, which are kept until they expire. Rejects with words for people. */
export function execCredentials(
  plugin: ExecPlugin,
  place: ExecPlace,
): () => Promise<ExecCredential> {
  let kept: { readonly credential: ExecCredential; readonly until: number } | undefined;
  let asking: Promise<ExecCredential> | undefined;
  const ask = async (): Promise<ExecCredential> => {
    const text = await outputOf(plugin, place);
    const { status } = parsed(text) ?? {};
    const { token, clientCertificateData: certificate, clientKeyData: key } = status ?? {};
    if (!token && !(certificate && key)) {
      throw new Error(`${plugin.command} printed no ExecCredential with a token or a certificate`);
    }
    const credential = {
      ...(token && { token }),
      ...(certificate && key && { certificate, key }),
    };
    const until = Date.parse(status?.expirationTimestamp ?? '');
    kept = { credential, until: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
    return credential;
  };
  return async () => {
    if (kept !== undefined && kept.until > Date.now()) return kept.credential;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

interface Printed {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

function parsed(text: string): Printed | undefined {
  try {
    return JSON.parse(text) as Printed;
  } catch {
    return undefined;
  }
}

function outputOf(plugin: ExecPlugin, { env, directory, cluster, isTerminal }: ExecPlace) {
  const { command, args, interactiveMode = 'IfAvailable' } = plugin;
  const asks = isTerminal && interactiveMode !== 'Never';
  if (interactiveMode === 'Always' && !isTerminal) {
    throw new Error(`${command} wants to ask you something, and there is no terminal`);
  }
  const info = {
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion ?? 'client.authentication.k8s.io/v1',
    spec: { interactive: asks, ...(plugin.provideClusterInfo && { cluster }) },
  };
  const own = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
  const isRelative = command.includes('/') && !command.startsWith('/');
  return new Promise<string>((resolve, reject) => {
    const child = spawn(isRelative ? `${directory}/${command}` : command, args ?? [], {
      env: { ...env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      // What nobody can answer must not wait for an answer; what somebody is asked, he must see.
      stdio: [asks ? 'inherit' : 'ignore', 'pipe', asks ? 'inherit' : 'pipe'],
      ...(!asks && { timeout: patience, killSignal: 'SIGKILL' }),
    });
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    child.stdout?.on('data', (bytes: Buffer) => printed.push(bytes));
    child.stderr?.on('data', (bytes: Buffer) => complained.push(bytes));
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(error.code === 'ENOENT' ? missingText(plugin) : error.message));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(printed).toString());
      const last = lastLine(Buffer.concat(complained).toString());
      const end = signal === null ? `ended with exit ${code}` : 'did not end within a minute';
      reject(new Error(`${[command, ...(args ?? [])].join(' ')} ${end}${last && `: ${last}`}`));
    });
  });
}

const missingText = ({ command, installHint }: ExecPlugin): string => {
  const hint = installHint?.trim().split('\n')[0] ?? '';
  return `the program ${command} is not installed${hint && `: ${hint}`}`;
};

const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? '';
