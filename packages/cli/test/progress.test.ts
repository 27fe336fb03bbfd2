import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';

test.skipIf(!hasTerminals())(
  'on a terminal a block is drawn again in place, and failed runs stay above it (needs script)',
  async () => {
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'project: p\nname: n\nscript: sh train.sh\ngrid: {i: {range: 3}}\n',
      'train.sh': `printf '{"step":4,"values":{"loss":0.25}}\\n' > "$RESOURCE_DIR_PATH/metrics.jsonl"
test $MRUNNER_RUN_INDEX = 1 && exit 3
until [ -e go ]; do sleep 0.05; done
`,
    });
    const shown = onTerminal(rig, 'run spec.yaml');
    await shown.says(/ #0 {2}i=0 {2}\d:\d\d {2}step 4 {2}loss 0\.25/);
    rig.write({ go: '' });
    const { code, text, raw } = await shown.done;
    expect(code).toBe(1);
    expect(text).toMatch(/^p · n · 3 runs → mruns\/p\//);
    expect(text).toContain('0/3   1 running');
    expect(text).toMatch(/✗ #1 i=1 {3}failed after \d:\d\d: exit 3\n/);
    // The block itself is gone in the end: the cursor went up and cleared what was below.
    const last = raw.slice(raw.lastIndexOf('\u001b[0J') + 4);
    expect(last.split('\n')[0]).toMatch(/^2 of 3 succeeded in \d:\d\d · 1 failed$/);
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  },
);

test.skipIf(!hasTerminals())(
  'more than 50 runs are asked for on a terminal (needs script)',
  async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': 'script: "true"\ngrid: {i: {range: 51}}\n' });
    const asked = onTerminal(rig, 'run spec.yaml');
    await asked.says('[y/N]');
    asked.type('n\n');
    const no = await asked.done;
    expect(no.text).toContain('Start 51 runs on local? [y/N]');
    expect(no.text).toContain('Nothing was started.');
    expect(no.code).toBe(2);
    expect(rig.exists('mruns')).toBe(false);
    const again = onTerminal(rig, 'run spec.yaml --quiet');
    await again.says('[y/N]');
    again.type('y\n');
    const yes = await again.done;
    expect(yes.text).toContain('51 of 51 succeeded');
    expect(yes.code).toBe(0);
  },
);
