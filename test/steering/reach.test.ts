// When a run gives up on a target: never opened, failing, and the patience used up.
import { expect, test } from 'bun:test';
import type { Snapshot } from '../../src/metrics/snapshot.ts';
import { Reach } from '../../src/steering/reach.ts';
import { Scenes } from './scenes.ts';

type Counters = Snapshot['counters'];

/** In which second it ends, from 1; undefined where it never does. */
function endsIn(seconds: readonly Counters[]): number | undefined {
  const reach = new Reach();
  const scenes = new Scenes();
  const at = seconds.findIndex((counters) => reach.decide(scenes.next({ counters })) !== null);
  return at < 0 ? undefined : at + 1;
}

const after = (first: Counters, n: number): Counters[] => [first, ...new Array<Counters>(n - 1).fill({})];

test('refused from the start: five seconds after the first attempt', () => {
  expect(endsIn(after({ attempted: 10, failed: 10 }, 6))).toBe(5);
});

test('a single connection that opened is enough to go on', () => {
  expect(endsIn(after({ attempted: 10, failed: 9, opened: 1 }, 10))).toBeUndefined();
});

test('a silent target is waited for until a deadline of ours says that it failed', () => {
  expect(endsIn(after({ attempted: 10 }, 10))).toBeUndefined();
});

test('the patience begins with the first attempt', () => {
  const quiet = new Array<Counters>(20).fill({});
  expect(endsIn([...quiet, ...after({ attempted: 1, failed: 1 }, 6)])).toBe(25);
});

test('it says why', () => {
  const reach = new Reach();
  const scenes = new Scenes();
  for (let i = 0; i < 4; i++) reach.decide(scenes.next({ counters: { attempted: 1, failed: 1 } }));
  expect(reach.decide(scenes.next({}))).toEqual({
    command: { kind: 'end', because: 'unreachable', evidence: { failed: 4 }, withinUs: null },
    event: null,
  });
});
