import type { Problem } from '../problems/problem.ts';
import { setOwn } from '../values/own-property.ts';
import { keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { isList, isMap } from '../values/value-kind.ts';
import { pythonText } from './python-text.ts';

/** The variables of an old experiment. */
export interface OldEnvironment {
  /** Undefined: none; what is no map is as it was given. */
  readonly values: unknown;
  /** Names of variables whose values must be written nowhere. */
  readonly secrets: readonly string[];
  /** Entries for PYTHONPATH. */
  readonly pythonPath: readonly string[];
  readonly warnings: readonly Problem[];
  readonly notes: readonly Problem[];
}

/**
 * Reads the variables that the old tools wrote into a shell script. What extends PYTHONPATH is told from what replaces it.
 * A variable that looks like a secret and has the launcher's own value becomes the name of a secret: the old tools copied
 * such values into files. One that has another value is written down as all variables are, with a warning.
 */
export const oldEnvironment = (
  given: Value | undefined,
  launcher: { readonly [name: string]: string | undefined },
  path: string,
): OldEnvironment => {
  const found = { secrets: [], pythonPath: [], warnings: [], notes: [] };
  if (given === undefined || !isMap(given)) return { values: given, ...found };
  const values: { [name: string]: Value } = {};
  const secrets: string[] = [];
  const warnings: Problem[] = [];
  const notes: Problem[] = [];
  let pythonPath: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const text = isList(value) || isMap(value) ? value : pythonText(value);
    const entries = typeof text === 'string' ? text.split(':') : [];
    if (name === 'PYTHONPATH' && entries.some((entry) => inherited.test(entry))) {
      pythonPath = entries.filter((entry) => entry !== '' && !inherited.test(entry));
    } else if (
      typeof text === 'string' &&
      secretName.test(name) &&
      launcher[name] === text &&
      text !== ''
    ) {
      secrets.push(name);
      notes.push(secretNote(keyPath(path, name), name));
    } else if (name === token && text === launcher[otherToken] && text !== '') {
      warnings.push(leftOut(keyPath(path, name)));
    } else {
      setOwn(values, name, text);
      if (typeof text !== 'string') continue;
      if (variable.test(text)) warnings.push(unexpanded(keyPath(path, name), text));
      else if (text !== '' && (wholeSecretName.test(name) || isSecretOf(launcher, text)))
        warnings.push(writtenDown(keyPath(path, name), name));
    }
  }
  return { values, secrets, pythonPath, warnings, notes };
};

const inherited = /^\$(?:PYTHONPATH|\{PYTHONPATH\})$/;

const variable = /\$(?:[A-Za-z_]\w*|\{)/;

const secretName = /KEY|TOKEN|SECRET|PASS|CREDENTIAL/i;

/** Names that are surely meant so, unlike `MONKEY` or `MAX_TOKENS`. */
const wholeSecretName =
  /(?:^|_)(?:(?:API|ACCESS)?KEY|TOKEN|SECRET|PASS(?:WORD|WD)?|CREDENTIALS?)$/i;

/** Where the old helper looked for the token that no other program was to see. */
const token = 'NEPTUNE_API_TOKEN';
const otherToken = `${token}_`;

/** Whether a text is one of the launcher's secrets, under whatever name. Short ones are equal by chance. */
const isSecretOf = (launcher: { readonly [name: string]: string | undefined }, text: string) =>
  text.length >= 8 &&
  Object.entries(launcher).some(([name, value]) => value === text && wholeSecretName.test(name));

const leftOut = (path: string): Problem => ({
  kind: 'secret',
  path,
  message: `left out, since it has the value of ${otherToken}, and runs take secrets by their own names: export ${token}=… here`,
});

const writtenDown = (path: string, name: string): Problem => ({
  kind: 'secret',
  path,
  message: `its value is written into the sweep's files, which you alone can read. To keep it out of them: export ${name}=… here, and name it in secrets`,
});

const secretNote = (path: string, name: string): Problem => ({
  kind: 'secret',
  path,
  message: `taken from here when runs start and written to no file, as secrets: [${name}] would say`,
});

const unexpanded = (path: string, text: string): Problem => ({
  kind: 'value',
  path,
  message: `${JSON.stringify(text)} reaches the run as it is: no shell puts the variable in`,
});
