// What callbacks put into the queue comes out once, in order, whoever is faster; and it ends after the last.
import { expect, test } from 'bun:test';
import { AsyncQueue } from '../../../src/engine/local/async-queue.ts';

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function all<T>(queue: AsyncQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

test('what is there already comes in order, and then the end', async () => {
  const queue = new AsyncQueue<number>();
  for (const n of [1, 2, 3]) queue.push(n);
  queue.end();
  expect(await all(queue)).toEqual([1, 2, 3]);
});

test('who waits is woken by what comes, and by the end', async () => {
  const queue = new AsyncQueue<number>();
  const read = all(queue);
  for (const n of [1, 2, 3]) {
    await aTurn();
    queue.push(n);
  }
  await aTurn();
  queue.end();
  expect(await read).toEqual([1, 2, 3]);
});

test('what comes while another is looked at is next, and the end does not swallow it', async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  const seen: number[] = [];
  for await (const item of queue) {
    seen.push(item);
    if (item < 4) queue.push(item + 1);
    else queue.end();
    if (item === 3) queue.push(9);
  }
  expect(seen).toEqual([1, 2, 3, 4, 9]);
});
