// The ring of unanswered messages against the simplest thing that could be it: a list.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { PendingMessages } from '../../../src/engine/talk/pending-messages.ts';

type Step = { readonly add: true } | { readonly answer: number } | { readonly first: true };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.constant({ add: true as const }),
    fc.record({ answer: fc.nat(30) }),
    fc.constant({ first: true as const }),
  ),
  { maxLength: 300 },
);

test('it answers as a list would', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const pending = new PendingMessages();
      let list: { n: number; dueUs: number; startedUs: number }[] = [];
      let next = 0;
      for (const step of plan) {
        if ('add' in step) {
          const message = { n: next++, dueUs: next * 10, startedUs: next * 10 + 3 };
          list.push(message);
          pending.add(message.n, message.dueUs, message.startedUs);
        } else if ('first' in step) {
          expect(pending.takeFirst()).toBe(list.shift()?.n ?? -1);
        } else {
          const at = list.findIndex(({ n }) => n === step.answer);
          expect(pending.take(step.answer)).toBe(at >= 0);
          if (at >= 0)
            expect([pending.dueUs, pending.startedUs]).toEqual([list[at]!.dueUs, list[at]!.startedUs]);
          if (at >= 0) list = list.toSpliced(at, 1);
        }
        expect(pending.length).toBe(list.length);
      }
    }),
  );
});

test('it is bounded', () => {
  const pending = new PendingMessages();
  let n = 0;
  while (!pending.isFull) pending.add(n++, 0, 0);
  expect(n).toBe(65_536);
  // A hole is a place taken, until those before it are gone.
  expect(pending.take(1)).toBe(true);
  expect(pending.length).toBe(65_535);
  expect<boolean>(pending.isFull).toBe(true);
  expect(pending.take(0)).toBe(true);
  expect(pending.length).toBe(65_534);
  expect<boolean>(pending.isFull).toBe(false);
  expect(pending.takeFirst()).toBe(2);
});
