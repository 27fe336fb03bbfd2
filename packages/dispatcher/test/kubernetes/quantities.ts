const factors: { readonly [suffix: string]: number } = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number of a quantity: `500m` is 0.5, `1Gi` 2^30. */
export function quantityValue(text: string | number): number {
  const [, digits = '0', suffix = ''] =
    /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(String(text)) ?? [];
  return Number(digits) * (factors[suffix] ?? 1);
}

/** Short and without loss: `500m`, `2`, `1Gi`. */
export function quantityText(value: number): string {
  if (!Number.isInteger(value)) return `${Math.round(value * 1000)}m`;
  for (const suffix of ['Ti', 'Gi', 'Mi', 'Ki'])
    if (value > 0 && value % (factors[suffix] ?? 1) === 0)
      return `${value / (factors[suffix] ?? 1)}${suffix}`;
  return String(value);
}
