import { isFields, type KubeObject, type Texts } from '../objects.ts';
import { badRequest } from './api-error.ts';

type Match = (object: KubeObject) => boolean;

/** `a=b,c!=d,e in (f,g),h,!i` over labels. */
export function labelMatch(selector: string): Match {
  const terms = selector.split(/,(?![^(]*\))/).map((term) => term.trim());
  const matches = terms.filter((term) => term !== '').map(labelTerm);
  return ({ metadata }) => matches.every((match) => match(metadata.labels ?? {}));
}

function labelTerm(term: string): (labels: Texts) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = '', word, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? '\0') === (word === 'in');
  }
  const equal = /^([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)$/.exec(term);
  if (equal !== null) {
    const [, key = '', word, value] = equal;
    return (labels) => (labels[key] === value) === (word !== '!=');
  }
  const present = /^(!?)\s*([\w./-]+)$/.exec(term);
  if (present === null)
    throw badRequest(`unable to parse requirement: found '${term}', expected: identifier`);
  const [, not, key = ''] = present;
  return (labels) => key in labels === (not === '');
}

/** `metadata.name=x,status.phase!=Running` over fields. */
export function fieldMatch(selector: string): Match {
  const terms = selector.split(',').filter((term) => term !== '');
  const matches = terms.map((term): Match => {
    const [, path = '', word, value] = /^([\w.]+)(==|!=|=)(.*)$/.exec(term) ?? [];
    if (word === undefined)
      throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
    return (object) => (fieldText(object, path) === value) === (word !== '!=');
  });
  return (object) => matches.every((match) => match(object));
}

function fieldText(object: KubeObject, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (isFields(part) ? part[name] : undefined), object);
  return value === undefined || value === null ? '' : String(value);
}
