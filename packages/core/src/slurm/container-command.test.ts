import { describe, expect, test } from 'vitest';
import { containerCommand } from './container-command.ts';

const context = (image?: string, storageDir = '/scratch/me') => ({
  storageDir,
  slurm: image === undefined ? {} : { singularity_container: image },
});
const command = ['python', 'train.py', '--note', "it's $x"];

describe('the command of a run in a container', () => {
  test('is the same where there is no container', () => {
    expect(containerCommand(command, context())).toBe(command);
    expect(containerCommand([], context('a.sif'))).toEqual([]);
  });

  test('starts in the image, where the code and the runs are too', () => {
    expect(containerCommand(command, context('/img/a.sif'))).toEqual([
      'singularity',
      'exec',
      '--bind',
      '/scratch/me',
      '/img/a.sif',
      ...command,
    ]);
    expect(containerCommand(['true'], context('a.sif', '/odd:dir'))).toEqual([
      'singularity',
      'exec',
      'a.sif',
      'true',
    ]);
  });

  test('has the options that stand before the image, as words', () => {
    expect(containerCommand(['true'], context(`--nv -B '/my data' img.sif`)).slice(4)).toEqual([
      '--nv',
      '-B',
      '/my data',
      'img.sif',
      'true',
    ]);
  });

  test('leaves variables in options to a shell, and the command out of it', () => {
    expect(containerCommand(command, context('-B $SCRATCH:/data img.sif'))).toEqual([
      'sh',
      '-c',
      'exec singularity exec --bind /scratch/me -B $SCRATCH:/data img.sif "$@"',
      'sh',
      ...command,
    ]);
  });

  test('has mpiexec in front, which starts one container for each process', () => {
    const words = containerCommand(['mpiexec', 'python', 'a.py'], context('a.sif'));
    expect(words.slice(0, 3)).toEqual(['mpiexec', 'singularity', 'exec']);
    expect(words.slice(-3)).toEqual(['a.sif', 'python', 'a.py']);
  });
});
