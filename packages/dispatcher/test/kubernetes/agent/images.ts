/** Why an image can't be had, as the node says it. */
export interface ImageTrouble {
  readonly reason: 'ErrImagePull' | 'InvalidImageName' | 'ErrImageNeverPull';
  readonly message: string;
}

/** All images are this machine, but for those named `missing/…`, and names that are none. */
export function imageTrouble(
  image: string,
  policy: string,
  pull: (image: string) => 'ok' | 'fails',
): ImageTrouble | undefined {
  const [name = ''] = image.split('@')[0]?.split(/:(?!.*\/)/) ?? [];
  if (!/^[a-z0-9][a-z0-9._/:-]*$/.test(name)) {
    const why = /[A-Z]/.test(name)
      ? `repository name (${name.includes('/') ? name : `library/${name}`}) must be lowercase`
      : 'invalid reference format';
    const detail = /[A-Z]/.test(name) ? `invalid reference format: ${why}` : why;
    return {
      reason: 'InvalidImageName',
      message: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${detail}`,
    };
  }
  if (!image.startsWith('missing/') && pull(image) === 'ok') return undefined;
  if (policy === 'Never')
    return {
      reason: 'ErrImageNeverPull',
      message: `Container image "${image}" is not present with pull policy of Never`,
    };
  const full = image.includes(':') ? image : `${image}:latest`;
  return {
    reason: 'ErrImagePull',
    message: `failed to pull and unpack image "docker.io/${full}": failed to resolve reference "docker.io/${full}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  };
}

/** What is said between two tries. */
export const backOffMessage = (image: string, { message }: ImageTrouble): string =>
  `Back-off pulling image "${image}": ErrImagePull: ${message}`;
