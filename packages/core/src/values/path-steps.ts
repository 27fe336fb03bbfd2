/**
 * The steps of a path as `keyPath` and `indexPath` write it: `grid.lr[1]` is `['grid', 'lr', 1]`.
 * Undefined for a text that is no such path.
 */
export const pathSteps = (path: string): (string | number)[] | undefined => {
  const steps: (string | number)[] = [];
  let rest = path;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (match === null) return undefined;
    const [found, index, quoted, name] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    else if (name !== undefined) steps.push(name);
    rest = rest.slice(found.length);
  }
  return steps;
};

const STEP = /^(?:\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([\p{ID_Start}$_][\p{ID_Continue}$]*))/u;
