import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { AckWindow } from '../../../src/simulator/connection/ack-window.ts';

test('agrees with a set of what is outstanding, for any order of sends and acks', () => {
  const step = fc.oneof(fc.constant('send' as const), fc.integer({ min: -2, max: 30 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const window = new AckWindow();
      const outstanding = new Set<number>();
      let sent = 0;
      for (const each of steps) {
        if (each === 'send') {
          sent += 1;
          expect(window.next()).toBe(sent);
          outstanding.add(sent);
        } else {
          expect(window.ack(each)).toBe(outstanding.delete(each));
        }
        expect(window.unacked).toBe(outstanding.size);
      }
    }),
  );
});

test('gives up a gap rather than remember without end', () => {
  const window = new AckWindow();
  for (let seq = 1; seq <= 10_000; seq += 1) window.next();
  for (let seq = 2; seq <= 9_000; seq += 1) expect(window.ack(seq)).toBe(true);
  expect(window.unacked).toBe(1_001);
  expect(window.ack(1)).toBe(false); // the gap was given up
  expect(window.ack(5_000)).toBe(false);
  expect(window.ack(9_001)).toBe(true);
});
