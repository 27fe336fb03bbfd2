import { parseDocument, type YAMLError } from 'yaml';
import { fail, ok, type Position, type Result } from '../problems/problem.ts';
import { NodeReader, type Place, spanOf } from './node-reader.ts';
import { positionsIn, type Span } from './text-position.ts';

/** The keys and indexes that lead to a place in the data: `['contexts', 'gpu', 'tags', 0]`. */
export type YamlPath = readonly (string | number)[];

/** A YAML file as data, and where each part of it stands. */
export interface YamlFile {
  /** Values of the value model: `1.0` is a `Double`, an integer beyond 2^53 a bigint. An empty file is null. */
  readonly data: unknown;
  /** Where a value stands, or its key; for what the file does not hold, the nearest thing around it. */
  readonly locate: (path: YamlPath, part?: 'value' | 'key') => Position;
  /** A plain scalar as it is written (`3.10`, `0x1F`); undefined for quoted text, lists and maps. */
  readonly textAt: (path: YamlPath) => string | undefined;
}

/**
 * Reads YAML 1.2 (also for files that say otherwise), with merge keys (`<<`). Of several syntax errors only the first
 * is reported: the others mostly follow from it. Other problems come all together: keys written twice, aliases that
 * stand for nothing or contain themselves, tags we do not know. Those
 * that PyYAML writes for plain values (`!!python/unicode`, `!!python/tuple`) are passed over.
 */
export const parseYamlWithPositions = (text: string, file: string): Result<YamlFile> => {
  const positionOf = positionsIn(text, file);
  const document = parseDocument(text, {
    schema: 'core',
    resolveKnownTags: false,
    merge: true,
    intAsBigInt: true,
    uniqueKeys: false,
    prettyErrors: false,
  });
  const broken = document.errors[0] ?? document.warnings.find((warning) => !isPlainTag(warning));
  if (broken !== undefined) {
    const [start, end] = broken.pos;
    const position = positionOf({ start, end });
    return fail({ kind: 'syntax', path: '', message: messageOf(broken), position });
  }
  const reader = new NodeReader();
  const data = reader.read(document.contents, '');
  const problems = reader.mistakes.map(({ span, ...problem }) => ({
    ...problem,
    position: positionOf(span),
  }));
  if (problems.length > 0) return fail(...problems);
  const places = placesAlong(data, reader, spanOf(document.contents));
  return ok({
    data,
    locate: (path, part = 'value') => {
      const [place, complete] = places(path);
      return positionOf(part === 'key' && complete ? (place.key ?? place.value) : place.value);
    },
    textAt: (path) => {
      const [place, complete] = places(path);
      return complete ? place.text : undefined;
    },
  });
};

/** Follows a path as far as the data goes: the last place found, and whether it is the path's own. */
const placesAlong =
  (data: unknown, reader: NodeReader, whole: Span) =>
  (path: YamlPath): readonly [Place, boolean] => {
    let place: Place = { value: whole };
    let here = data;
    for (const step of path) {
      const next = reader.placesOf(here)?.get(step);
      if (next === undefined) return [place, false];
      place = next;
      here = (here as { readonly [step: string | number]: unknown })[step];
    }
    return [place, true];
  };

/** Whether a tag is one that PyYAML writes for what is plain in YAML: texts, lists and maps. */
const isPlainTag = ({ code, message }: YAMLError): boolean =>
  code === 'TAG_RESOLVE_FAILED' && /:python\/(?:unicode|str|tuple|list|dict)$/.test(message);

/** The words of the yaml package, except where they speak to programmers. */
const messageOf = ({ code, message }: YAMLError): string => {
  if (code === 'MULTIPLE_DOCS') return 'expected one document, but --- starts a second one';
  if (code === 'TAG_RESOLVE_FAILED') {
    return message.includes(':python/')
      ? 'a Python object is no plain value, and files are not to make any. Write a plain value'
      : `${asClause(message)}. Write a plain value`;
  }
  return asClause(message);
};

const asClause = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
