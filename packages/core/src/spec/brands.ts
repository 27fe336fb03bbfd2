/**
 * Registered symbols: a spec made by one copy of the package is recognised by any other copy.
 */
export const specBrand: unique symbol = Symbol.for('mrunner.spec');
export const compositeBrand: unique symbol = Symbol.for('mrunner.composite');
export const axisBrand: unique symbol = Symbol.for('mrunner.axis');
export const distributionBrand: unique symbol = Symbol.for('mrunner.distribution');

/** Whether a value carries a brand, whichever copy of the package made it. */
export const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && brand in value;
