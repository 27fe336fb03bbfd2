import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Meeting, meeting } from '../rig.ts';

let directory: string | undefined;
let made = 0;

/** A directory that tests and runs see by the same path, wherever the runs are. */
export function meetings(): string {
  directory ??= mkdtempSync(join(tmpdir(), 'mrunner-meetings-'));
  return directory;
}

/** A new meeting there. */
export const meetingAnywhere = (): Meeting => meeting(meetings(), `${made++}`);

/** Removes the directory. */
export function forgetMeetings(): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  directory = undefined;
}
