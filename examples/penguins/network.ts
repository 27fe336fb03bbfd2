import type { Bird } from './data.ts';
import { shuffled } from './random.ts';

/** A layer's weights: a row for each of its neurons, a number for each input and a last one for the bias. */
type Layer = number[][];

/** One hidden layer of tanh neurons, then softmax over the species. */
export interface Network {
  readonly hidden: Layer;
  readonly output: Layer;
}

const batchSize = 32;

export const createNetwork = (
  [inputs, hidden, outputs]: readonly [number, number, number],
  random: () => number,
): Network => ({
  hidden: createLayer(inputs, hidden, random),
  output: createLayer(hidden, outputs, random),
});

/** Goes through all birds once, in an order of chance, by gradient descent in small batches. Gives the mean loss. */
export const trainEpoch = (
  network: Network,
  birds: readonly Bird[],
  learningRate: number,
  random: () => number,
): number => {
  const order = shuffled(birds, random);
  let loss = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    const gradients = batch.map((bird) => gradientOf(network, bird));
    for (const gradient of gradients) {
      loss += gradient.loss;
      descend(network.hidden, gradient.hidden, learningRate / batch.length);
      descend(network.output, gradient.output, learningRate / batch.length);
    }
  }
  return loss / birds.length;
};

/** The part of the birds whose species the network finds most probable. */
export const accuracyOf = (network: Network, birds: readonly Bird[]): number =>
  birds.filter((bird) => {
    const { probabilities } = look(network, bird);
    return bird.species[probabilities.indexOf(Math.max(...probabilities))] === 1;
  }).length / birds.length;

/** What the network makes of a bird. */
const look = (network: Network, bird: Bird) => {
  const inputs = [...bird.features, 1];
  const activations = [...multiply(network.hidden, inputs).map(Math.tanh), 1];
  return { inputs, activations, probabilities: softmax(multiply(network.output, activations)) };
};

/** The cross entropy of one bird, and how it grows with each weight. */
const gradientOf = (network: Network, bird: Bird) => {
  const { inputs, activations, probabilities } = look(network, bird);
  const outputErrors = probabilities.map((probability, k) => probability - (bird.species[k] ?? 0));
  const hiddenErrors = network.hidden.map((_, j) => {
    const passedBack = outputErrors.map((error, k) => error * (network.output[k]?.[j] ?? 0));
    return sum(passedBack) * (1 - (activations[j] ?? 0) ** 2);
  });
  return {
    loss: -Math.log(
      sum(probabilities.map((probability, k) => probability * (bird.species[k] ?? 0))),
    ),
    hidden: hiddenErrors.map((error) => inputs.map((input) => error * input)),
    output: outputErrors.map((error) => activations.map((activation) => error * activation)),
  };
};

const createLayer = (inputs: number, neurons: number, random: () => number): Layer =>
  Array.from({ length: neurons }, () =>
    Array.from({ length: inputs + 1 }, () => (2 * random() - 1) / Math.sqrt(inputs)),
  );

const descend = (layer: Layer, gradient: Layer, step: number): void => {
  for (const [k, row] of gradient.entries()) {
    const weights = layer[k] ?? [];
    for (const [j, slope] of row.entries()) weights[j] = (weights[j] ?? 0) - step * slope;
  }
};

const multiply = (layer: Layer, inputs: readonly number[]): number[] =>
  layer.map((weights) => sum(weights.map((weight, k) => weight * (inputs[k] ?? 0))));

const softmax = (values: readonly number[]): number[] => {
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const total = sum(powers);
  return powers.map((power) => power / total);
};

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
