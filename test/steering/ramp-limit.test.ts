// What a ramp does at its limit: it holds what is open or may still open, then what did open, and ends with that.
import { expect, test } from 'bun:test';
import type { Deadlines } from '../../src/plan/plan.ts';
import { commandEvent } from '../../src/steering/command-event.ts';
import { RampLimit } from '../../src/steering/ramp-limit.ts';
import type { Decision } from '../../src/steering/rule.ts';
import { PLAN } from '../plan/plans.ts';
import { Scenes, type Second } from './scenes.ts';

const deadlines: Deadlines = PLAN.deadlines;
const calm: Second = { counters: { attempted: 10, opened: 10 }, gauges: { target: 10, open: 10 } };
const throttled = (open: number, connecting: number): Second => ({
  counters: { attempted: 10, opened: open - 10, failed: 20 - open - connecting },
  failures: { throttled: 20 - open - connecting },
  gauges: { target: 20, open, connecting },
});

function rig() {
  const scenes = new Scenes();
  const rule = new RampLimit(deadlines);
  const see = (second: Second): Decision | null => {
    const scene = scenes.next(second);
    const decision = rule.decide(scene);
    if (decision === null) return null;
    scenes.note(decision.event);
    if (decision.command !== null) scenes.note(commandEvent(scene.moment.window.endUs, decision.command));
    return decision;
  };
  return { scenes, see };
}

test('it holds what is open for as long as the stage would have lasted, and the profile ends with that', () => {
  const { scenes, see } = rig();
  for (let i = 0; i < 3; i++) expect(see(calm)).toBeNull();
  expect(see(throttled(17, 0))).toMatchObject({
    command: {
      kind: 'replan',
      because: 'limit',
      fromUs: 4_000_000,
      evidence: { open: 17, target: 20, limitedBy: 'throttled' },
      stages: [{ name: 'hold at the limit', target: 17, durationUs: 3_000_000, shape: 'jump' }],
    },
    event: { kind: 'limit', detail: { open: 17, target: 20, limitedBy: 'throttled' } },
  });
  expect(scenes.played.stages.map(({ target }) => target)).toEqual([10, 20, 17]);
  expect(see({ gauges: { target: 17, open: 17 } })).toBeNull();
});

test('handshakes in flight may still open: they are waited for, and then what did open is held', () => {
  const { scenes, see } = rig();
  for (let i = 0; i < 3; i++) see(calm);
  expect(see(throttled(14, 4))?.command).toMatchObject({ stages: [{ target: 18 }] });
  expect(see({ gauges: { target: 18, open: 16 } })).toMatchObject({
    command: { kind: 'replan', fromUs: 5_000_000, stages: [{ target: 16, durationUs: 2_000_000 }] },
    event: null,
  });
  expect(scenes.record.facts.limit).toMatchObject({ open: 14, target: 20 });
  expect(see({ gauges: { target: 16, open: 15 } })).toBeNull();
});

test('where all of them opened nothing more is said', () => {
  const { see } = rig();
  for (let i = 0; i < 3; i++) see(calm);
  see(throttled(14, 4));
  expect(see({ gauges: { target: 18, open: 18 } })).toBeNull();
});

test('one that takes long is waited for: nothing is settled while any of them is in flight', () => {
  const { see } = rig();
  for (let i = 0; i < 3; i++) see(calm);
  expect(see(throttled(14, 4))?.command).toMatchObject({ stages: [{ target: 18 }] });
  expect(see({ gauges: { target: 18, open: 15, connecting: 3 } })).toBeNull();
  expect(see({ gauges: { target: 18, open: 17 } })?.command).toMatchObject({ stages: [{ target: 17 }] });
});

test('near the end of the profile it holds no longer than that', () => {
  const { see } = rig();
  for (let i = 0; i < 10; i++) see(calm);
  expect(see(throttled(17, 0))?.command).toMatchObject({ stages: [{ durationUs: 1_000_000 }] });
});

test('at its very end the limit is told, and nothing is commanded any more', () => {
  const { see } = rig();
  for (let i = 0; i < 11; i++) see(calm);
  expect(see(throttled(17, 2))).toMatchObject({
    command: null,
    event: { kind: 'limit', detail: { open: 17 } },
  });
});
