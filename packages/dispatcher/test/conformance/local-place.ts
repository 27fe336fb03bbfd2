import type { Launch } from '../../src/launch/launch-events.ts';
import { cancelRuns } from '../../src/stop/cancel-runs.ts';
import { makeRig } from '../rig.ts';
import { type TestPlace, withWaiting } from './place-rig.ts';

/** This machine, with a launcher in the test's own process. */
export const localTestPlace: TestPlace = {
  name: 'local',
  lacks: {},
  rig: async (options) => {
    const rig = await makeRig(options);
    let launch: Launch | undefined;
    return withWaiting(
      {
        ...rig,
        start: async (given) => {
          await launch?.done;
          launch = await rig.launch(given);
        },
        rest: async () => {
          await launch?.done;
          return rig.status();
        },
        look: async () => rig.status(),
        cancel: async (runs) => {
          await cancelRuns(rig.host, rig.sweep, runs);
        },
        [Symbol.asyncDispose]: async () => {
          launch?.stop('kill');
          await launch?.done;
          await rig[Symbol.asyncDispose]();
        },
      },
      5,
    );
  },
};
