import type { DumpOptions, ScalarStyleRule } from 'js-yaml';
import {
  DEFAULT_SCALAR_STYLE_RULES,
  DUMP_SCHEMA,
  dump,
  floatYaml11Tag,
  intYaml11Tag,
  NOT_RESOLVED,
  SCALAR_STYLE,
  strTag,
} from 'js-yaml';
import { jsonText } from '../values/json-text.ts';
import { isDouble, type Parameters, type Value, type ValueKind } from '../values/value.ts';
import { isInt, kindOf } from '../values/value-kind.ts';
import type { NeptuneContent, NeptuneVersion } from './neptune-file.ts';
import { yamlDouble } from './yaml-double.ts';

/**
 * The text of a neptune.yaml. YAML 1.1 and 1.2 readers find the same values in it; each scalar is on one line, plain or
 * double-quoted, and there are no anchors, tags and block scalars, so that a small reader can do.
 *
 * @example neptuneYaml({ project: 'sandbox', name: 'mlp', parameters: { lr: 0.1 } }, 2)
 */
export const neptuneYaml = (content: NeptuneContent, version: NeptuneVersion): string => {
  const { project, name, description, tags, exclude, parameters } = content;
  const file = {
    project,
    name,
    ...(description && { description }),
    ...(tags?.length && { tags }),
    ...(exclude?.length && { exclude }),
    ...(version === 1
      ? { parameters: declarations(parameters) }
      : { 'open-webbrowser': false, parameters }),
  };
  return dump(file, DUMP_OPTIONS);
};

interface Declaration {
  readonly name: string;
  readonly type: ValueKind;
  readonly default: Value;
  readonly required: false;
}

const declarations = (parameters: Parameters): Declaration[] =>
  Object.entries(parameters).map(([name, value]) => {
    const type = kindOf(value);
    return { name, type, default: type === 'json' ? jsonText(value) : value, required: false };
  });

const intTag: typeof intYaml11Tag = {
  ...intYaml11Tag,
  resolve: (source) => (/^-?[0-9]+$/.test(source) ? Number(source) : NOT_RESOLVED),
  identify: (input) => (typeof input === 'number' ? isInt(input) : typeof input === 'bigint'),
  represent: String,
};

const doubleTag: typeof floatYaml11Tag = {
  ...floatYaml11Tag,
  identify: (input) => (typeof input === 'number' ? !isInt(input) : isDouble(input)),
  represent: (input) => yamlDouble(Number(input)),
};

/**
 * Text that begins like a number. Readers disagree which of `1e5`, `0o7`, `1_0`, `1:30` and `2020-13-45` are numbers or
 * dates, and PyYAML fails on some, such as `0x_`.
 */
const LIKE_NUMBER = /^[-+]?(?:[0-9]|\.[0-9_])/;

const quoteLinesAndNumbers: ScalarStyleRule = (layout) => {
  const { node } = layout;
  if (layout.style !== SCALAR_STYLE.PLAIN || node.tag !== strTag.tagName) return;
  if (node.value.includes('\n') || LIKE_NUMBER.test(node.value)) {
    layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
  }
};

const { tryLongOrMultilineAsBlock, ...ONE_LINE_RULES } = DEFAULT_SCALAR_STYLE_RULES;

const DUMP_OPTIONS: DumpOptions = {
  schema: DUMP_SCHEMA.withTags(intTag, doubleTag),
  // One list in two parameters would become an anchor and an alias.
  noRefs: true,
  lineWidth: -1,
  quoteStyle: 'double',
  scalarStyleRules: [quoteLinesAndNumbers, ...Object.values(ONE_LINE_RULES)],
};
