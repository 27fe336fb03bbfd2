import {
  atPosition,
  type MemberFlags,
  type Problem,
  parseResources,
  type Resources,
} from '@mrunner/core';
import { colonList, imageList, timeList } from './colon-lists.ts';

/** Flags of `mrun dispatch` that go by the members of composites, as they were typed. */
export interface TypedMemberFlags {
  readonly cores: string | undefined;
  readonly ntasks: string | undefined;
  readonly partition: string | undefined;
  readonly timelimit: string | undefined;
  readonly nrGpus: string | undefined;
  readonly dockerImage: string | undefined;
}

/** What the flags ask for by position in a composite; undefined when they ask for nothing. */
export const readMemberFlags = (
  typed: TypedMemberFlags,
): {
  readonly memberFlags: readonly MemberFlags[] | undefined;
  readonly problems: readonly Problem[];
} => {
  const read = [
    byPosition('cores', 'cpu', typed.cores),
    byPosition('ntasks', 'ntasks', typed.ntasks),
    byPosition('partition', 'partition', typed.partition),
    byPosition('timelimit', 'time', typed.timelimit, timeList, clockTime),
    byPosition('nr-gpus', 'gpu', typed.nrGpus, colonList, plainCount),
  ];
  const images = typed.dockerImage === undefined ? [] : imageList(typed.dockerImage);
  const count = Math.max(images.length, ...read.map(({ values }) => values.length));
  const memberFlags = Array.from({ length: count }, (_, position): MemberFlags => {
    const resources = read.map(({ values }) => atPosition(values, position));
    const image = atPosition(images, position);
    return { resources: Object.assign({}, ...resources), ...(image !== undefined && { image }) };
  });
  return {
    memberFlags: count === 0 ? undefined : memberFlags,
    problems: read.flatMap(({ problems }) => problems),
  };
};

/** One flag's resource for each position. */
const byPosition = (
  flag: string,
  resource: keyof Resources,
  text: string | undefined,
  elements: (text: string) => readonly string[] = colonList,
  check: (element: string) => string | undefined = () => undefined,
): { readonly values: readonly Resources[]; readonly problems: readonly Problem[] } => {
  if (text === undefined) return { values: [], problems: [] };
  const read = elements(text).map((element) => {
    const expected = check(element);
    if (expected !== undefined) return { resources: {}, problems: [wrong(expected, element)] };
    return parseResources({ [resource]: element }, '', { bareNumbers: 'allowed' });
  });
  return {
    values: read.map(({ resources }) => resources),
    problems: read.flatMap(({ problems }) =>
      problems.map((problem) => ({ ...problem, path: `--${flag}` })),
    ),
  };
};

/** A number alone may be anything: minutes, hours, or a time whose first digits were forgotten. */
const clockTime = (element: string): string | undefined =>
  /^\d*$/.test(element) ? 'a time such as 24:00:00, 240000 (HHMMSS) or 90m' : undefined;

/** The colon of `a100:2` would part two members. */
const plainCount = (element: string): string | undefined =>
  /^\d+$/.test(element) ? undefined : 'a number of GPUs (their type: resources in the spec)';

const wrong = (expected: string, element: string): Problem => ({
  kind: 'value',
  path: '',
  message: `expected ${expected}, got ${element === '' ? 'nothing' : element}`,
});
