import { gotText, wrongValue } from '../problems/wrong-value.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { compositeBrand, hasBrand, specBrand } from './brands.ts';
import { type CompositeParts, compositeSource } from './composite-source.ts';
import { brokenSource, type UnitSource } from './evaluated.ts';
import { experimentsSource, placesBelow } from './experiment-source.ts';
import { compositeKeys, readKeys } from './spec-keys.ts';
import { type ReadOptions, specSource } from './spec-source.ts';

/** Keys that make an object a spec rather than one experiment. */
const varyingKeys = ['params', 'cases', 'zip', 'grid', 'sample', 'where'];

/**
 * The sources of whatever a spec file gives: one spec, experiment or composite; an array, iterable or async iterable of
 * these; a function, async or not, that returns any of these; or a promise of it. Generators are asked for one element
 * at a time. What a user's function throws is passed on.
 */
export async function* sourcesOf(
  given: unknown,
  options: ReadOptions,
  place = '',
): AsyncGenerator<UnitSource> {
  const value = await (typeof given === 'function' ? (given as () => unknown)() : given);
  if (typeof value !== 'object' || value === null) {
    yield brokenSource([
      wrongValue(
        place,
        'a spec, an experiment, a list of these, or a function that returns them',
        value,
        [
          "For example: export const spec = defineSpec({ script: 'node train.ts', grid: { lr: [0.1, 0.2] } })",
        ],
      ),
    ]);
  } else if (Array.isArray(value)) {
    yield* listSources(value, options, place);
  } else if (Symbol.iterator in value || Symbol.asyncIterator in value) {
    let position = 0;
    for await (const item of value as AsyncIterable<unknown>) {
      for await (const source of elementSources(item, indexPath(place, position++), options)) {
        yield { ...source, generated: true };
      }
    }
  } else {
    yield objectSource(value, place, options);
  }
}

/** Neighbouring plain experiments of an array are one source: a million of them are read when needed. */
async function* listSources(
  list: readonly unknown[],
  options: ReadOptions,
  place: string,
): AsyncGenerator<UnitSource> {
  let start = 0;
  while (start < list.length) {
    let end = start;
    while (end < list.length && isPlainExperiment(list[end])) end++;
    if (end > start) {
      yield experimentsSource(
        list.slice(start, end) as object[],
        placesBelow(place, start),
        options,
      );
      start = end;
    } else {
      yield* elementSources(list[start], indexPath(place, start), options);
      start++;
    }
  }
}

async function* elementSources(
  item: unknown,
  place: string,
  options: ReadOptions,
): AsyncGenerator<UnitSource> {
  const value = await item;
  if (typeof value === 'function' || typeof value !== 'object' || value === null) {
    yield brokenSource([wrongValue(place, 'a spec, an experiment or a composite', value)]);
  } else if (Array.isArray(value)) {
    yield* listSources(value, options, place);
  } else {
    yield objectSource(value, place, options);
  }
}

const isPlainExperiment = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Promise) &&
  !hasBrand(value, specBrand) &&
  !hasBrand(value, compositeBrand) &&
  !('composite' in value) &&
  !varyingKeys.some((key) => key in value);

/** The units of one spec, experiment or composite, given as an object. */
export const objectSource = (value: object, place: string, options: ReadOptions): UnitSource => {
  if (hasBrand(value, specBrand)) {
    const { definition } = value as { definition: unknown };
    return typeof definition === 'object' && definition !== null
      ? specSource(definition, place, options)
      : brokenSource([wrongValue(place, 'defineSpec({…})', definition)]);
  }
  if (hasBrand(value, compositeBrand)) {
    const { name, members, onFailure } = value as unknown as CompositeParts;
    return membersSource({ name, members, onFailure, place }, options);
  }
  if ('composite' in value) {
    const { values, problems } = readKeys(value, compositeKeys, place);
    if (problems.length > 0) return brokenSource(problems);
    const { name, onFailure, composite } = values;
    return membersSource(
      { name, members: composite, onFailure, place: keyPath(place, 'composite') },
      options,
    );
  }
  if (varyingKeys.some((key) => key in value)) return specSource(value, place, options);
  if (!isRecord(value))
    return brokenSource([wrongValue(place, 'a spec or an experiment', gotText(value))]);
  return experimentsSource([value], () => place, options);
};

const membersSource = (parts: CompositeParts, options: ReadOptions): UnitSource =>
  compositeSource(parts, options.defaults, (member, memberPlace) =>
    objectSource(member, memberPlace, options),
  );

const isRecord = (value: object): boolean =>
  !(value instanceof Map) && !(value instanceof Set) && !(value instanceof Date);
