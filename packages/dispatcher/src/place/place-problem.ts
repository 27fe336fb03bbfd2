import type { Problem } from '@mrunner/core';
import type { LostProgram, Place, UnreachedPlace } from './place.ts';

/**
 * What is told of a place that gave no answer.
 *
 * @param context the context's name, for the line to type
 */
export const placeProblem = (
  place: Pick<Place, 'title'>,
  context: string,
  answer: LostProgram | UnreachedPlace,
): Problem => ({
  kind: 'unreachable',
  path: `contexts.${context}`,
  message:
    answer.kind === 'lost'
      ? `the connection to ${place.title} was lost: ${answer.text}`
      : answer.text,
  ...(answer.kind === 'unreached' &&
    answer.wantsLogin && { details: [`type: ${loginCommand(context)}`] }),
});

/** What to type where a place asks for a password. */
export const loginCommand = (context: string): string => `mrun login ${context}`;
