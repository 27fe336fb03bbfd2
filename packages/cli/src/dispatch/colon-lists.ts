/** `A:B`: element k is for member k of a composite, the last one for all further members. */
export const colonList = (text: string): readonly string[] => text.split(':');

/**
 * Times by member, which have colons themselves: `24:00:00`, `240000`, `010000:24:00:00`. Each as `H:MM:SS`, which
 * `parseDuration` reads; what is none of these stays as it is.
 *
 * @example timeList('480000:01:00:00:90m') // ['48:00:00', '01:00:00', '90m']
 */
export const timeList = (text: string): readonly string[] => {
  const parts = text.split(':');
  const times: string[] = [];
  while (parts.length > 0) {
    const [first = '', second = '', third = ''] = parts;
    const isClock = /^(?:\d+-)?\d{1,3}$/.test(first) && isTwoDigits(second) && isTwoDigits(third);
    if (isClock) times.push(parts.splice(0, 3).join(':'));
    else times.push(withColons(parts.shift() ?? ''));
  }
  return times;
};

const isTwoDigits = (text: string): boolean => /^[0-5]\d$/.test(text);

/** `480000` as `48:00:00`: two digits each for minutes and seconds, the ones in front are hours. */
const withColons = (text: string): string => {
  const [, hours, minutes, seconds] = /^(\d{1,3})([0-5]\d)([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? text : `${hours}:${minutes}:${seconds}`;
};

/**
 * Images by member, whose names may have colons themselves: a word without a slash behind an image with one is its tag,
 * digits before a slash are a registry's port.
 *
 * @example imageList('gcr.io/lab/train:v2:gcr.io/lab/act') // ['gcr.io/lab/train:v2', 'gcr.io/lab/act']
 */
export const imageList = (text: string): readonly string[] => {
  const images: string[] = [];
  for (const part of text.split(':')) {
    const image = images.at(-1);
    const belongs =
      image !== undefined &&
      (image.endsWith('@sha256') ||
        (/^\d+\//.test(part) && !image.includes('/')) ||
        (image.includes('/') && !part.includes('/') && !/:[^/]*$/.test(image)));
    if (belongs) images[images.length - 1] = `${image}:${part}`;
    else images.push(part);
  }
  return images;
};
