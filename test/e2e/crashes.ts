// Crashes of one seed, a test each: `npm run crashes` plays a hundred of them.
import { expect } from 'bun:test';
import { playCrash } from '../../endurance/crash.ts';
import { judgeCrash } from '../../endurance/crash-laws.ts';
import { planCrash } from '../../endurance/crash-plan.ts';
import { testOnLinux } from './processes.ts';

const SEED = 20_261_124;
const TIMEOUT_MS = 120_000;

/** From the one number up to the other, which is not played. */
export function testCrashes(from: number, to: number): void {
  for (let n = from; n < to; n++) {
    const plan = planCrash(SEED, n);
    const what = `${plan.victim} after ${plan.atMs} ms (npm run crashes -- --seed ${SEED} --case ${n})`;
    testOnLinux(
      `kill -9 of the ${what}`,
      async () => expect(judgeCrash(await playCrash(plan)).problems).toEqual([]),
      TIMEOUT_MS,
    );
  }
}
