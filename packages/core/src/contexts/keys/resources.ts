import { type ResourceKind, type ResourceName, resourceKinds } from '../../resources/resources.ts';
import type { ContextKey } from '../context-key.ts';
import { type KeyKind, positioned } from '../key-kind.ts';

const resource = <T>({ parse, text }: ResourceKind<T>, expected: string): KeyKind<T> => ({
  expected,
  parse: (given) => positioned(given, parse(given.value, given.path, 'allowed')),
  text,
});

/** What each run asks for: as keys of their own or inside `resources`. */
export const resourceKeys = {
  cpu: {
    kind: resource(resourceKinds.cpu, 'a whole number above 0'),
    doc: 'Processors for each run.',
    group: 'resources',
  },
  gpu: {
    kind: resource(resourceKinds.gpu, '2, a100 or a100:2'),
    doc: 'GPUs for each run.',
    group: 'resources',
  },
  mem: {
    kind: resource(resourceKinds.mem, 'a size such as 16G'),
    doc: 'Memory for each run; G is GiB, and a number without a unit is MiB.',
    group: 'resources',
  },
  time: {
    kind: resource(resourceKinds.time, 'a time such as 90m or 1:30:00'),
    doc: 'The time limit asked of the scheduler; a number without a unit is minutes.',
    group: 'resources',
  },
  nodes: {
    kind: resource(resourceKinds.nodes, 'a whole number above 0'),
    doc: 'Machines for each run.',
    group: 'resources',
  },
  ntasks: {
    kind: resource(resourceKinds.ntasks, 'a whole number above 0'),
    doc: 'Tasks for each run; they share its processors.',
    group: 'resources',
  },
  partition: {
    kind: resource(resourceKinds.partition, 'a name'),
    doc: 'The queue to wait in.',
    group: 'resources',
  },
  constraint: {
    kind: resource(resourceKinds.constraint, 'a name'),
    doc: 'A feature the machine must have.',
    group: 'resources',
  },
} as const satisfies { readonly [K in ResourceName]: ContextKey };
