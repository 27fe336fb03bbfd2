import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Training } from 'mrunner/runtime';
import type { z } from 'zod';
import { loadBirds, speciesNames, splitBirds } from './data.ts';
import { accuracyOf, createNetwork, trainEpoch } from './network.ts';
import type { Params } from './params.ts';
import { createRandom } from './random.ts';

const epochs = 50;

/** Teaches a network to tell the species apart, and measures it on the birds that were held out. */
export const learn = async ({ params, log, experimentDir }: Training<z.output<typeof Params>>) => {
  const random = createRandom(params.seed);
  const { training, heldOut } = splitBirds(loadBirds(), random);
  const network = createNetwork([4, params.hidden, speciesNames.length], random);

  for (let epoch = 1; epoch <= epochs; epoch++) {
    const loss = trainEpoch(network, training, params.lr, random);
    log({ loss, accuracy: accuracyOf(network, heldOut) }, epoch);
    await nextTurn(); // lets a signal in
  }

  writeFileSync(join(experimentDir, 'network.json'), JSON.stringify(network));
  return { accuracy: accuracyOf(network, heldOut) };
};
