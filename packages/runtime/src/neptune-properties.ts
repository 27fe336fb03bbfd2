/** The properties of a neptune context: a map from text to text. Every change is recorded. */
export class NeptuneProperties extends Map<string, string> {
  readonly #changed: (properties: { readonly [key: string]: string }) => void;

  constructor(
    initial: { readonly [key: string]: string },
    changed: (properties: { readonly [key: string]: string }) => void,
  ) {
    super();
    for (const [key, value] of Object.entries(initial)) super.set(key, value);
    this.#changed = changed;
  }

  override set(key: string, value: string): this {
    super.set(key, String(value));
    this.#changed(Object.fromEntries(this));
    return this;
  }

  override delete(key: string): boolean {
    const wasThere = super.delete(key);
    if (wasThere) this.#changed(Object.fromEntries(this));
    return wasThere;
  }

  override clear(): void {
    super.clear();
    this.#changed({});
  }
}
