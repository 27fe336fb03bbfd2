import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryText, arbitraryValue } from '../../test/arbitrary-value.ts';
import { Double, type Value } from '../values/value.ts';
import { evaluateSources } from './evaluate-spec.ts';
import { type OldFormReader, oldFormReader } from './old-experiments.ts';
import { readOldFields } from './old-fields.ts';
import { listPlace, type OldElement, oldFormSources } from './old-form.ts';

type Fields = { readonly [key: string]: Value };

const setting = {
  defaults: { name: 'sweep' },
  args: 'config',
  environment: { WANDB_API_KEY: 'k-123', HOME: '/home/ann' },
} as const;

const read = (input: Fields) => readOldFields(input, 'experiments[0]', setting);

describe('an experiment of the old tools', () => {
  test('needs nothing: an empty name, project and description are none', () => {
    const { fields, problems, warnings } = read({
      project: '',
      name: '',
      description: '',
      script: 'python a.py',
      tags: null,
      env: {},
      python_path: '',
      paths_to_dump: '',
      exclude: null,
    });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    expect(fields).toMatchObject({
      project: 'sandbox',
      name: 'sweep',
      script: ['python', 'a.py'],
      args: 'config',
      tags: [],
      pythonPath: [],
      pathsToCopy: [],
      exclude: [],
    });
    expect(fields).not.toHaveProperty('description');
  });

  test.each<[Fields, object]>([
    [{ what: 'python a.py' }, { script: ['python', 'a.py'] }],
    [{ project_name: 'me/p' }, { project: 'me/p' }],
    [{ name: 3 }, { name: '3' }],
    [{ pythonpath: 'a:b' }, { pythonPath: ['a', 'b'] }],
    [{ python_path: ['a', 'b'] }, { pythonPath: ['a', 'b'] }],
    [{ paths_to_dump: 'a b' }, { pathsToCopy: ['a', 'b'] }],
    [{ paths_to_dump: 'xxx deps' }, { pathsToCopy: ['deps'] }],
    [{ paths_to_copy: [], paths_to_dump: 'a' }, { pathsToCopy: ['a'] }],
    [{ exclude: ['a b', 'c'] }, { exclude: ['a b', 'c'] }],
    [{ tags: 'one two' }, { tags: ['one', 'two'] }],
    [{ tags: ['a b', 1, new Double(2), true, 'a b'] }, { tags: ['a b', '1', '2.0', 'True'] }],
    [
      { env: { A: 1, B: new Double(1), C: true, D: 'x', E: 1e-7 } },
      { env: { A: '1', B: '1.0', C: 'True', D: 'x', E: '1e-07' } },
    ],
    [
      { env: { PYTHONPATH: '$PYTHONPATH:a:b' }, python_path: 'b:c' },
      { env: {}, pythonPath: ['b', 'c', 'a'] },
    ],
    [{ env: { PYTHONPATH: 'a' } }, { env: { PYTHONPATH: 'a' }, pythonPath: [] }],
    [{ with_mpi: true, script: 'python a.py' }, { script: ['mpiexec', 'python', 'a.py'] }],
    [{ with_mpi: false, script: 'python a.py' }, { script: ['python', 'a.py'] }],
    [
      { cpu: 4, mem: '2G', time: 30, gpu: {}, partition: 'fast', resources: { cpu: 8 } },
      { resources: { cpu: 8, mem: 2048, time: 1800, partition: 'fast' } },
    ],
    [{ time: '0-1:0' }, { resources: { time: 3600 } }],
    [{ restore_from_path: 'old/run' }, { restoreFrom: 'old/run' }],
    [{ send_code: false }, { sendCode: false }],
    [
      { args: 'flags', resources: { mem: '1G' } },
      { args: 'flags', resources: { mem: 1024 } },
    ],
    [
      { env: { WANDB_API_KEY: 'k-123', HOME: '/home/ann' }, secrets: ['OTHER'] },
      { env: { HOME: '/home/ann' }, secrets: ['OTHER', 'WANDB_API_KEY'] },
    ],
    [{ env: { WANDB_API_KEY: 'another' } }, { env: { WANDB_API_KEY: 'another' }, secrets: [] }],
  ])('%j', (input, expected) => {
    const { fields, problems } = read(input);
    expect(problems).toEqual([]);
    expect(fields).toMatchObject(expected);
    if ('env' in expected) expect(fields.env).toEqual(expected.env);
  });

  test('what the tools noted for themselves is passed over, what they did not know is a warning', () => {
    const { warnings, problems } = read({
      random_name: 'x',
      random_id: 3,
      unique_name: 'x',
      git_info: { branch: 'main' },
      tag: ['a'],
      frobnicate: 1,
    });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([
      { path: 'experiments[0].tag', suggestion: 'tags' },
      { path: 'experiments[0].frobnicate' },
    ]);
  });

  test('variables in values are put in where the run starts, in their order, with one note', () => {
    const env = { A: 'a', HF_HOME: '$SCRATCH/hf', B: `\${HF_HOME}/b`, SCRATCH: '/net', LEVEL: 3 };
    const { fields, exports, warnings, notes } = read({ env });
    // HF_HOME means the SCRATCH that was there before.
    expect(fields.env).toEqual({ A: 'a', LEVEL: '3' });
    expect(exports).toBe(
      `export HF_HOME="\${SCRATCH-}"/hf; export B="\${HF_HOME-}"/b; export SCRATCH=/net; `,
    );
    expect(warnings).toEqual([]);
    expect(notes).toMatchObject([
      { path: 'experiments[0].env', message: expect.stringMatching(/HF_HOME, B, SCRATCH .* sh/) },
    ]);
  });

  test.each([
    ['A', '$(hostname)', undefined],
    ['A', '`hostname`', undefined],
    ['A', `\${B:-c}`, undefined],
    ['A', '\\$B', undefined],
    ['A', '$B/$(hostname)', `export A="\${B-}"'/$(hostname)'; `],
    ['PYTHONPATH', '$HOME/lib', undefined],
    ['RESOURCE_DIR_PATH', '$HOME/lib', undefined],
  ])('of %s: %s no shell puts everything in, which is a warning', (name, value, exports = '') => {
    const found = read({ env: { [name]: value } });
    expect(found.problems).toEqual([]);
    expect(found.warnings).toMatchObject([{ path: `experiments[0].env.${name}` }]);
    expect(found.exports).toBe(exports);
    expect(found.fields.env).toEqual(exports === '' ? { [name]: value } : {});
  });

  test('a secret is no text of a command', () => {
    const found = read({
      env: { A: '$API_KEY', API_KEY: 'hunter2', B_TOKEN: 'hunter3$A', C_TOKEN: '$MY_TOKEN' },
    });
    expect(found.fields.env).toEqual({ API_KEY: 'hunter2', B_TOKEN: 'hunter3$A' });
    expect(found.exports).toBe(`export A="\${API_KEY-}"; export C_TOKEN="\${MY_TOKEN-}"; `);
    expect(found.warnings.map(({ path }) => path)).toEqual([
      'experiments[0].env.API_KEY',
      'experiments[0].env.B_TOKEN',
    ]);
    expect(JSON.stringify(found.warnings)).not.toContain('hunter');
  });

  test('what a secret is called is noted, and its value is nowhere', () => {
    const found = read({ env: { WANDB_API_KEY: 'k-123' } });
    expect(found.notes).toMatchObject([{ path: 'experiments[0].env.WANDB_API_KEY' }]);
    expect(JSON.stringify(found)).not.toContain('k-123');
  });

  test.each([
    ['FOO_TOKEN', 'hunter2'],
    ['TRACKER', 'long-enough-0'],
  ])(
    '%s with the value %s is written down, with a warning that does not hold it',
    (name, value) => {
      const environment = { ...setting.environment, MY_KEY: 'long-enough-0' };
      const found = readOldFields({ env: { [name]: value } }, 'experiments[0]', {
        ...setting,
        environment,
      });
      expect(found.fields.env).toEqual({ [name]: value });
      expect(found.warnings).toMatchObject([
        { kind: 'secret', path: `experiments[0].env.${name}` },
      ]);
      expect(JSON.stringify(found.warnings)).not.toContain(value);
    },
  );

  test('names that merely look like those of secrets, and empty values, are no warning', () => {
    expect(read({ env: { MAX_TOKENS: '8', MONKEY: 'x', API_KEY: '' } }).warnings).toEqual([]);
  });

  test('what the older helper took from NEPTUNE_API_TOKEN_ is left out, and its value is nowhere', () => {
    const environment = { NEPTUNE_API_TOKEN_: 'k-123' };
    const found = readOldFields({ env: { NEPTUNE_API_TOKEN: 'k-123' } }, 'experiments[0]', {
      ...setting,
      environment,
    });
    expect(found.warnings).toMatchObject([{ path: 'experiments[0].env.NEPTUNE_API_TOKEN' }]);
    expect(JSON.stringify(found)).not.toContain('k-123');
  });

  test('a shell is noted once, with the text', () => {
    expect(read({ script: 'cd a; python b.py' }).notes).toMatchObject([
      { path: 'script', message: expect.stringContaining('cd a; python b.py') },
    ]);
  });

  test.each([
    ['src/train.py log/', ['python3', 'src/train.py', 'log/']],
    ['train.py', ['python3', 'train.py']],
    ['./train.py a', ['./train.py', 'a']],
    ['python -u train.py', ['python', '-u', 'train.py']],
    ['train.sh a.py', ['train.sh', 'a.py']],
  ])('a Python file that stands alone is started by Python: %s', (script, words) => {
    const { fields, notes } = read({ script });
    expect(fields.script).toEqual(words);
    expect(notes).toHaveLength(words[0] === 'python3' ? 1 : 0);
    const { fields: parallel } = read({ script, with_mpi: true });
    expect(parallel.script).toEqual(['mpiexec', ...words]);
  });

  test.each<[Fields, string]>([
    [{ script: 'a', what: 'b' }, 'experiments[0].what'],
    [{ script: { a: 1 } }, 'experiments[0].script'],
    [{ restore_from_path: 3 }, 'experiments[0].restore_from_path'],
    [{ env: { 'A B': 'x' } }, 'experiments[0].env["A B"]'],
    [{ env: { 'A B': '$X' } }, 'experiments[0].env["A B"]'],
    [{ env: { A: '$X\0' } }, 'experiments[0].env.A'],
    [{ env: 'x' }, 'experiments[0].env'],
    [{ args: 'flag' }, 'experiments[0].args'],
    [{ mem: 'much' }, 'experiments[0].mem'],
    [{ script: "python 'a" }, 'experiments[0].script'],
  ])('%j is refused at %s', (input, path) => {
    expect(read(input).problems).toMatchObject([{ path }]);
  });

  test('whatever stands in it, it is read or refused, and never by throwing', () => {
    const keys = fc.constantFrom(
      ...['script', 'what', 'name', 'project', 'tags', 'env', 'exclude', 'python_path', 'secrets'],
      ...[
        'paths_to_copy',
        'with_mpi',
        'restore_from_path',
        'send_code',
        'args',
        'flags',
        'resources',
      ],
    );
    const key = fc.oneof(keys, arbitraryText);
    fc.assert(
      fc.property(fc.dictionary(key, arbitraryValue), (input) => {
        const { fields, problems } = read(input);
        expect(typeof fields.name).toBe('string');
        for (const problem of problems) expect(problem.message).not.toBe('');
        if (problems.length === 0) expect(fields.tags.every((tag) => tag !== '')).toBe(true);
      }),
    );
  });
});

