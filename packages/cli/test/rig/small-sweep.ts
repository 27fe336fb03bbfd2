import type { Finished, Rig } from './rig.ts';

/**
 * A sweep of six runs, written in `sh`: lr 0.01 and 0.1, seeds 0 to 2. Each logs two steps and returns its accuracy;
 * #1 fails with code 7 before it logs anything.
 */
export const smallSweep = {
  'spec.yaml': `
project: birds
name: mlp
script: [sh, train.sh, '{lr}', '{seed}']
args: none
tags: [demo]
parameters: {epochs: 2}
grid: {lr: [0.01, 0.1], seed: {range: 3}}
`,
  'train.sh': `
echo "lr $1 seed $2"
cd "$MRUNNER_EXP_DIR_PATH"
if [ "$1 $2" = '0.01 1' ]; then echo 'ValueError: bad shape (3, 4)' >&2; exit 7; fi
case $1 in 0.1) first=0.4 last=0.9$2;; *) first=0.3 last=0.5$2;; esac
echo '{"step":0,"values":{"accuracy":'$first',"loss":1.5}}' >> metrics.jsonl
echo '{"step":1,"values":{"accuracy":'$last',"loss":0.25}}' >> metrics.jsonl
echo '{"accuracy":'$last'}' > result.json
`,
} as const;

/** Starts the small sweep in a rig and waits for its end. */
export const runSmallSweep = async (rig: Rig): Promise<Finished> => {
  rig.write(smallSweep);
  return rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
};

/** A sweep whose runs go on until a file `go` is written into the project, or they are told to stop. */
export const waitingSweep = {
  'spec.yaml': `
project: birds
name: waiting
script: [sh, wait.sh]
args: none
grid: {seed: {range: 4}}
`,
  'wait.sh': `
echo "waiting in $MRUNNER_RUN_INDEX"
while [ ! -e go ]; do sleep 0.05; done
echo 'done waiting'
`,
} as const;

/** What differs from one test to the next: ids, times and the temporary directory. */
export const steady = (rig: Rig, text: string): string =>
  text
    .replaceAll(rig.directory, '<project>')
    .replace(/\d{8}-\d{4}-([a-z]+-[a-z]+)/g, '<id>')
    .replace(/\b[a-z]+-[a-z]+(?=\/\d)/g, '<short>')
    .replace(/\b\d\d:\d\d\b/g, 'HH:MM')
    .replace(/\b\d:\d\d\b/g, 'M:SS')
    .replace(/after \d+\.\d s/g, 'after N s')
    .replace(/\b\d+ s\b/g, 'N s')
    // Recorded in the background, perhaps later.
    .replace(/\n {2}machine .*(?=\n)/g, '')
    // Whether a first line needs a second one depends on the length of the id.
    .replace(/\n {2}(?=<short>|started |succeeded \d+, )/g, ' · ');
