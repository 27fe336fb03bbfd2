import { clusterContextProblems, type Problem } from '@mrunner/core';
import { kubeResourceProblems } from '@mrunner/core/kubernetes';
import type { WantedStart } from './prepare-sweep.ts';

/** What keeps runs from being started where they are to run, as far as it is known without asking there. */
export const placeProblems = ({
  contexts,
  variants,
  hasImage,
}: Pick<WantedStart, 'contexts' | 'variants' | 'hasImage'>): readonly Problem[] => {
  const problems = clusterContextProblems(contexts, { hasImage });
  // What runs ask for they mostly have from their contexts, where it is told of already.
  return problems.length > 0 ? problems : variants.flatMap(variantProblems);
};

const variantProblems = ({
  context,
  resources,
  index,
}: WantedStart['variants'][number]): readonly Problem[] =>
  context.backend === 'kubernetes'
    ? kubeResourceProblems(resources, `contexts.${context.name}.resources`).map((problem) => ({
        ...problem,
        indexes: [index],
      }))
    : [];
