import type { Context } from '@mrunner/core';

/** Where ssh is to go. */
export interface SshTarget {
  /** As the context says it: `me@login.hpc`. */
  readonly title: string;
  /** The words for ssh: options, then the destination. */
  readonly words: readonly string[];
}

/** The target of a context with `slurm_url`. A port may follow the host, and `user_id` names the user when the url does not. */
export function sshTarget({ slurm }: Pick<Context, 'slurm'>): SshTarget | undefined {
  const { slurm_url: url, user_id: user } = slurm;
  if (typeof url !== 'string') return undefined;
  if (url.startsWith('ssh://')) return { title: url, words: ['--', url] };
  const [, address = url, port] = /^([^:]*):(\d+)$/.exec(url) ?? [];
  const login = typeof user === 'string' && !address.includes('@') ? ['-l', user] : [];
  const words = [...login, ...(port === undefined ? [] : ['-p', port]), '--', address];
  return { title: login.length > 0 ? `${user}@${url}` : url, words };
}
