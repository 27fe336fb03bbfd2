import { readFileSync } from 'node:fs';
import { shuffled } from './random.ts';

export const speciesNames = ['Adelie', 'Chinstrap', 'Gentoo'] as const;

/** The measurements that tell the species apart, as the data set names them. */
const measurements = [
  'Beak Length (mm)',
  'Beak Depth (mm)',
  'Flipper Length (mm)',
  'Body Mass (g)',
] as const;

/** What was measured of one bird, and what it is. */
export interface Bird {
  readonly features: readonly number[];
  /** One number a species: 1 for its own, else 0. */
  readonly species: readonly number[];
}

type Row = { readonly [name in (typeof measurements)[number] | 'Species']: string | number | null };

/**
 * The Palmer penguins: 344 birds measured from 2007 to 2009 at Palmer Station, Antarctica (Gorman, Williams and Fraser,
 * 2014). Two were not measured; 342 are left.
 */
export const loadBirds = (): Bird[] => {
  const file = new URL('../data/penguins.json', import.meta.resolve('vega-datasets'));
  const rows: Row[] = JSON.parse(readFileSync(file, 'utf8'));
  return rows
    .filter((row) => measurements.every((name) => typeof row[name] === 'number'))
    .map((row) => ({
      features: measurements.map((name) => Number(row[name])),
      species: speciesNames.map((name) => (name === row.Species ? 1 : 0)),
    }));
};

/** Half of the birds are held out; both halves are scaled by what is known of the training birds alone. */
export const splitBirds = (
  birds: readonly Bird[],
  random: () => number,
): { training: Bird[]; heldOut: Bird[] } => {
  const mixed = shuffled(birds, random);
  const half = Math.round(birds.length / 2);
  const training = mixed.slice(half);
  const scale = standardise(training);
  return { training: training.map(scale), heldOut: mixed.slice(0, half).map(scale) };
};

/** Scales features so that those of the given birds have mean 0 and deviation 1. */
const standardise = (birds: readonly Bird[]): ((bird: Bird) => Bird) => {
  const scales = measurements.map((_, k) => {
    const values = birds.map((bird) => bird.features[k] ?? 0);
    const mean = average(values);
    return { mean, deviation: Math.sqrt(average(values.map((value) => (value - mean) ** 2))) };
  });
  return ({ features, species }) => ({
    features: scales.map(({ mean, deviation }, k) => ((features[k] ?? 0) - mean) / deviation),
    species,
  });
};

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
