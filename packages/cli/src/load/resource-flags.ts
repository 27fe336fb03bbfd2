import { type Problem, parseResources, type Resources } from '@mrunner/core';

/** Resources as flags give them, by name. */
export interface ResourceFlags {
  readonly cpu: string | undefined;
  readonly gpu: string | undefined;
  readonly mem: string | undefined;
  readonly time: string | undefined;
  readonly nodes: string | undefined;
  readonly ntasks: string | undefined;
  readonly partition: string | undefined;
}

/** Reads the resources that flags ask for; undefined when they ask for none. */
export const readResourceFlags = ({
  cpu,
  gpu,
  mem,
  time,
  nodes,
  ntasks,
  partition,
}: ResourceFlags): {
  readonly resources: Resources | undefined;
  readonly problems: readonly Problem[];
} => {
  const given = { cpu, gpu, mem, time, nodes, ntasks, partition };
  const { resources, problems } = parseResources(given, '', { bareNumbers: 'allowed' });
  return {
    resources: Object.keys(resources).length === 0 ? undefined : resources,
    problems: problems.map((problem) => ({ ...problem, path: `--${problem.path}` })),
  };
};
