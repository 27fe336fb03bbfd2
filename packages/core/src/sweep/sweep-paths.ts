/** Names of the files and folders in the home of a sweep. Nothing else in mrunner spells them. */
export const sweepFileNames = {
  record: 'sweep.json',
  experiments: 'experiments.jsonl',
  events: 'events',
  checkpoint: 'events/checkpoint.json',
  lock: 'lock',
  launcherLog: 'launcher.log',
  runs: 'runs',
  remarks: 'remarks',
  remark: (unique: string): string => `remarks/${unique}.json`,
  /** The trees of code states, and what is known of those that are not the sweep's own. */
  code: 'code',
  codes: 'codes',
  codeTree: (hash: string): string => `code/${hash}`,
  /** What is in the tree of a snapshot, a line a file. */
  codeManifest: (hash: string): string => `code/${hash}.jsonl`,
  /** How far the set-ups of a tree are. */
  codeSetUps: (hash: string): string => `code/${hash}.set-up.json`,
  codeRecord: (hash: string): string => `codes/${hash}.json`,
  launcherEvents: (launcher: string): string => `events/launcher-${launcher}.jsonl`,
  workerEvents: (slot: string): string => `events/worker-${slot}.jsonl`,
  /** What another pod than the first says of a slot: one that its Job made anew after a suspension, as if the first had never been. */
  podEvents: (slot: string, pod: string): string => `events/worker-${slot}@${pod}.jsonl`,
  /** What the scheduler said of ended tasks. */
  schedulerEvents: (unique: string): string => `events/scheduler-${unique}.jsonl`,
  wishEvents: (unique: string): string => `events/wish-${unique}.jsonl`,
  environments: 'environments',
  environment: (slot: string): string => `environments/${slot}.json`,
} as const;

/** Whether a file in `events/` is somebody's wish. */
export const isWishFile = (name: string): boolean =>
  name.startsWith('wish-') && name.endsWith('.jsonl');

/** The slot whose worker writes a file in `events/`, by the file's name; undefined for files of others. */
export const slotOfWorkerFile = (name: string): string | undefined =>
  name.startsWith('worker-') && name.endsWith('.jsonl')
    ? name.slice(7, -6).replace(/@.*$/, '')
    : undefined;

/** `<storage>/<project>/<sweep id>`: where a sweep with a local storage directory lives. */
export const sweepHome = (storageDir: string, project: string, id: string): string =>
  `${storageDir.replace(/\/+$/, '')}/${slug(project)}/${id}`;

/** What a run's directory is made from. */
export interface RunPlace {
  readonly index: number;
  /** How many experiments the unselected spec has: gives the width of the padded index. */
  readonly specCount: number;
  readonly name: string;
  readonly composite?: { readonly name: string; readonly member: string; readonly first: number };
}

/**
 * A run's directory, relative to the home of its sweep: `runs/03-mlp`. A composite's directory holds those of its
 * members: `runs/04-selfplay/learner`.
 */
export function runDirectory({ index, specCount, name, composite }: RunPlace): string {
  const width = String(Math.max(specCount - 1, 0)).length;
  const numbered = (number: number, text: string): string =>
    `${sweepFileNames.runs}/${String(number).padStart(width, '0')}-${slug(text)}`;
  if (composite === undefined) return numbered(index, name);
  const member = slug(composite.member);
  // Two members may have one slug (`actor_1`, `actor.1`). A dot is in no slug, so the position behind it tells them apart.
  const folder = member === composite.member ? member : `${member}.${index - composite.first}`;
  return `${numbered(composite.first, composite.name)}/${folder}`;
}

/**
 * Lower case letters, digits and single dashes: safe in paths and as names on clusters. Accents are dropped, what has no
 * Latin base is left out. Never empty.
 *
 * @example slug('Łódź: run_1', 40) === 'lodz-run-1'
 */
export function slug(text: string, max = 40): string {
  const plain = text
    .toLowerCase()
    .replace(/[æœßøłđðþı]/g, (letter) => transliterated[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, max)
    .replace(/-$/, '');
  return plain === '' ? 'unnamed'.slice(0, max) : plain;
}

// Letters that Unicode does not decompose into a Latin letter and a mark.
const transliterated: { readonly [letter: string]: string } = {
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
