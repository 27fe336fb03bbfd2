const width = 12;
const height = 4;
const start = (height - 1) * width;
const goal = height * width - 1;

const within = (value: number, limit: number): number => Math.min(Math.max(value, 0), limit - 1);

/**
 * A field of 12 x 4 places, counted row by row. Between the start and the goal, both in the last row, there is a cliff:
 * whoever falls pays 100 and is back at the start. Every other step costs 1, so the best walk is worth -13.
 */
export const cliff = {
  width,
  height,
  start,
  goal,
  move(place: number, dx: number, dy: number): { place: number; reward: number } {
    const x = within((place % width) + dx, width);
    const y = within(Math.floor(place / width) + dy, height);
    const next = y * width + x;
    return next > start && next < goal
      ? { place: start, reward: -100 }
      : { place: next, reward: -1 };
  },
};
