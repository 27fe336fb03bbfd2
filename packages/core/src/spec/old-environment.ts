import { type ExpandedVariable, literalsOf, variablesIn } from '../commands/leading-exports.ts';
import type { Problem } from '../problems/problem.ts';
import { runVariables } from '../sweep/run-files.ts';
import { setOwn } from '../values/own-property.ts';
import { keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { isList, isMap } from '../values/value-kind.ts';
import { pythonText } from './python-text.ts';

/** The variables of an old experiment. */
export interface OldEnvironment {
  /** Undefined: none; what is no map is as it was given. */
  readonly values: unknown;
  /** Those of the values that are put together where the run starts, in their order. */
  readonly expanded: readonly ExpandedVariable[];
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
  const found = { expanded: [], secrets: [], pythonPath: [], warnings: [], notes: [] };
  if (given === undefined || !isMap(given)) return { values: given, ...found };
  const values: { [name: string]: Value } = {};
  const expanded: ExpandedVariable[] = [];
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
      const isSecret = text !== '' && (wholeSecretName.test(name) || isSecretOf(launcher, text));
      // A command line is seen by everybody: no secret may be text of it.
      const mayStand = !isSecret || literalsOf(text).length === 0;
      const isExpanded = mayStand && isForShell(name, text, expanded);
      if (isExpanded) expanded.push({ name, text });
      const at = keyPath(path, name);
      if (
        otherForms.test(literalsOf(text).join('\0')) ||
        (!isExpanded && variablesIn(text).length > 0)
      )
        warnings.push(unexpanded(at, isSecret ? 'its text' : JSON.stringify(text), isExpanded));
      else if (isSecret && !isExpanded) warnings.push(writtenDown(at, name));
    }
  }
  if (expanded.length > 0) notes.push(expandedNote(path, expanded));
  return { values, expanded, secrets, pythonPath, warnings, notes };
};

const inherited = /^\$(?:PYTHONPATH|\{PYTHONPATH\})$/;

/** Names that are not the experiment's to set, or that mrunner puts together itself. */
const otherNames: ReadonlySet<string> = new Set(['PYTHONPATH', ...Object.values(runVariables)]);

/**
 * Whether the shell that starts a run is to set a variable: its text names others, or one before it names it, and so
 * meant what the variable was outside.
 */
const isForShell = (name: string, text: string, before: readonly ExpandedVariable[]): boolean =>
  /^[A-Za-z_]\w*$/.test(name) &&
  !otherNames.has(name) &&
  !text.includes('\0') &&
  text.isWellFormed() &&
  (variablesIn(text).length > 0 || before.some((one) => variablesIn(one.text).includes(name)));

/** What a shell would have put in as well. */
const otherForms = /\$[A-Za-z_({$]|`[^`]*`/;

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

const expandedNote = (path: string, expanded: readonly ExpandedVariable[]): Problem => ({
  kind: 'value',
  path,
  message: `the variables in ${expanded.map(({ name }) => name).join(', ')} are put in where the run starts, by sh`,
});

const unexpanded = (path: string, shown: string, isExpanded: boolean): Problem => ({
  kind: 'value',
  path,
  message: isExpanded
    ? `of ${shown} only $NAME and \${NAME} are put in; the rest reaches the run as it is`
    : `${shown} reaches the run as it is: no shell puts anything in`,
});
