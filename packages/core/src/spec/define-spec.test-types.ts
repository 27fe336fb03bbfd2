// Checked by the compiler alone: every `@ts-expect-error` must stand above the very key that is wrong.
import { z } from 'zod';
import { range } from './axis.ts';
import { defineSpec } from './define-spec.ts';
import { logUniform } from './distribution.ts';

const Params = z.object({
  lr: z.number().positive(),
  hidden: z.int().default(16),
  optimizer: z.enum(['sgd', 'adam']).default('sgd'),
  note: z.string().optional(),
});

export const valid = [
  defineSpec({ params: Params, grid: { lr: [0.1, 0.2], hidden: range(3) } }),
  defineSpec({ grid: { lr: [0.1, 0.2] }, params: Params, parameters: { optimizer: 'adam' } }),
  defineSpec({ params: Params, sample: { n: 3, seed: 1, of: { lr: logUniform(1e-5, 1) } } }),
  defineSpec({ params: Params, where: (p) => p.hidden > 8 && p.optimizer === 'adam', grid: {} }),
  defineSpec({
    params: Params,
    where(p) {
      return p.lr < 1;
    },
    name: (p) => `lr${p.lr}`,
  }),
  defineSpec({ params: Params, resources: (p) => ({ cpu: p.hidden, mem: '1G' }) }),
  defineSpec({ params: Params, cases: [{ lr: 0.1 }, { lr: 0.2, hidden: 3 }] }),
  defineSpec({ params: Params, zip: { lr: [0.1], hidden: [1] } }),
  defineSpec({ parameters: { anything: [1, 'two'] }, grid: { goes: [1, null, 'three'] } }),
  defineSpec({ script: 'node train.js' }),
];

const Union = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sgd'), momentum: z.number() }),
  z.object({ kind: z.literal('adam'), beta2: z.number() }),
]);

export const validUnions = [
  defineSpec({
    params: Union,
    cases: [
      { kind: 'sgd', momentum: 0.9 },
      { kind: 'adam', beta2: 0.9 },
    ],
  }),
  defineSpec({ params: Union, parameters: { kind: 'sgd' }, grid: { momentum: [0.1, 0.9] } }),
];

export const wrong = [
  defineSpec({
    params: Params,
    grid: {
      // @ts-expect-error a misspelt key
      hiden: [1],
    },
  }),
  defineSpec({
    params: Params,
    grid: {
      // @ts-expect-error a wrong type
      lr: ['a'],
    },
  }),
  defineSpec({
    params: Params,
    grid: {
      // @ts-expect-error not a member of the enum
      optimizer: ['adma'],
    },
  }),
  defineSpec({
    params: Params,
    // @ts-expect-error a key that no spec has
    gird: { lr: [1] },
  }),
  defineSpec({
    params: Params,
    // @ts-expect-error a key that the schema does not have
    where: (p) => p.hiden > 1,
  }),
  defineSpec({
    params: Params,
    parameters: {
      // @ts-expect-error a string for a number
      hidden: '16',
    },
  }),
  defineSpec({
    params: Params,
    cases: [
      {
        // @ts-expect-error a misspelt key
        lrr: 1,
      },
    ],
  }),
  defineSpec({
    params: Params,
    zip: {
      // @ts-expect-error not a list
      lr: 0.1,
    },
  }),
  defineSpec({
    params: Params,
    sample: {
      n: 1,
      seed: 0,
      of: {
        // @ts-expect-error a distribution of numbers for a string
        note: logUniform(1, 2),
      },
    },
  }),
  defineSpec({
    params: Union,
    cases: [
      {
        kind: 'sgd',
        // @ts-expect-error a key of the other member
        beta2: 0.9,
      },
    ],
  }),
  defineSpec({
    params: Params,
    // @ts-expect-error units are written
    resources: { mem: 16 },
  }),
];
