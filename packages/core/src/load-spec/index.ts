export { problemText } from '../problems/problem-text.ts';
export { loadSpec } from './load-spec.ts';
export type { LoadedSpec, LoadSpecOptions, SpecResult } from './loaded-spec.ts';
export type { PythonChoice } from './python-choice.ts';
export type { SubmittedSweep } from './python-protocol.ts';
export type { SpecEffects } from './run-spec-process.ts';
