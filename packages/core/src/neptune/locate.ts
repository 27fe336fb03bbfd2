import type { Event } from 'js-yaml';
import { EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';

/** The way to a node of a document: keys of maps and indexes of lists. */
export type NodePath = readonly (string | number)[];

/** Characters of a text. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where a node is in a YAML text that can be read; when there is no such node, where the nearest one around it is. The
 * text is read once more for that, since only problems need it.
 */
export const locate = (text: string, path: NodePath): TextRange => {
  const events = parseEvents(text, {});
  return rangeOf(text, events, { index: 1, enclosing: { offset: 0, length: 1 } }, path);
};

/** A node by the index of its first event, and what to point at when it has no text of its own. */
interface Node {
  readonly index: number;
  readonly enclosing: TextRange;
}

const rangeOf = (text: string, events: readonly Event[], node: Node, path: NodePath): TextRange => {
  const own = ownRange(text, events[node.index]) ?? node.enclosing;
  const [step, ...rest] = path;
  if (step === undefined) return own;
  const child = childOf(text, events, { index: node.index, enclosing: own }, step);
  return child === undefined ? own : rangeOf(text, events, child, rest);
};

const childOf = (
  text: string,
  events: readonly Event[],
  { index, enclosing }: Node,
  step: string | number,
): Node | undefined => {
  const type = events[index]?.type;
  if (type === EVENT_ID.SEQUENCE && typeof step === 'number') {
    const item = itemsOf(events, index)[step];
    return item === undefined ? undefined : { index: item, enclosing };
  }
  if (type !== EVENT_ID.MAPPING) return undefined;
  const items = itemsOf(events, index);
  for (let at = 0; at + 1 < items.length; at += 2) {
    const key = events[items[at] as number];
    if (key?.type !== EVENT_ID.SCALAR || getScalarValue(text, key) !== step) continue;
    return { index: items[at + 1] as number, enclosing: ownRange(text, key) ?? enclosing };
  }
  return undefined;
};

/** The first events of what a list or map holds; a map's keys and values alternate. */
const itemsOf = (events: readonly Event[], collection: number): number[] => {
  const items: number[] = [];
  let index = collection + 1;
  while (index < events.length && events[index]?.type !== EVENT_ID.POP) {
    items.push(index);
    index = endOf(events, index);
  }
  return items;
};

/** The index after a node's last event. */
const endOf = (events: readonly Event[], start: number): number => {
  let depth = 0;
  let index = start;
  do {
    const type = events[index]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    if (type === EVENT_ID.POP) depth--;
    index++;
  } while (depth > 0 && index < events.length);
  return index;
};

const ownRange = (text: string, event: Event | undefined): TextRange | undefined => {
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return event.valueStart < 0
        ? undefined
        : { offset: event.valueStart, length: event.valueEnd - event.valueStart };
    case EVENT_ID.ALIAS:
      return { offset: event.anchorStart, length: event.anchorEnd - event.anchorStart };
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return { offset: event.start, length: text.length - event.start };
    default:
      return undefined;
  }
};
