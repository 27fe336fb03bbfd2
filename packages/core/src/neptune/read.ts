import { load, YAMLException } from 'js-yaml';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import type { NeptuneFile } from './neptune-file.ts';
import { type Report, reporter } from './node-problem.ts';
import { positionAt } from './position.ts';
import { readParameters } from './read-parameters.ts';
import {
  describeNode,
  isNothing,
  isYamlList,
  isYamlMap,
  nodeText,
  type YamlMap,
  type YamlNode,
} from './yaml-node.ts';
import { YAML11_VALUES } from './yaml11-schema.ts';

/**
 * Reads a neptune.yaml of either version, also one written by hand or by the original tools. Keys of which mrunner knows
 * nothing are passed over. All problems of the file are reported at once, with line and column.
 *
 * @param file what to call the file in problems
 */
export const parseNeptuneYaml = (text: string, file: string): Result<NeptuneFile> => {
  const root = loadYaml(text, file);
  return root.ok ? readRoot(root.value, text, file) : root;
};

const loadYaml = (text: string, file: string): Result<YamlNode> => {
  try {
    return ok(load(text, { schema: YAML11_VALUES }) as YamlNode);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return fail({
      kind: 'syntax',
      path: '',
      message: `expected a neptune.yaml, got YAML that cannot be read: ${inWords(error.reason)}`,
      position: positionAt(text, file, error.mark?.position ?? 0, 1),
    });
  }
};

/** js-yaml's reason, but for the one that speaks of its own insides. */
const inWords = (reason: string): string =>
  reason.startsWith('recursive alias') ? 'a list or map that contains itself' : reason;

const readRoot = (root: YamlNode, text: string, file: string): Result<NeptuneFile> => {
  const problems: Problem[] = [];
  const report = reporter(text, file, problems);
  const content = isYamlMap(root) ? readContent(root, report) : refuseRoot(root, report);
  return content !== undefined && problems.length === 0 ? ok(content) : fail(...problems);
};

const refuseRoot = (root: YamlNode, report: Report): undefined => {
  report([], {
    kind: 'syntax',
    message: `expected a map with the keys project, name and parameters, got ${describeNode(root)}`,
  });
};

const readContent = (root: YamlMap, report: Report): NeptuneFile => {
  const project = readText(root, 'project', report);
  const name = readText(root, 'name', report);
  const description = readText(root, 'description', report);
  return {
    ...(project !== undefined && { project }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    tags: readTexts(root, 'tags', report),
    exclude: readTexts(root, 'exclude', report),
    parameters: readParameters(root.parameters, report),
    version: Array.isArray(root.parameters) ? 1 : 2,
  };
};

const readText = (root: YamlMap, key: string, report: Report): string | undefined => {
  const node = root[key];
  if (isNothing(node)) return undefined;
  const text = nodeText(node);
  if (text === undefined) {
    report([key], { kind: 'value', message: `expected a string, got ${describeNode(node)}` });
  }
  return text;
};

const readTexts = (root: YamlMap, key: string, report: Report): string[] => {
  const node = root[key];
  if (isNothing(node)) return [];
  if (!isYamlList(node)) {
    const message = `expected a list of strings, got ${describeNode(node)}`;
    report([key], { kind: 'value', message });
    return [];
  }
  return node.flatMap((item, index) => {
    const text = nodeText(item);
    if (text !== undefined) return [text];
    const message = `expected a string, got ${describeNode(item)}`;
    report([key, index], { kind: 'value', message });
    return [];
  });
};
