import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const program = new URL('../bin/mrun.js', import.meta.url).pathname;

const hasScript = (): boolean => {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.MRUNNER_TEST_REQUIRE === 'all')
      throw new Error('script (util-linux) is missing');
    return false;
  }
};

/** Runs mrun on a terminal of its own, and answers what that terminal received. */
const onTerminal = async (
  rig: Rig,
  words: string,
  typed = '',
): Promise<{ code: number; text: string }> => {
  const child = spawn(
    'script',
    ['-qec', `stty cols 80; "${process.execPath}" "${program}" ${words}`, '/dev/null'],
    {
      cwd: rig.directory,
      env: { ...rig.env, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let text = '';
  let isAsked = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (!isAsked && text.includes('[y/N]')) {
      isAsked = true;
      child.stdin.write(typed);
    }
  });
  const [code] = await once(child, 'close');
  return { code, text: text.replaceAll('\r\n', '\n') };
};

test.skipIf(!hasScript())(
  'on a terminal a block is drawn again in place, and failed runs stay above it (needs script)',
  async () => {
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'project: p\nname: n\nscript: sh train.sh\ngrid: {i: {range: 3}}\n',
      'train.sh': `printf '{"step":4,"values":{"loss":0.25}}\\n' > "$RESOURCE_DIR_PATH/metrics.jsonl"
test $MRUNNER_RUN_INDEX = 1 && exit 3
sleep 0.6
`,
    });
    const { code, text } = await onTerminal(rig, 'run spec.yaml');
    expect(code).toBe(1);
    expect(text).toMatch(/^p · n · 3 runs → mruns\/p\//);
    expect(text).toContain('0/3   1 running');
    expect(text).toMatch(/ #0 {2}i=0 {2}0:00 {2}step 4 {2}loss 0\.25/);
    expect(text).toContain('✗ #1 i=1   failed after 0:00: exit 3\n');
    // The block itself is gone in the end: the cursor went up and cleared what was below.
    const last = text.slice(text.lastIndexOf('\u001b[0J') + 4);
    expect(last.split('\n')[0]).toMatch(/^2 of 3 succeeded in 0:0\d · 1 failed$/);
    for (const line of text.split('\n').map(stripVTControlCharacters))
      expect([...line].length).toBeLessThanOrEqual(80);
  },
);

test.skipIf(!hasScript())(
  'more than 50 runs are asked for on a terminal (needs script)',
  async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': 'script: "true"\ngrid: {i: {range: 51}}\n' });
    const no = await onTerminal(rig, 'run spec.yaml', 'n\n');
    expect(no.text).toContain('Start 51 runs on local? [y/N]');
    expect(no.text).toContain('Nothing was started.');
    expect(no.code).toBe(2);
    expect(rig.exists('mruns')).toBe(false);
    const yes = await onTerminal(rig, 'run spec.yaml --quiet', 'y\n');
    expect(yes.text).toContain('51 of 51 succeeded');
    expect(yes.code).toBe(0);
  },
);
