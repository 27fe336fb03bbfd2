/**
 * What a scheduler says of a pod that no node takes, in words.
 *
 * @example
 * unschedulableText("0/5 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 4 Insufficient nvidia.com/gpu.")
 * // 'no node takes it: 4 of 5 have too little nvidia.com/gpu free, 1 of 5 has the taint {gpu: yes} (tolerations)'
 */
export function unschedulableText(message: string): string {
  const [, total, list] = /^0\/(\d+) nodes are available: (.*)$/s.exec(message) ?? [];
  if (total === undefined || list === undefined) return withMessage('no node takes it', message);
  const parts = reasonsIn(list).map((reason) => reasonText(reason, total));
  return `no node takes it: ${parts.join(', ')}`;
}

interface NodeReason {
  /** How many say so; undefined: it lies with the pod, wherever it would go. */
  readonly nodes: number | undefined;
  readonly text: string;
}

/** In the scheduler's answer, before what it says of preemption: `<nodes> <why>, <nodes> <why>.` The most frequent first. */
function reasonsIn(list: string): readonly NodeReason[] {
  const [said = ''] = list.split(/\.\s+(?:preemption|no new claims|not found)/);
  return said
    .replace(/\.\s*$/, '')
    .split(/, (?=\d+ )/)
    .map((part) => {
      const [, nodes, text = part] = /^(\d+) (.*)$/s.exec(part) ?? [];
      return {
        nodes: nodes === undefined ? undefined : Number(nodes),
        text: text.replace(/^node\(s\) /, '').trim(),
      };
    })
    .sort((a, b) => (b.nodes ?? 0) - (a.nodes ?? 0));
}

type Words = (one: boolean, found: RegExpExecArray) => string;

const known: readonly (readonly [RegExp, Words])[] = [
  [/^Insufficient (\S+)$/, (one, [, name]) => `${one ? 'has' : 'have'} too little ${name} free`],
  [/^Too many pods$/, (one) => `${one ? 'has' : 'have'} as many pods as allowed`],
  [
    /untolerated taint\(?s?\)?(?: (\{[^}]*\}))?/,
    (one, [, taint = '']) => `${one ? 'has' : 'have'} the taint ${taint} (tolerations)`,
  ],
  [
    /affinity\/selector|node selector/,
    (one) => `${one ? 'is' : 'are'} none of those that node_selector asks for`,
  ],
  [/unschedulable/, (one) => `${one ? 'is' : 'are'} closed to new pods`],
];

function reasonText({ nodes, text }: NodeReason, total: string): string {
  if (nodes === undefined) {
    return /unbound immediate PersistentVolumeClaims/.test(text)
      ? 'no volume is there for its claim (kubectl get pvc)'
      : text;
  }
  const share = `${nodes} of ${total}`;
  for (const [pattern, words] of known) {
    const found = pattern.exec(text);
    if (found !== null) return `${share} ${words(nodes === 1, found)}`;
  }
  return `${share}: ${text}`;
}

const withMessage = (text: string, message: string): string =>
  message.trim() === '' ? text : `${text}: ${message.trim()}`;
