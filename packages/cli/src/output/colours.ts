import { styleText } from 'node:util';
import type { Cli, Terminal } from '../cli.ts';

/** Colours only help: whatever they say is said in words or signs too. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** The colours for a terminal; elsewhere, and where `NO_COLOR` says so, text stays as it is. */
export const coloursFor = (terminal: Terminal, env: Cli['env']): Colours =>
  wantsColour(terminal, env) ? terminalColours : plain;

const wantsColour = ({ isTerminal }: Terminal, env: Cli['env']): boolean => {
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return isTerminal && TERM !== 'dumb';
};

const styled =
  (style: keyof Colours) =>
  (text: string): string =>
    styleText(style, text, { validateStream: false });

const terminalColours: Colours = {
  bold: styled('bold'),
  dim: styled('dim'),
  red: styled('red'),
  green: styled('green'),
  yellow: styled('yellow'),
  cyan: styled('cyan'),
};

const same = (text: string): string => text;

const plain: Colours = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