describe('a spec of the old tools', () => {
  const fields = { script: 'python a.py --out {run.dir} {x} {lr}' };
  const experiment = (values: readonly Value[], names = ['lr']): OldElement => ({
    kind: 'experiment',
    experiment: { fields, names, values },
  });

  const evaluate = async (elements: readonly OldElement[], set: readonly string[] = []) => {
    let reader: OldFormReader | undefined;
    const evaluated = await evaluateSources(
      (options) => {
        reader = oldFormReader(setting, options.set);
        return oldFormSources(elements, listPlace, reader, options);
      },
      { defaults: setting.defaults, set },
    );
    if (!evaluated.ok) return { problems: evaluated.problems, experiments: [] };
    const experiments = await Array.fromAsync(evaluated.value.experiments());
    return { problems: [], experiments, warnings: reader?.warnings() };
  };

  test('keeps kinds, also where another experiment has another one', async () => {
    const { experiments } = await evaluate([
      experiment([1, new Double(2)], ['a', 'b']),
      experiment([0.5, new Double(3)], ['a', 'b']),
    ]);
    expect(experiments.map((each) => each.experiment.parameters)).toEqual([
      { a: 1, b: new Double(2) },
      { a: 0.5, b: new Double(3) },
    ]);
  });

  test('fills the placeholders that it can, and keeps the others', async () => {
    const { experiments } = await evaluate([experiment([1]), experiment([2], ['x'])]);
    expect(experiments.map((each) => each.experiment.script?.slice(-2))).toEqual([
      ['{{x}}', '{lr}'],
      ['{x}', '{{lr}}'],
    ]);
  });

  test('what experiments share they share', async () => {
    const { experiments } = await evaluate([experiment([1]), experiment([2])]);
    const [first, second] = experiments.map((each) => each.experiment);
    expect(first?.script).toBe(second?.script);
    expect(first?.tags).toBe(second?.tags);
  });

  test.each([
    ['python a.py {lr} {x}', ['sh', '-c', '{A}exec "$@"', 'sh', 'python', 'a.py', '{lr}', '{{x}}']],
    ['python a.py {lr} | b', ['sh', '-c', '{A}python a.py {{lr}} | b "$@"', 'sh']],
    [
      ['sh', '-c', 'python {lr} {x}', 'z'],
      ['sh', '-c', '{A}python {lr} {{x}}', 'z'],
    ],
  ])(
    'what is exported stands in front of %j, with no placeholders in it',
    async (script, words) => {
      const element: OldElement = {
        kind: 'experiment',
        experiment: {
          fields: { script, env: { A: '$B{lr}' } },
          names: ['lr', 'B-'],
          values: [1, 2],
        },
      };
      const { experiments, problems } = await evaluate([element, element]);
      expect(problems).toEqual([]);
      const [first, second] = experiments.map((each) => each.experiment.script);
      const exports = `export A="\${{B-}}"'{{lr}}'; `;
      expect(first).toEqual(words.map((word) => word.replace('{A}', () => exports)));
      expect(second).toBe(first);
    },
  );

  test('--set reaches the parameters', async () => {
    const { experiments } = await evaluate([experiment([1])], ['lr=7']);
    expect(experiments[0]?.experiment.parameters).toEqual({ lr: 7 });
  });

  test('composites, and specs of the new form, stand among its experiments', async () => {
    const { experiments } = await evaluate([
      experiment([1]),
      {
        kind: 'composite',
        name: 'duel',
        onFailure: undefined,
        members: [
          { kind: 'experiment', experiment: { fields: { name: 'a' }, names: [], values: [] } },
          { kind: 'object', value: { name: 'b' } },
        ],
      },
      { kind: 'object', value: { grid: { seed: [1, 2] } } },
    ]);
    expect(
      experiments.map(({ index, experiment: { name }, composite }) => [
        index,
        name,
        composite?.member,
      ]),
    ).toEqual([
      [0, 'sweep', undefined],
      [1, 'a', '0'],
      [2, 'b', '1'],
      [3, 'sweep', undefined],
      [4, 'sweep', undefined],
    ]);
  });

  test('problems name the element and what it is about, those of the new form strictly', async () => {
    const { problems } = await evaluate([
      { kind: 'experiment', experiment: { fields: { args: 'x' }, names: [], values: [] } },
      { kind: 'object', value: { grid: { a: [1] }, scrpt: 'x' } },
      {
        kind: 'composite',
        name: undefined,
        onFailure: undefined,
        members: [
          { kind: 'experiment', experiment: { fields: { args: 'y' }, names: [], values: [] } },
        ],
      },
    ]);
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'experiments[0].args',
      'experiments[1].scrpt',
      'experiments[2].composite[0].args',
    ]);
  });

  test('one warning stands for all experiments', async () => {
    const other = { ...fields, frob: 1 };
    const elements = [fields, other, { ...other }].map(
      (each): OldElement => ({
        kind: 'experiment',
        experiment: { fields: each, names: [], values: [] },
      }),
    );
    expect((await evaluate(elements)).warnings).toMatchObject([{ path: 'frob' }]);
  });
});
