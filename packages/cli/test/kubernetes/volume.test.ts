import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { podsRig } from './pods-rig.ts';

describe.skipIf(!hasContainers)('runs with a volume, and runs that share pods', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('mrun fetch brings what runs wrote onto their volume, and mrun rm takes it from there', async () => {
    await using rig = podsRig(cluster, 'default_pvc_size: 1Gi');
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo "weights of {seed}" > "$MRUNNER_EXP_DIR_PATH/model.bin"']\nargs: none\nproject: birds\ngrid: {seed: {range: 2}}\n`,
    });
    await rig.run();
    await rig.well('wait');
    expect(await rig.well('fetch 1')).toMatch(/: 1 run, \d+ files, .* → /);
    const far = (await rig.well('path 1')).trim();
    expect(far).toMatch(/^mrunner:\/work\/birds\/.*\/runs\/1-spec$/);
    const [id = ''] = far.match(/\d{8}-\d{4}-\w+-\w+/) ?? [];
    expect(rig.read(`../state/mrunner/sweeps/${id}/runs/1-spec/model.bin`)).toBe('weights of 1\n');
    const there = join(cluster.directory, 'claims/default/mrunner/birds', id);
    expect(existsSync(there)).toBe(true);
    await rig.well('rm -y');
    expect(existsSync(there)).toBe(false);
  });

  test('members of a composite share a directory, find each other by name, and end when one fails', async () => {
    await using rig = podsRig(cluster, 'default_pvc_size: 1Gi, grace: 2');
    rig.write({
      'learner.sh': `echo weights > "$MRUNNER_COMPOSITE_DIR/weights"
until [ -e "$MRUNNER_COMPOSITE_DIR/met" ]; do sleep 0.1; done
exit 3
`,
      'actor.sh': `learner=\${MRUNNER_COMPOSITE_HOSTS%% *}
until getent hosts "\${learner#learner=}" > /dev/null; do sleep 0.1; done
until cat "$MRUNNER_COMPOSITE_DIR/weights" 2> /dev/null; do sleep 0.1; done
touch "$MRUNNER_COMPOSITE_DIR/met"
exec sleep 600
`,
      'spec.yaml':
        'composite:\n  learner: {script: [sh, learner.sh], args: none}\n  actor: {script: [sh, actor.sh], args: none}\n',
    });
    await rig.run();
    expect(await rig.ends(1, 'wait')).toContain('failed 1   cancelled 1\n');
    expect(await rig.well('logs 1')).toMatch(/^weights\n/);
    expect(await rig.well('status')).toMatch(
      /^ {2}0 +failed +learner .*exit 3\n {2}1 +cancelled +actor .*another member of its composite failed$/m,
    );
    expect(await rig.well('show 1')).toMatch(
      /^ {2}composite +spec +failed: #0 learner failed, #1 actor cancelled$/m,
    );
    expect((await rig.well('why 1')).replace(/\n {2}(?=\S)/g, ' ')).toContain(
      'It was stopped: another member of its composite failed.',
    );
    const why = await rig.well('why');
    expect(why).toMatch(/^ {2}1 × exit 3 +#0\n +mrun retry 0$/m);
    expect(why).toContain('mrun debug 0 --context local');
  });

  test('packed runs are told apart, and mrun update has more pods of a Job go at a time', async () => {
    await using packed = podsRig(cluster, 'pack: 2');
    packed.write({
      'spec.yaml': `script: [sh, -c, 'echo "seed {seed}"; test {seed} != 3']\nargs: none\ngrid: {seed: {range: 6}}\n`,
    });
    expect(await packed.run()).toMatch(/of 6 runs in 2 tasks after /);
    expect(await packed.ends(1, 'wait')).toContain('succeeded 5   failed 1\n');
    expect(await packed.well('logs 4')).toBe('seed 4\n');
    expect(await packed.well('logs 3')).toBe('seed 3\n');
    expect(await packed.well('why')).toContain('1 × exit 1');

    await using rig = podsRig(cluster, 'parallel: 1, grace: 2');
    rig.write({
      'spec.yaml': `script: [sh, -c, 'exec sleep 600']\nargs: none\ngrid: {seed: {range: 3}}\n`,
    });
    await rig.run();
    await rig.until('running pending pending');
    expect(await rig.well('update --parallel 2')).toContain(
      '2 at a time from now on (before: 1 at a time)',
    );
    await rig.until('running running pending');
    // None is ended for being one too many, and nobody is told that it is done.
    const fewer = await rig.well('update --parallel 1');
    expect(fewer).toContain('1 at a time once no more than that go on (before: 2 at a time)\n');
    expect(fewer).toContain('mrun pause, and mrun resume when they have ended');
    expect(await rig.states()).toEqual(['running', 'running', 'pending']);
    await rig.well('cancel -y');
  });
});
