import { cliff } from './cliff.ts';

const moves = [
  { arrow: '↑', dx: 0, dy: -1 },
  { arrow: '→', dx: 1, dy: 0 },
  { arrow: '↓', dx: 0, dy: 1 },
  { arrow: '←', dx: -1, dy: 0 },
] as const;

export interface AgentOptions {
  readonly learningRate: number;
  /** How often it tries any move instead of the one that it thinks best. */
  readonly exploration: number;
  readonly seed: number;
}

export interface Agent {
  /** Takes one step from a place and learns from it. */
  step(place: number): { place: number; reward: number };
  /** The best move of each place, as arrows. */
  policyText(): string;
  /** What each place is worth. */
  valueRows(): number[][];
}

/** An agent that learns what each move is worth at each place: tabular Q-learning. */
export const createAgent = ({ learningRate, exploration, seed }: AgentOptions): Agent => {
  const random = createRandom(seed);
  const worths = Array.from({ length: cliff.width * cliff.height }, () => moves.map(() => 0));
  const worthsOf = (place: number): number[] => worths[place] ?? [];
  const bestMove = (place: number): number => worthsOf(place).indexOf(Math.max(...worthsOf(place)));
  const rows = <T>(cell: (place: number) => T): T[][] =>
    Array.from({ length: cliff.height }, (_, y) =>
      Array.from({ length: cliff.width }, (_, x) => cell(y * cliff.width + x)),
    );

  return {
    step(place) {
      const move = random() < exploration ? Math.floor(random() * moves.length) : bestMove(place);
      const { dx, dy } = moves[move] ?? moves[0];
      const next = cliff.move(place, dx, dy);
      const ahead = next.place === cliff.goal ? 0 : Math.max(...worthsOf(next.place));
      const known = worthsOf(place)[move] ?? 0;
      worthsOf(place)[move] = known + learningRate * (next.reward + ahead - known);
      return next;
    },
    policyText: () =>
      rows((place) => moves[bestMove(place)]?.arrow ?? '')
        .map((row) => row.join(''))
        .join('\n'),
    valueRows: () => rows((place) => Math.max(...worthsOf(place))),
  };
};

const longestWalk = 1000;

/** One episode, from the start to the goal. */
export const walk = (agent: Agent): { reward: number; steps: number } => {
  let place = cliff.start;
  let reward = 0;
  let steps = 0;
  while (place !== cliff.goal && steps < longestWalk) {
    const taken = agent.step(place);
    place = taken.place;
    reward += taken.reward;
    steps++;
  }
  return { reward, steps };
};

/** Numbers in [0, 1), always the same ones for a seed. */
const createRandom = (seed: number): (() => number) => {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
