import { nameViolations } from './file-rules.ts';
import type { Violation } from './violation.ts';

/** What `read_python.py` tells of a file. */
export interface PythonFile {
  readonly path: string;
  readonly lines: number;
  /** The numbers of lines with more than 100 characters. */
  readonly wide: readonly number[];
  readonly error: { readonly line: number; readonly text: string } | null;
  readonly imports: readonly {
    readonly line: number;
    readonly module: string;
    readonly standard: boolean;
    readonly optional: boolean;
  }[];
}

const longest = { source: 200, test: 400 };

/** Which of our packages each of them may import, by the place of a file. The first that fits counts. */
const directions: readonly (readonly [place: RegExp, modules: readonly string[]])[] = [
  [
    /^packages\/core\/python\/mrunner_spec\/stand_ins\//,
    ['mrunner_spec', 'mrunner', 'munch', 'path', 'dispatcher', 'deeplib'],
  ],
  [/^packages\/core\/python\/mrunner_spec\//, ['mrunner_spec']],
  [/^packages\/runtime\/python\/mrunner_runtime\//, ['mrunner_runtime', 'mrunner_spec']],
  [
    /^packages\/runtime\/python\/(mrunner|deeplib)\//,
    ['mrunner_runtime', 'mrunner_spec', 'mrunner', 'deeplib'],
  ],
];

/** Not `munch` and `path`: users may have those of PyPI. */
const ours = new Set(['mrunner_spec', 'mrunner_runtime', 'mrunner', 'dispatcher', 'deeplib']);

const isTest = (path: string): boolean => /\/(tests?|fixtures)\//.test(path);
const hasOldName = (path: string): boolean =>
  /\/(stand_ins|python\/mrunner|python\/deeplib)\//.test(path);

/** What is wrong with a file of our Python: 3.8, the standard library alone, the direction of packages, length, width, name. */
export const pythonViolations = (file: PythonFile): Violation[] => {
  const { path, lines, wide, error } = file;
  if (error !== null) {
    const what = `is no Python 3.8: ${error.text}`;
    return [{ line: error.line, what, instead: 'write it as Python 3.8 reads it' }];
  }
  const kind = isTest(path) ? 'test' : 'source';
  const tooLong: Violation = {
    line: longest[kind] + 1,
    what: `has ${lines} lines; a ${kind} file of Python has at most ${longest[kind]}`,
    instead: 'split it by what its parts are about',
  };
  return [
    ...(lines > longest[kind] ? [tooLong] : []),
    // Users' imports have given them their names.
    ...(hasOldName(path) ? [] : nameViolations({ path, text: '', masked: '' })),
    ...(kind === 'test' ? [] : wide).map((line) => ({
      line,
      what: 'has more than 100 characters',
      instead: 'break the line',
    })),
    ...importViolations(file),
  ];
};

const importViolations = ({ path, imports }: PythonFile): Violation[] => {
  if (isTest(path)) return [];
  const [, allowed = []] = directions.find(([place]) => place.test(path)) ?? [];
  return imports
    .filter(
      ({ module, standard, optional }) =>
        !standard && !allowed.includes(module) && !(optional && !ours.has(module)),
    )
    .map(({ line, module }) => ({
      line,
      what: `imports ${module}`,
      instead: ours.has(module)
        ? 'imports go runtime -> spec, and old import paths -> runtime'
        : 'use the standard library; what users may have is imported in a function or a try',
    }));
};
