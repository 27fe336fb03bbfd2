/** Numbers of tasks as Slurm reads and writes them, in order and each once: `0-3,7`. */
export function taskRanges(tasks: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const task of [...new Set(tasks)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && task === last[1] + 1) last[1] = task;
    else ranges.push([task, task]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** More tasks than Slurm allows in one array: a text that names more is none of Slurm's. */
const mostTasks = 4_000_001;

/** Reads ranges of numbers, with steps too (`0-6:2`); undefined for any other text, and for one that was cut off (`0-3,...`). */
export function expandRanges(text: string): readonly number[] | undefined {
  const tasks: number[] = [];
  for (const range of text.split(',')) {
    const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range) ?? [];
    if (first === undefined || Number(last) > mostTasks || Number(step) < 1) return undefined;
    for (let task = Number(first); task <= Number(last); task += Number(step)) tasks.push(task);
    if (tasks.length > mostTasks) return undefined;
  }
  return tasks;
}
