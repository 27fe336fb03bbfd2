const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A curve in one line: low values as low blocks, a space where there is none. A flat curve lies in the middle.
 *
 * @example sparkline([0, 0.5, 1]) // '▁▅█'
 */
export const sparkline = (points: readonly (number | undefined)[]): string => {
  const finite = points.filter(
    (point) => point !== undefined && Number.isFinite(point),
  ) as number[];
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  return points
    .map((point) => {
      if (point === undefined || Number.isNaN(point)) return ' ';
      const height =
        point === Number.POSITIVE_INFINITY
          ? 1
          : point === Number.NEGATIVE_INFINITY
            ? 0
            : (point - low) / (high - low);
      return blocks[Math.min(7, Math.floor((Number.isNaN(height) ? 0.5 : height) * 8))] ?? ' ';
    })
    .join('');
};
