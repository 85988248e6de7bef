// The ring of unanswered messages against the simplest thing that could be it: a list.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { PendingMessages } from '../../src/engine/pending-messages.ts';

type Step = { readonly add: true } | { readonly answer: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(fc.constant({ add: true as const }), fc.record({ answer: fc.nat(30) })),
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
        } else {
          const at = list.findIndex(({ n }) => n === step.answer);
          const answer = pending.answer(step.answer);
          expect(answer).toEqual({ found: at >= 0, skipped: Math.max(at, 0) });
          if (at >= 0)
            expect([pending.dueUs, pending.startedUs]).toEqual([list[at]!.dueUs, list[at]!.startedUs]);
          if (at >= 0) list = list.slice(at + 1);
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
  expect(pending.answer(0)).toEqual({ found: true, skipped: 0 });
  expect(pending.length).toBe(65_535);
});
