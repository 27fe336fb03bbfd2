/** Version of an API server. */
export interface KubeVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads what `/version` calls `gitVersion`: `v1.34.1+k3s1` is 1.34. */
export function versionOf(gitVersion: string): KubeVersion | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** The oldest that has retries of single indexes without somebody switching them on. */
export const oldestVersion: KubeVersion = { major: 1, minor: 29 };

export const isSupported = ({ major, minor }: KubeVersion): boolean =>
  major > oldestVersion.major || (major === oldestVersion.major && minor >= oldestVersion.minor);
