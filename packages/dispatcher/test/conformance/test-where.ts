import { test } from 'vitest';
import type { Ability, TestPlace } from './place-rig.ts';

/** A test for places that have an ability; elsewhere it is skipped with what the documentation says of that. */
export function testWhere(
  { lacks }: TestPlace,
  ability: Ability,
  title: string,
  body: () => Promise<void>,
): void {
  const why = lacks[ability];
  test(title, ({ skip }) => (why === undefined ? body() : skip(why)));
}

/** A test whose runs meet it, where that is possible. */
export const testMeeting = (place: TestPlace, title: string, body: () => Promise<void>): void =>
  testWhere(place, 'meetings', title, body);
