import type { PlannedRun } from '@mrunner/core';

/** The tags of each command that occurs, and of the last run where those are others. */
export const tagLines = (
  commands: readonly PlannedRun[],
  lastTags: readonly string[],
  lastIndex: number,
): string[] => {
  const lines = new Set(commands.map(({ tags }) => tags.join(' ')));
  const last = lastTags.join(' ');
  const texts = lines.has(last) ? [...lines] : [...lines, `… ${last || 'none'} (#${lastIndex})`];
  return texts.length === 1 && texts[0] === '' ? [] : texts.map((text) => text || 'none');
};
