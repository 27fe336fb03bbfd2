import { shellQuote, workStorage } from '@mrunner/core';
import { alone, lockOf, stepsInTurn } from '../../task/steps-in-turn.ts';
import { exports } from '../../worker-program/exports.ts';
import { farSetUp } from './far-set-up.ts';
import { type FarTree, readyName } from './far-trees.ts';
import { pythonUse, useFunction } from './tree-uses.ts';

/** Names of what is sent, in its archive. */
export const sentNames = {
  tree: (index: number): string => `tree-${index}`,
  python: 'python',
  /** Lines for `sha256sum -c`. */
  sums: 'sums',
  /** The last of all: without it something is missing. */
  whole: 'whole',
} as const;

/** What a program is to bring about. */
export interface Bringing {
  /** Names the archive's own directory, so that two that are sent at once do not meet. */
  readonly unique: string;
  readonly trees: readonly FarTree[];
  /** The sweep that uses them. */
  readonly sweepId: string;
  /** Hash of mrunner's own Python, when that is sent. */
  readonly python: string | undefined;
}

/**
 * The program that takes an archive from its input, checks it, and gives each tree its name when it is whole. Names
 * are given once: of two who send the same the second one's is dropped.
 */
export const bringProgram = (
  own: string,
  { unique, trees, python, sweepId }: Bringing,
): string => `umask 022
mkdir -p ${shellQuote(`${own}/code`)} ${shellQuote(`${own}/python`)} && cd ${shellQuote(own)} || exit
mrunner_fail() { echo "$1" >&2; cd ${shellQuote(own)} && rm -rf .sent-${unique}; exit 1; }
${useFunction(own, sweepId)}
${trees.flatMap(linkChecks).join('\n')}
mkdir .sent-${unique} && cd .sent-${unique} || exit
tar -xf - || mrunner_fail 'the code could not be unpacked'
[ -e ${sentNames.whole} ] || mrunner_fail 'the connection was cut while the code was sent'
[ ! -s ${sentNames.sums} ] || sha256sum -c --status ${sentNames.sums} || mrunner_fail 'the code arrived otherwise than it was sent'
${trees.map(({ name }, i) => `${publish(sentNames.tree(i), `code/${name}`)}\nmrunner_use ${name}`).join('\n')}
${python === undefined ? '' : `${publish(sentNames.python, `python/${python}`)}\nmrunner_use ${pythonUse(python)}`}
cd .. && rm -rf .sent-${unique}`;

const linkChecks = ({ links, context }: FarTree): readonly string[] =>
  links.map((path) => {
    const there = `${context.storageDir}/${path}`;
    const text = `link: ${path} is to lead to ${there}, which does not exist there`;
    return `[ -e ${shellQuote(there)} ] || mrunner_fail ${shellQuote(text)}`;
  });

const publish = (from: string, to: string): string =>
  `[ -d ../${to} ] || mv -T ${from} ../${to} 2>/dev/null || [ -d ../${to} ] || mrunner_fail ${shellQuote(`${to} could not be put in place`)}`;

/** Bytes of the output of a set-up that are brought back: the last ones. */
const mostOutput = 16_384;

/**
 * The program that does what a context wants to be done once in a tree. Somebody else who does it is waited for. The output is
 * its answer.
 *
 * @param privateText shell text that sets values of secrets and dotenv files, or fails
 */
export function setUpProgram(
  own: string,
  tree: FarTree,
  sweepId: string,
  privateText = '',
): string {
  const { context, name } = tree;
  const { setup = '', env } = context.setup;
  const ready = shellQuote(readyName(tree));
  const lock = shellQuote(`${name}.lock`);
  const log = shellQuote(`${name}.log`);
  return `umask 022
cd ${shellQuote(`${own}/code`)} || exit
${useFunction(own, sweepId)}
mrunner_use ${shellQuote(name)} || { echo 'the code was removed there meanwhile: try again'; exit 1; }
while ! mkdir ${lock} 2>/dev/null; do
  [ ! -e ${ready} ] || exit 0
  mrunner_pid= mrunner_host=
  read -r mrunner_pid mrunner_host 2>/dev/null <${lock}/by || :
  if [ "$mrunner_host" = "$(uname -n)" ] && ! kill -0 "$mrunner_pid" 2>/dev/null; then rm -rf ${lock}; fi
  [ -d ${lock} ] && sleep 1
done
trap ${shellQuote(`rm -rf ${shellQuote(`${own}/code/${name}.lock`)}`)} EXIT
[ ! -e ${ready} ] || exit 0
echo "$$ $(uname -n)" >${lock}/by
(
${privateText}
${exports(env).join('\n')}
${stepsBefore(own, tree)
  .map((step) => `eval ${shellQuote(step)} || exit`)
  .join('\n')}
cd ${shellQuote(`${own}/code/${name}`)} || exit
eval ${shellQuote(setup)}
) </dev/null >${log} 2>&1
mrunner_code=$?
tail -c ${mostOutput} ${log}
[ "$mrunner_code" != 0 ] || : >${ready}
exit "$mrunner_code"`;
}

/** What tasks do before they start runs: an environment that they would make is made. */
function stepsBefore(own: string, { context, name }: FarTree): readonly string[] {
  const code = `${own}/code/${name}`;
  const there = farSetUp(context, code);
  const ours = `${code}.lock`;
  return [alone(shellQuote(ours)), ...stepsInTurn(there, lockOf(there, `${ours}/set-up`))];
}

/** Where mrunner keeps what sweeps share there. */
export const ownDirectory = (context: Parameters<typeof workStorage>[0]): string =>
  `${workStorage(context)}/.mrunner`;
