/** One change of a YAML file: a value under keys, or what is to be removed there. */
export interface YamlChange {
  readonly path: readonly string[];
  /** Plain data; undefined removes the key. */
  readonly value: unknown;
}
