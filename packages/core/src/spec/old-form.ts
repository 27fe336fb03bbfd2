import type { Problem } from '../problems/problem.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { compositeSource } from './composite-source.ts';
import type { UnitSource } from './evaluated.ts';
import type { OldExperiment, OldFormReader } from './old-experiments.ts';
import { objectSource } from './sources.ts';
import type { ReadOptions } from './spec-source.ts';

/** One element of what a spec of the old tools gives: an experiment in their form, one in ours, or members of a composite. */
export type OldElement =
  | { readonly kind: 'experiment'; readonly experiment: OldExperiment }
  | {
      readonly kind: 'object';
      readonly value: { readonly [key: string]: Value };
      /** What was found wrong with it before. */
      readonly problems?: readonly Problem[];
    }
  | {
      readonly kind: 'composite';
      readonly name: string | undefined;
      readonly onFailure: string | undefined;
      readonly members: readonly (OldElement & { readonly kind: 'experiment' | 'object' })[];
    };

/**
 * The sources of a spec whose elements are in the form of the old tools, in their order. Neighbouring experiments are one
 * source.
 *
 * @param placeOf where the n-th element stands in the spec
 */
export async function* oldFormSources(
  elements: readonly OldElement[],
  placeOf: (position: number) => string,
  reader: OldFormReader,
  options: ReadOptions,
): AsyncGenerator<UnitSource> {
  let start = 0;
  while (start < elements.length) {
    const experiments: OldExperiment[] = [];
    for (let next = elements[start]; next?.kind === 'experiment'; ) {
      experiments.push(next.experiment);
      next = elements[start + experiments.length];
    }
    if (experiments.length > 0) {
      const first = start;
      yield reader.source(experiments, (position) => placeOf(first + position));
      start += experiments.length;
    } else {
      yield otherSource(elements[start] as OldElement, placeOf(start), reader, options);
      start++;
    }
  }
}

const otherSource = (
  element: OldElement,
  place: string,
  reader: OldFormReader,
  options: ReadOptions,
): UnitSource => {
  switch (element.kind) {
    case 'experiment':
      return reader.source([element.experiment], () => place);
    case 'object': {
      const source = objectSource(element.value, place, options);
      return { ...source, problems: [...(element.problems ?? []), ...source.problems] };
    }
    case 'composite': {
      const { name, onFailure, members } = element;
      return compositeSource(
        { name, onFailure, members, place: keyPath(place, 'composite') },
        options.defaults,
        (member, at) => otherSource(member as OldElement, at, reader, options),
      );
    }
  }
};

/** Places of the elements of a list, whatever the list is called. */
export const listPlace = (position: number): string => indexPath('experiments', position);
