/**
 * Sets a key of a map, whatever its name: plain assignment to `__proto__` would change the prototype and lose the value.
 */
export const setOwn = <T>(map: { [key: string]: T }, key: string, value: T): void => {
  if (key === '__proto__') {
    Object.defineProperty(map, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    map[key] = value;
  }
};
