import { setImmediate as nextTurn } from 'node:timers/promises';
import { standardMrunnerMain } from 'mrunner/runtime';
import { createAgent, walk } from './agent.ts';
import { NeptuneLogger } from './neptune-logger.ts';
import { grayPng } from './png.ts';

await standardMrunnerMain(async ({ params, neptune, channel, experimentDir }) => {
  const agent = createAgent({
    learningRate: Number(params.learning_rate),
    exploration: Number(params.exploration),
    seed: Number(params.seed),
  });
  const episodes = Number(params.episodes);
  const logger = new NeptuneLogger({ logDir: experimentDir, neptune, channel });
  logger.describe({ algorithm: 'q-learning', world: 'cliff 12 x 4' });

  let best = Number.NEGATIVE_INFINITY;
  for (let episode = 1; episode <= episodes; episode++) {
    const { reward, steps } = walk(agent);
    best = Math.max(best, reward);
    logger.numbers(episode, { reward, steps });
    if (episode % 100 === 0) {
      logger.text(episode, 'policy', agent.policyText());
      logger.image(episode, 'values', grayPng(agent.valueRows()));
    }
    await nextTurn();
  }

  if (best >= -13) logger.tag('found-the-shortest-way');
  return { best };
});
