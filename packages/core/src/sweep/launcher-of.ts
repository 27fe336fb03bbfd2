import { isTaskSlot, launcherOfToken, parseSlot } from '../slurm/token.ts';
import type { LauncherEvent } from './event.ts';

/** Id of the launcher that a slot belongs to, or that made the batch which a slot or token is of. */
export const launcherOf = (slot: string): string =>
  isTaskSlot(slot)
    ? launcherOfToken(parseSlot(slot)?.token ?? slot)
    : slot.slice(0, slot.lastIndexOf('-'));

/** Finds the code that slots run. Asked of each of very many runs, so it looks at one slot of each launcher and batch. */
export function slotCodes(
  launchers: ReadonlyMap<string, LauncherEvent>,
): (slot: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (slot) => {
    const common = slot.slice(0, slot.lastIndexOf('-'));
    const code = known.get(common);
    if (code !== undefined || known.has(common)) return code;
    const found = launchers.get(launcherOf(slot))?.code;
    known.set(common, found);
    return found;
  };
}
