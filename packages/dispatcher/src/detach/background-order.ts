import type { Problem } from '@mrunner/core';
import type { LaunchOptions } from '../launch/launch-sweep.ts';

/** What a launcher in the background is to do: its only argument, as JSON. Nothing secret: those are in its environment. */
export interface BackgroundOrder extends Pick<LaunchOptions, 'takes' | 'takeOver'> {
  /** Of the sweep, absolute. */
  readonly home: string;
}

/** What it answers, once, as a line of JSON: that it is at work, or why it does not start. */
export type BackgroundAnswer =
  | { readonly answer: 'at-work' }
  | { readonly answer: 'problems'; readonly problems: readonly Problem[] }
  /** A bug of ours, with its stack. */
  | { readonly answer: 'threw'; readonly text: string };
