import { argumentText, type RecordedExperiment } from '@mrunner/core';
import type { RegistryEntry, Sweep } from '@mrunner/dispatcher';

/** Where a text was found in a sweep: the name of the place, and what stands there. */
export interface TextPlace {
  readonly place: string;
  readonly text: string;
}

/**
 * Where a text occurs in what the list says of a sweep. Places that the list shows anyway have no `place`. Undefined when it
 * occurs nowhere.
 */
export const placeInEntry = (entry: RegistryEntry, wanted: string): TextPlace | undefined => {
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  const shown = [entry.id, entry.project, entry.name, entry.context, ...entry.tags].find(has);
  if (shown !== undefined) return { place: '', text: shown };
  const others: (readonly [string, string])[] = [
    ...(entry.notes ?? []).map((note) => ['note', note] as const),
    ['description', entry.description ?? ''],
    ...(entry.runTags ?? []).map(({ tag }) => ['tag of a run', tag] as const),
    ['spec', `${entry.spec.file} › ${entry.spec.name}`],
    ['directory', entry.projectDirectory],
  ];
  const [place, text] = others.find(([, candidate]) => has(candidate)) ?? [];
  return place === undefined || text === undefined ? undefined : { place, text };
};

/** How many experiments of a sweep are read: those of one spec differ in few values. */
const askedExperiments = 200;

/** Where a text occurs in the first experiments of a sweep: names, values of parameters, scripts, tags. */
export const placeInExperiments = (sweep: Sweep, wanted: string): TextPlace | undefined => {
  let asked = 0;
  for (const recorded of sweep.experiments()) {
    const found = placeInExperiment(recorded, wanted);
    if (found !== undefined) return found;
    asked++;
    if (asked === askedExperiments) break;
  }
  return undefined;
};

const placeInExperiment = (
  { index, experiment }: RecordedExperiment,
  wanted: string,
): TextPlace | undefined => {
  const { name, description = '', script, tags, parameters } = experiment;
  const texts = [
    name,
    description,
    typeof script === 'string' ? script : (script ?? []).join(' '),
    ...tags,
    ...Object.entries(parameters).map(([key, value]) => `${key}=${argumentText(value)}`),
  ];
  const text = texts.find((candidate) => candidate.toLowerCase().includes(wanted));
  return text === undefined ? undefined : { place: `#${index}`, text };
};
