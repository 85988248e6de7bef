import { expect, test } from 'bun:test';
import { MAX_COUNTERS, SUM_COUNTERS } from '../../src/simulator/stats.ts';
import { manualHost } from './manual-host.ts';

const DERIVED = { eventsSent: 1, invalidEventsSent: 1, repliesSent: 1, throttlesSent: 1, othersSent: 1 };

test('every counter has a name of its own, and what is counted shows there and nowhere else', () => {
  const nothing = manualHost('plain').stats();
  expect(new Set(Object.keys(nothing)).size).toBe(SUM_COUNTERS.length + MAX_COUNTERS.length + 9);
  for (const counter of SUM_COUNTERS) {
    const { host, stats } = manualHost('plain');
    host.board.count(counter, 3);
    const isMessage = Object.hasOwn(DERIVED, counter);
    const isRefusal = counter === 'upgradesRefused' || counter === 'authFailed';
    expect(stats()).toEqual({
      ...nothing,
      [counter]: 3,
      messagesSent: isMessage ? 3 : 0,
      authRefused: isRefusal ? 3 : 0,
    });
  }
  for (const counter of MAX_COUNTERS) {
    const { host, stats } = manualHost('plain');
    host.board.raise(counter, 3);
    expect(stats()).toEqual({ ...nothing, [counter]: 3 });
  }
});
