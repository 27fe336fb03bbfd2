/**
 * What a spec file imports from `mrunner`.
 *
 * @example
 * import { defineSpec, range } from 'mrunner';
 * export const spec = defineSpec({ script: 'node train.ts', grid: { lr: [0.01, 0.1], seed: range(3) } });
 */
export {
  type AnySchema,
  type Axis,
  type Composite,
  type CompositeOptions,
  choice,
  composite,
  type Distribution,
  defineSpec,
  type ExperimentInput,
  grid,
  linspace,
  logspace,
  logUniform,
  type Member,
  type ResourcesInput,
  randint,
  range,
  type Spec,
  type SpecDefinition,
  uniform,
  zip,
} from '@mrunner/core';
