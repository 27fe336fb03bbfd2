import { farCommand } from '../place/program-text.ts';
import type { SshTarget } from './ssh-target.ts';

/** Which master connection a command goes through: a socket of ours, the one of the user's configuration, or none. */
export type Through = { readonly socket: string } | 'own-configuration' | 'nothing';

/** What the user's configuration may say for his terminal sessions, and what would be in the way here. */
const plain = [
  'ClearAllForwardings=yes',
  'RemoteCommand=none',
  'LogLevel=INFO',
  'ServerAliveInterval=15',
  'ServerAliveCountMax=4',
];

/** Seconds for a machine to answer at all, unless somebody has less patience. */
const connectSeconds = 20;

const connectWithin = (milliseconds = connectSeconds * 1000): string =>
  `ConnectTimeout=${Math.min(connectSeconds, Math.ceil(milliseconds / 1000))}`;

const option = (text: string): readonly string[] => ['-o', text];

/** Quoted for the reader of ssh's configuration, which knows spaces and `%`. */
const controlPath = (socket: string): readonly string[] =>
  option(`ControlPath="${socket.replaceAll('%', '%%')}"`);

const throughWords = (through: Through): readonly string[] => {
  if (through === 'own-configuration') return [];
  return through === 'nothing' ? option('ControlPath=none') : controlPath(through.socket);
};

/** Starts a shell that takes a program. It never asks anything. */
export const shellWords = (
  target: SshTarget,
  through: Through,
  patience?: number,
): readonly string[] => [
  'ssh',
  '-T',
  ...[...plain, connectWithin(patience), 'BatchMode=yes', 'ControlMaster=no'].flatMap(option),
  ...throughWords(through),
  ...target.words,
  farCommand,
];

/** Asks for a terminal there and runs shell text in it. */
export const terminalWords = (
  target: SshTarget,
  through: Through,
  text: string,
): readonly string[] => [
  'ssh',
  '-t',
  // Of an option that is given twice the first counts.
  ...['LogLevel=ERROR', ...plain, 'ControlMaster=no'].flatMap(option),
  ...throughWords(through),
  ...target.words,
  text,
];

export interface MasterOptions {
  /** Whether ssh may ask on the terminal. */
  readonly asks: boolean;
  /** Seconds that it stays when nobody uses it. */
  readonly persist: number;
  /** Milliseconds for the machine to answer. */
  readonly patience?: number;
}

/** Begins a master connection, which goes to the background when it stands. */
export const masterWords = (
  target: SshTarget,
  socket: string,
  { asks, persist, patience }: MasterOptions,
): readonly string[] => [
  'ssh',
  ...['-T', '-M', '-N', '-f'],
  ...[...plain, connectWithin(patience), `ControlPersist=${persist}`].flatMap(option),
  ...(asks ? [] : option('BatchMode=yes')),
  ...controlPath(socket),
  ...target.words,
];

/** Asks the process of a master connection: whether it is there, or to end. Nothing is sent to the other machine. */
export const controlWords = (
  target: SshTarget,
  through: Through,
  request: 'check' | 'exit',
): readonly string[] => ['ssh', '-O', request, ...throughWords(through), ...target.words];
