/** What a refused thing is called, and what to write instead of it. */
export interface Refusal {
  readonly got: string;
  readonly instead: string;
}

/** Why something that is neither a scalar, a list nor a plain object cannot be a value. */
export const refusalOf = (input: unknown): Refusal => {
  switch (typeof input) {
    case 'undefined':
      return { got: 'undefined', instead: 'Use null for nothing.' };
    case 'function':
      return {
        got: input.name === '' ? 'a function' : `the function ${input.name}`,
        instead: 'Pass its name as a string, and let the script look it up.',
      };
    case 'symbol':
      return { got: 'a symbol', instead: 'Use a string.' };
    default:
      return refusalOfObject(input as object);
  }
};

const BY_TAG: { readonly [tag: string]: Refusal } = {
  Date: { got: 'a Date', instead: 'Use a string, such as date.toISOString().' },
  Map: { got: 'a Map', instead: 'Use a plain object: Object.fromEntries(map).' },
  Set: { got: 'a Set', instead: 'Use a list: Array.from(set).' },
  Promise: { got: 'a Promise', instead: 'Await it first.' },
};

const refusalOfObject = (input: object): Refusal => {
  const tag = Object.prototype.toString.call(input).slice('[object '.length, -1);
  const known = Object.hasOwn(BY_TAG, tag) ? BY_TAG[tag] : undefined;
  if (known !== undefined) return known;
  const name = classNameOf(input);
  if (ArrayBuffer.isView(input) && !(input instanceof DataView)) {
    return { got: `a typed array (${name})`, instead: 'Use a list: Array.from(array).' };
  }
  return {
    got: name === '' ? 'an instance of a class' : `an instance of ${name}`,
    instead: 'Use a plain object, a list, a string or a number.',
  };
};

const classNameOf = (input: object): string => {
  const maker: unknown = input.constructor;
  return typeof maker === 'function' ? maker.name : '';
};
