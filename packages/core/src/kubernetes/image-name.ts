/** What the name of a container image says. */
export interface ImageName {
  /** With its registry: `ghcr.io/lab/train`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`: the very image, for ever. */
  readonly digest?: string;
}

const imagePattern =
  /^((?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::(\w[\w.-]{0,127}))?(?:@([A-Za-z0-9]+:[0-9a-fA-F]{32,}))?$/;

/** Reads the name of an image; undefined for what is none. */
export function imageName(text: string): ImageName | undefined {
  const [, repository, tag, digest] = imagePattern.exec(text) ?? [];
  if (repository === undefined) return undefined;
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}
