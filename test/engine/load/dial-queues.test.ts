// Who is dialed next: within a credential who came first, among them who has been due for longest; whoever waits is dealt
// out once.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { DialQueues, type Waiting } from '../../../src/engine/load/dial-queues.ts';

const waiting = (dueUs: number): Waiting => ({ seat: undefined as never, dueUs, addedUs: 0 });

function drain(queues: DialQueues): Waiting[] {
  const all: Waiting[] = [];
  for (let next = queues.shift(); next !== undefined; next = queues.shift()) all.push(next);
  return all;
}

test('with one credential it is a queue: who came first, whenever that was due', () => {
  const queues = new DialQueues();
  const all = [30, 10, 20].map(waiting);
  for (const one of all) queues.add(0, one);
  expect([queues.length, queues.head()]).toEqual([3, all[0]]);
  expect(drain(queues)).toEqual(all);
  expect([queues.length, queues.head(), queues.shift()]).toEqual([0, undefined, undefined]);
});

test('among credentials the earliest due head is next', () => {
  const queues = new DialQueues();
  for (const [credential, dueUs] of [
    [0, 50],
    [1, 20],
    [0, 10],
    [2, 30],
    [1, 60],
  ] as const)
    queues.add(credential, waiting(dueUs));
  expect(drain(queues).map(({ dueUs }) => dueUs)).toEqual([20, 30, 50, 10, 60]);
});

interface Model {
  readonly credential: number;
  readonly entry: Waiting;
}

/** The same, without a heap. */
function nextOf(model: Model[]): Model | undefined {
  const heads = [...Map.groupBy(model, ({ credential }) => credential).values()].map(([head]) => head!);
  const firstUs = Math.min(...heads.map(({ entry }) => entry.dueUs));
  return heads.find(({ entry }) => entry.dueUs === firstUs);
}

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ credential: fc.nat(6), dueUs: fc.nat(1_000_000) }) },
    { weight: 4, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.record({ refuse: fc.integer({ min: 2, max: 5 }) }) },
  ),
  { maxLength: 300 },
);

test('whatever comes, goes and is refused, it is what a plain list would say', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queues = new DialQueues();
      let model: Model[] = [];
      for (const step of all) {
        if (step === 'shift') {
          const next = queues.shift();
          // Heads that were due at the same moment are as good as each other.
          expect(next?.dueUs).toBe(nextOf(model)?.entry.dueUs as number);
          const taken = model.find(({ entry }) => entry === next);
          if (taken !== undefined)
            expect(model.find(({ credential }) => credential === taken.credential)).toBe(taken);
          model = model.filter(({ entry }) => entry !== next);
        } else if ('refuse' in step) {
          const keeps = ({ dueUs }: Waiting) => dueUs % step.refuse !== 0;
          const refused = new Set(queues.refuse(keeps));
          expect([...refused].some(keeps)).toBe(false);
          const left = model.filter(({ entry }) => keeps(entry));
          expect(refused.size).toBe(model.length - left.length);
          model = left;
        } else {
          const entry = waiting(step.dueUs);
          queues.add(step.credential, entry);
          model.push({ credential: step.credential, entry });
        }
        expect(queues.length).toBe(model.length);
      }
    }),
  );
});

test('many that wait long are dealt out in order, and what was dealt is let go', () => {
  const queues = new DialQueues();
  for (let i = 0; i < 10_000; i++) queues.add(0, waiting(i));
  for (let i = 0; i < 9_000; i++) expect(queues.shift()!.dueUs).toBe(i);
  for (let i = 10_000; i < 11_000; i++) queues.add(0, waiting(i));
  expect(drain(queues).map(({ dueUs }) => dueUs)).toEqual(Array.from({ length: 2_000 }, (_, i) => 9_000 + i));
});
