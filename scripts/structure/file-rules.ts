import { lineOf } from './mask-source.ts';
import { isTest, type SourceFile, type Violation } from './violation.ts';

const longest = { source: 250, test: 400 };

/** Files that are too long to be about one thing. */
export const lengthViolations = ({ path, text }: SourceFile): Violation[] => {
  const lines = text.trimEnd().split('\n').length;
  const kind = isTest(path) || path.endsWith('.test.ts') ? 'test' : 'source';
  if (lines <= longest[kind]) return [];
  const what = `has ${lines} lines; a ${kind} file has at most ${longest[kind]}`;
  return [{ line: longest[kind] + 1, what, instead: 'split it by what its parts are about' }];
};

const vague = /^(utils?|helpers?|common|misc|lib|shared|stuff|tools)$/;

/** Names that do not say what is inside. */
export const nameViolations = ({ path }: SourceFile): Violation[] => {
  const found = path
    .split('/')
    .map((part) => part.split('.')[0] ?? '')
    .find((part) => vague.test(part));
  if (found === undefined) return [];
  return [{ line: 1, what: `is named "${found}"`, instead: 'name it after what it holds' }];
};

/** `export *`, which makes the surface of a module whatever happens to be in another. */
export const exportViolations = ({ text, masked }: SourceFile): Violation[] =>
  Array.from(masked.matchAll(/\bexport\s+(?:type\s+)?\*/g), ({ index }) => ({
    line: lineOf(text, index),
    what: 'export * hides what is exported',
    instead: 'name each export',
  }));

const effects =
  /\bDate\.now\b|\bnew Date\(|(?<![.\w])Date\(|\bMath\.random\b|(?<![.\w])(?:process\.(?:argv|cwd|env|exit\w*|hrtime|kill|memoryUsage|on\w*|pid|platform|std\w+|version\w*)|(?:console|globalThis|performance|crypto)\.\w+)\b|(?<![.\w])(?:setTimeout|setInterval|setImmediate|queueMicrotask|fetch)\s*\(/g;

const withoutEffects = /^packages\/(core\/src\/(?!load-spec\/)|dispatcher\/src\/(?!host\/))/;

/** The clock, chance, timers, the process and the network, where they have to arrive as arguments. */
export const effectViolations = ({ path, text, masked }: SourceFile): Violation[] => {
  if (!withoutEffects.test(path) || isTest(path)) return [];
  return Array.from(masked.matchAll(effects), ({ index, 0: name }) => ({
    line: lineOf(text, index),
    what: `uses ${name.replace(/\($/, '')}, an effect`,
    instead: path.includes('/core/') ? 'take it as an argument' : 'use the Host that is handed in',
  }));
};
