import type { Problem } from '../problems/problem.ts';
import type { OldExperiment } from '../spec/old-experiments.ts';
import type { OldElement } from '../spec/old-form.ts';
import { pathSteps } from '../values/path-steps.ts';
import type { PythonFinding, PythonLine } from './python-protocol.ts';

/** Why there are no experiments. */
export type PythonFailure = Extract<
  PythonLine,
  { readonly line: 'exports' | 'threw' | 'exited' | 'old' }
>;

/** All that a Python spec gave. */
export interface PythonAnswer {
  readonly spec: Extract<PythonLine, { readonly line: 'spec' }>;
  readonly elements: readonly OldElement[];
  /** Of no single element. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Puts the lines of an answer together. */
export interface AnswerCollector {
  readonly add: (line: PythonLine) => void;
  readonly failure: () => PythonFailure | undefined;
  /** Undefined as long as its end has not come. */
  readonly answer: () => PythonAnswer | undefined;
}

type Single = OldElement & { readonly kind: 'experiment' | 'object' };

export const answerCollector = (): AnswerCollector => {
  const elements: OldElement[] = [];
  const findings: PythonFinding[] = [];
  const warnings: Problem[] = [];
  let spec: PythonAnswer['spec'] | undefined;
  let failure: PythonFailure | undefined;
  let isComplete = false;
  let fields: OldExperiment['fields'] = {};
  let open: { readonly members: Single[]; left: number } | undefined;

  const addElement = (element: Single): void => {
    if (open === undefined) {
      elements.push(element);
      return;
    }
    open.members.push(element);
    open.left--;
    if (open.left <= 0) open = undefined;
  };

  const add = (line: PythonLine): void => {
    switch (line.line) {
      case 'exports':
      case 'threw':
      case 'exited':
      case 'old':
        failure ??= line;
        break;
      case 'problems':
        findings.push(...line.problems);
        break;
      case 'warnings':
        warnings.push(...line.warnings.map(problemOf));
        break;
      case 'spec':
        spec = line;
        break;
      case 'fields':
        fields = line.fields;
        break;
      case 'rows': {
        const names = line.names ?? [];
        for (const values of line.rows) {
          const experiment = { fields, names, values: values ?? [] };
          addElement({ kind: 'experiment', experiment });
        }
        break;
      }
      case 'composite': {
        const members: Single[] = [];
        const { name, onFailure, size } = line;
        elements.push({
          kind: 'composite',
          name: name ?? undefined,
          onFailure: onFailure ?? undefined,
          members,
        });
        open = size > 0 ? { members, left: size } : undefined;
        break;
      }
      case 'object':
        addElement({ kind: 'object', value: line.value });
        break;
      case 'end':
        isComplete = true;
        break;
    }
  };

  return {
    add,
    failure: () => failure,
    answer: () => {
      if (!isComplete || spec === undefined) return undefined;
      const problems = findings.filter((finding) => !placed(elements, finding, spec?.isList));
      return { spec, elements, problems: problems.map(problemOf), warnings };
    },
  };
};

const problemOf = ({ path, message, details }: PythonFinding): Problem => ({
  kind: 'value',
  path,
  message,
  ...(details !== undefined && { details }),
});

/** Puts a problem to the element that it is about: where that is not selected, nobody hears of it. */
const placed = (
  elements: OldElement[],
  finding: PythonFinding,
  isList: boolean | undefined,
): boolean => {
  const steps = pathSteps(finding.path) ?? [];
  const [position, key, member] = isList ? steps.slice(1) : [0, ...steps];
  const element = typeof position === 'number' ? elements[position] : undefined;
  if (element === undefined || typeof position !== 'number') return false;
  if (element.kind !== 'composite') {
    elements[position] = withProblem(element, problemOf(finding));
    return true;
  }
  const at = key === 'composite' && typeof member === 'number' ? member : 0;
  const found = element.members[at];
  if (found === undefined) return false;
  const members = element.members.with(at, withProblem(found, problemOf(finding)));
  elements[position] = { ...element, members };
  return true;
};

const withProblem = (element: Single, problem: Problem): Single =>
  element.kind === 'object'
    ? { ...element, problems: [...(element.problems ?? []), problem] }
    : {
        kind: 'experiment',
        experiment: {
          ...element.experiment,
          problems: [...(element.experiment.problems ?? []), problem],
        },
      };
