import type { RunState } from './run-state.ts';

/** A composite that has begun is in the first of these states that one of its members is in. */
const strongest: readonly RunState[] = ['running', 'pending', 'unknown', 'failed', 'cancelled'];

/**
 * The state of a composite, from those of its members: it goes on as long as one of them does, or is still to start after
 * others have, and has succeeded when all have.
 */
export function compositeState(members: readonly RunState[]): RunState {
  if (members.every((state) => state === 'planned')) return 'planned';
  if (members.every((state) => state === 'succeeded')) return 'succeeded';
  return strongest.find((state) => members.includes(state)) ?? 'pending';
}
