import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TestCluster } from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { createRig, type Finished, type Rig, type RunOptions } from '../rig/rig.ts';

/** A project whose context `pods` is a cluster of Kubernetes. */
export interface PodsRig extends Rig {
  /** `mrun` with words that are split at blanks; fails unless it exits with 0. Answers its output. */
  readonly well: (words: string) => Promise<string>;
  /** The same for what is to exit with another code. Answers everything that it said. */
  readonly ends: (code: number, words: string, options?: RunOptions) => Promise<string>;
  /** `mrun run spec.yaml --context pods -y` with more words. */
  readonly run: (more?: string) => Promise<string>;
  /** The states of the newest sweep's runs, as another user's terminal would see them. */
  readonly states: () => Promise<readonly string[]>;
  /** Waits for states. */
  readonly until: (states: string) => Promise<void>;
}

/**
 * Makes one. `keys` are further keys of the context, as YAML.
 *
 * @example
 * await using rig = podsRig(cluster, 'parallel: 2, retries: 1');
 */
export const podsRig = (cluster: TestCluster, keys = ''): PodsRig => {
  const made = createRig();
  const env = { KUBECONFIG: cluster.kubeconfig };
  const given = (options: RunOptions = {}): RunOptions => ({
    ...options,
    env: { ...env, ...options.env },
  });
  const mrun = (words: readonly string[], options?: RunOptions): Promise<Finished> =>
    made.mrun(words, given(options));
  const well = async (words: string): Promise<string> => {
    const { code, stdout, stderr } = await mrun(words.split(' '));
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr });
    return stdout;
  };
  const states = async (): Promise<readonly string[]> => {
    const { stdout } = await mrun(['status', '--json']);
    const { runs } = JSON.parse(stdout) as { runs: { state: string }[] };
    return runs.map(({ state }) => state);
  };
  made.write({ 'mrunner.yaml': contextsText(keys) });
  return {
    ...made,
    env: { ...made.env, ...env },
    mrun,
    start: (words, options) => made.start(words, given(options)),
    well,
    ends: async (code, words, options) => {
      const ended = await mrun(words.split(' '), options);
      expect({ words, code: ended.code, said: ended }).toEqual({ words, code, said: ended });
      return ended.stdout + ended.stderr;
    },
    run: (more = '') => well(`run spec.yaml --context pods -y${more === '' ? '' : ` ${more}`}`),
    states,
    until: async (wanted) => {
      let last = '';
      const isThere = async (): Promise<boolean> => {
        last = (await states()).join(' ');
        return last === wanted;
      };
      await until(isThere, () => `${wanted}, got ${last}`);
    },
  };
};

/** The file of contexts, with further keys of the one of Kubernetes. */
export const contextsText = (keys: string): string =>
  `contexts:\n  pods: {backend: kubernetes, storage_dir: /work${/\bimage:/.test(keys) ? '' : ', image: python:3.12'}${keys === '' ? '' : `, ${keys}`}}\n`;

/** Where runs wait for files that a test makes. */
export interface Gate {
  /** The key of the context by which pods have it as `/gate`. */
  readonly key: string;
  /** Makes files there. */
  readonly open: (...names: string[]) => void;
}

/**
 * Makes one.
 *
 * @example
 * const gate = gateOf(cluster);
 * await using rig = podsRig(cluster, gate.key); // whose runs do: until [ -e /gate/go ]; do sleep 0.1; done
 * gate.open('go');
 */
export const gateOf = (cluster: TestCluster): Gate => {
  const directory = join(cluster.directory, `gate-${crypto.randomUUID()}`);
  mkdirSync(directory);
  return {
    key: `volumes: [{path: /gate, host_path: ${directory}}]`,
    open: (...names) => {
      for (const name of names) writeFileSync(join(directory, name), '');
    },
  };
};

const pause = 100;
const patience = 30_000;

/** Waits until something holds. */
export const until = async (
  holds: () => boolean | Promise<boolean>,
  what: () => string,
): Promise<void> => {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`expected ${what()} within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
