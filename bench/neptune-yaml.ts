// How many neptune.yaml files a second are written as text. Target: 15,000.
import { neptuneYaml } from '../packages/core/src/neptune/write.ts';
import { row } from './row.ts';
import { spreadText } from './statistics.ts';

const files = 20_000;
const content = (seed: number) => ({
  project: 'penguins',
  name: 'mlp',
  tags: ['demo', 'a longer tag'],
  parameters: { lr: 0.1, hidden: 16, seed, activation: 'relu', layers: [8, 16] },
});

for (const version of [1, 2] as const) {
  const rates: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    for (let seed = 0; seed < files; seed++) neptuneYaml(content(seed), version);
    rates.push(files / ((performance.now() - begun) / 1000));
  }
  row(`neptune.yaml files a second, version ${version}`, spreadText(rates), '15,000');
}
