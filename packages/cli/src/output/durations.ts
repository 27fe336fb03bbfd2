/**
 * Milliseconds as a clock shows them: `0:04`, `12:03`, `1:02:03`, `49:00:00`.
 *
 * @example durationText(62_400) // '1:02'
 */
export const durationText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return hours === 0
    ? `${minutes}:${rest}`
    : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
};

/** A time of day as clocks here show it: `16:07`. */
export const clockText = (time: number): string => {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
};
