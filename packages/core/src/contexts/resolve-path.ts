/**
 * An absolute path from one that may be relative to `directory`, or start with `~` for `home`. `.`, `..` and double
 * slashes are taken out, by POSIX rules.
 *
 * @example resolvePath('/srv/project', '../data', '/home/ann') // '/srv/data'
 */
export const resolvePath = (directory: string, path: string, home: string): string => {
  const fromHome = path === '~' || path.startsWith('~/') ? `${home}/${path.slice(1)}` : path;
  const whole = fromHome.startsWith('/') ? fromHome : `${directory}/${fromHome}`;
  const steps: string[] = [];
  for (const step of whole.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
};
