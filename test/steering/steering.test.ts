// Steering as a whole: which rule counts first, that nothing follows an end, and that the same moments steer the same.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Moment } from '../../src/metrics/record/moment.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import type { Command } from '../../src/plan/command.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { commandEvent } from '../../src/steering/command-event.ts';
import { Steering } from '../../src/steering/steering.ts';
import { anyHistory } from '../metrics/arbitrary.ts';
import { PLAN } from '../plan/plans.ts';
import { RAMP, Scenes } from './scenes.ts';

const RAMPING: Plan = { ...PLAN, profile: RAMP };

function steer(plan: Plan, moments: readonly Moment[]): Command[] {
  const steering = new Steering(plan);
  const record = new RunRecord();
  return moments.flatMap((moment) => {
    const decision = steering.decide(moment, record.add(moment));
    if (decision === null) return [];
    if (decision.event !== null) record.note(decision.event);
    if (decision.command === null) return [];
    record.note(commandEvent(moment.window.endUs, decision.command));
    return [decision.command];
  });
}

const momentsOf = (seconds: readonly Parameters<Scenes['next']>[0][]): Moment[] => {
  const scenes = new Scenes();
  return seconds.map((second) => scenes.next(second).moment);
};

const open = { counters: { attempted: 10, opened: 10 }, gauges: { target: 10, open: 10 } };
const refused = {
  counters: { attempted: 10, failed: 10 },
  failures: { throttled: 10 },
  gauges: { target: 20, open: 10 },
};

test('a ramp that is throttled holds; any other profile goes on as it was planned', () => {
  expect(steer(RAMPING, momentsOf([open, refused])).map(({ because }) => because)).toEqual(['limit']);
  const steady = { ...RAMPING, profile: { ...RAMP, untilThrottled: false } };
  expect(steer(steady, momentsOf([open, refused]))).toEqual([]);
});

test('nothing follows an end', () => {
  const never = { counters: { attempted: 3, failed: 3 }, failures: { 'tcp-refused': 3 } };
  const commands = steer(RAMPING, momentsOf(new Array(12).fill(never)));
  expect(commands).toMatchObject([{ kind: 'end', because: 'unreachable' }]);
});

test('the same moments are steered the same, so what was played can be told from the record alone', () => {
  fc.assert(
    fc.property(anyHistory, (windows) => {
      const moments = windows.map((window, number) => ({ number, window, events: [], samples: [] }));
      expect(steer(RAMPING, moments)).toEqual(steer(RAMPING, moments));
    }),
  );
});
