/**
 * What `srunProgram` tells. `events`: new bytes of the worker's events. `output`: of the logs of its attempts. `said`: by
 * srun and the worker. `step`: the numbers of the job and of the step. `code`: srun's, last of all.
 */
export interface SrunFrame {
  readonly type: 'events' | 'output' | 'said' | 'step' | 'code';
  readonly bytes: Buffer;
}

const types: { readonly [letter: string]: SrunFrame['type'] } = {
  e: 'events',
  o: 'output',
  s: 'said',
  j: 'step',
  x: 'code',
};

/** Takes bytes as they come, and hears of each frame once it is whole. */
export function frameReader(hear: (frame: SrunFrame) => void): (bytes: Uint8Array) => void {
  let held = Buffer.alloc(0);
  return (bytes) => {
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    for (;;) {
      const end = held.indexOf('\n');
      if (end < 0) return;
      const [letter = '', digits = ''] = held.toString('latin1', 0, end).split(' ');
      const type = types[letter];
      const size = Number(digits);
      if (type === undefined || !Number.isSafeInteger(size)) {
        throw new Error(`Internal error: no frame of srun: ${held.toString('latin1', 0, end)}`);
      }
      const next = end + 1 + size;
      if (held.length < next) return;
      hear({ type, bytes: held.subarray(end + 1, next) });
      held = held.subarray(next);
    }
  };
}
