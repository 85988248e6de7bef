// The laws of a load, on a manual clock: whatever the network does and whatever is commanded, its sums add up, it reaches the
// level that was commanded last, and it comes to its end.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { climb, jump, misaccounts, type Rig, replan, SECOND_US, started } from './rig.ts';

type Act = (rig: Rig, n: number) => unknown;

const ACTS: readonly Act[] = [
  (rig, n) => rig.pass(n * 100_000),
  (rig, n) => {
    rig.network.answer = (['open', 'refuse', 'silence'] as const)[n % 3]!;
  },
  (rig, n) => {
    rig.network.echoes = n % 2 === 0;
    rig.network.saysGoodbye = n % 4 < 2;
  },
  (rig, n) => rig.network.open[n % Math.max(1, rig.network.open.length)]?.lose(),
  (rig, n) => {
    const fromUs = rig.clock.nowUs() - rig.startUs;
    rig.load.replan(replan({ fromUs, stages: [jump(n, 1), climb(9 - n, 2)], fromLevel: n, hold: n }));
  },
  (rig, n) => {
    const fromUs = rig.clock.nowUs() - rig.startUs + n * 200_000;
    rig.load.replan(replan({ fromUs, stages: [climb(n, 3), jump(0, 1)], fromLevel: rig.load.target }));
  },
  (rig, n) => n > 6 && rig.load.end(n * SECOND_US),
];

/** A load that is easily in trouble: capped, dialing again, sending, with a profile of its own. */
function troubled(maxHandshakesInFlight: number): Rig {
  return started([climb(8, 4), jump(5, 2)], {
    pacing: { maxHandshakesInFlight, redial: true, redialBackoffUs: [50_000, 500_000] },
    messages: { mode: 'rate', perSecond: 3 },
  });
}

async function play(rig: Rig, acts: readonly (readonly [act: number, n: number])[]): Promise<void> {
  for (const [act, n] of acts) {
    await ACTS[act]!(rig, n);
    await rig.answers();
  }
}

const anyTrouble = (last: number) =>
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.tuple(fc.nat(last), fc.nat(9)), { maxLength: 25 }));

test('whatever the network does and is commanded, every sum adds up and the load comes to its end', async () => {
  await fc.assert(
    fc.asyncProperty(anyTrouble(ACTS.length - 1), async ([inFlight, acts]) => {
      const rig = troubled(inFlight);
      await play(rig, acts);
      await rig.pass(60 * SECOND_US);
      expect(misaccounts(rig)).toEqual([]);
      expect(rig.told).toEqual(['settled', 'drained']);
      expect(rig.network.lines.filter(({ state }) => state !== 'over')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('whatever came before, a level that holds at once is reached where the network lets it', async () => {
  await fc.assert(
    fc.asyncProperty(anyTrouble(ACTS.length - 2), fc.nat(12), async ([inFlight, acts], level) => {
      const rig = troubled(inFlight);
      await play(rig, acts);
      fc.pre(rig.told.length === 0);
      rig.network.answer = 'open';
      rig.load.replan(
        replan({ fromUs: rig.clock.nowUs() - rig.startUs, stages: [jump(level, 60)], hold: level }),
      );
      await rig.pass(20 * SECOND_US);
      expect([rig.load.target, rig.open, rig.network.open.length]).toEqual([level, level, level]);
    }),
    { numRuns: 60 },
  );
});
