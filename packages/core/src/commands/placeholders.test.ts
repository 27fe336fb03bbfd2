import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Double, type Parameters } from '../values/value.ts';
import { checkPlaceholders, fillPlaceholders, keepBraces } from './placeholders.ts';

const run = { dir: '/data/otter/3', id: 'otter-3', index: 3, attempt: 2 };

const parameters: Parameters = {
  lr: 1e-5,
  width: new Double(64),
  note: "two words, $HOME and 'quotes' {lr}",
  amp: true,
  nothing: null,
  xs: [1, new Double(2), 'a'],
  opt: { name: 'adam', betas: { first: 0.9 } },
  'a.b': 'the key',
  a: { b: 'the path', c: 'another path', 'd.e': 'a key with a dot' },
  'run.dir': 'hidden',
  run: { id: 'hidden' },
};

const filled = (word: string): string | undefined =>
  fillPlaceholders([word], { parameters, run }).words[0];

describe('fillPlaceholders', () => {
  test.each([
    ['train.py', 'train.py'],
    ['{lr}', '0.00001'],
    ['--lr={lr}', '--lr=0.00001'],
    ['{width}x{width}', '64x64'],
    ['{amp} {nothing}', 'true null'],
    ['{xs}', '[1,2.0,"a"]'],
    ['{opt}', '{"name":"adam","betas":{"first":0.9}}'],
    ['{opt.name}', 'adam'],
    ['{opt.betas.first}', '0.9'],
    ['{a.b}', 'the key'],
    ['{a.c}', 'another path'],
    ['{a.d.e}', 'a key with a dot'],
    ['{run.dir}/model.pt', '/data/otter/3/model.pt'],
    ['{run.id} {run.index} {run.attempt}', 'otter-3 3 2'],
    ['{{lr}}', '{lr}'],
    ['{{{width}}}', '{64}'],
    ['{{}}', '{}'],
    ['a}b', 'a}b'],
    ['{width}}', '64}'],
  ])('%j becomes %j', (word, expected) => {
    expect(filled(word)).toBe(expected);
  });

  test('a value stays one word and is not looked at again', () => {
    expect(fillPlaceholders(['{note}', 'b'], { parameters, run }).words).toEqual([
      parameters.note,
      'b',
    ]);
  });

  test('the names of what was used are those of the leaves, without the words of the run', () => {
    const { used } = fillPlaceholders(['{lr}', '{opt}', '{a.c} {run.id}'], { parameters, run });
    expect([...used]).toEqual(['lr', 'opt.name', 'opt.betas.first', 'a.c']);
  });

  test('a parameter named __proto__ is one like any other', () => {
    const strange = JSON.parse('{"__proto__": 1}') as Parameters;
    expect(fillPlaceholders(['{__proto__}'], { parameters: strange, run }).words).toEqual(['1']);
  });

  test('a placeholder that was not checked is an internal error', () => {
    expect(() => filled('{lrr}')).toThrow('Internal error');
  });
});

describe('checkPlaceholders', () => {
  const check = (...words: readonly string[]) =>
    checkPlaceholders(words, { lr: 1, opt: { name: 'adam' } }, 'script');

  test('known names and doubled braces are fine', () => {
    expect(check('{lr}', '{opt.name}', '{opt}', '{run.dir}', '{{x}}', '}')).toEqual([]);
  });

  test('an unknown name is shown with the nearest, all names, and how to write braces', () => {
    expect(check('--lr={lrr}')).toEqual([
      {
        kind: 'script',
        path: 'script',
        message: 'expected the name of a parameter in braces, got {lrr}',
        suggestion: '{lr}',
        details: [
          'Placeholders: {lr} {opt} {opt.name} {run.dir} {run.id} {run.index} {run.attempt}',
          'For the text itself: {{lrr}}',
        ],
      },
    ]);
  });

  test.each([
    ['{opt.nme}', '{opt.name}'],
    ['{run.indx}', '{run.index}'],
    ['{}', undefined],
    ['{toString}', undefined],
    ['{"steps": 10}', undefined],
  ])('%s is unknown; suggested is %s', (word, suggestion) => {
    expect(check(word).map((problem) => problem.suggestion)).toEqual([suggestion]);
  });

  test('all problems of all words come at once', () => {
    expect(check('{x} {y}', '{lr} {z', '{').map(({ message }) => message)).toEqual([
      'expected the name of a parameter in braces, got {x}',
      'expected the name of a parameter in braces, got {y}',
      'expected a "}" for each "{", got "{lr} {z"',
      'expected a "}" for each "{", got "{"',
    ]);
  });
});

describe('keepBraces', () => {
  const kept = (word: string, known: Parameters | undefined): string | undefined =>
    fillPlaceholders(keepBraces([word], known), { parameters, run }).words[0];

  test.each([
    ['{lr}', '0.00001'],
    ['{x}', '{x}'],
    ['{{lr}}', '{0.00001}'],
    ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
    ['$ {HOME}/{run.index}', '$ {HOME}/3'],
    ['{', '{'],
    ['}}{', '}}{'],
  ])('%s becomes %s', (word, expected) => {
    expect(kept(word, parameters)).toBe(expected);
    expect(checkPlaceholders(keepBraces([word], parameters), parameters, 'script')).toEqual([]);
  });

  test('whatever the text, nothing in it is a placeholder where none is to be', () => {
    const text = fc.array(fc.constantFrom('{', '}', 'lr', 'run.dir', 'a', '.', '$', ' '));
    fc.assert(
      fc.property(text, (parts) => {
        const word = parts.join('');
        expect(kept(word, undefined)).toBe(word);
      }),
    );
  });
});
