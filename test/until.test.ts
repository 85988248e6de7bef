// The wait that all tests share: it gives what the condition gave, and tells what it waited for in vain.
import { expect, test } from 'bun:test';
import { until } from './until.ts';

/** Not yet for so many looks. */
function after<T>(looks: number, value: T): () => T | false {
  let looked = 0;
  return () => looked++ >= looks && value;
}

test('resolves with what the condition gives, at once or in time', async () => {
  expect(await until(() => 'now', 'a word')).toBe('now');
  expect(await until(after(5, 'later'), 'a word')).toBe('later');
  expect(await until(async () => after(0, 7)(), 'a number')).toBe(7);
});

test('nothing, null and false are not yet; nought and an empty text are something', async () => {
  for (const value of [0, '', Number.NaN]) expect(await until(() => value, 'it')).toBe(value);
  for (const value of [undefined, null, false] as const)
    await expect(until(() => value, 'it', { timeoutMs: 5 })).rejects.toThrow('in vain: it');
});

test('waited for in vain: names what, for how long, and what was seen last', async () => {
  let looked = 0;
  const never = () => {
    looked++;
    return false;
  };
  const waited = until(never, 'the moon', { timeoutMs: 30, seen: () => ({ looked }) });
  await expect(waited).rejects.toThrow(
    /^waited 30 ms in vain: the moon; last seen: \{\s*looked: \d+,?\s*\}$/,
  );
  expect(looked).toBeGreaterThan(2);
  const told = until(never, 'the moon', { timeoutMs: 1, seen: () => 'clouds\nand rain' });
  await expect(told).rejects.toThrow('last seen: clouds\nand rain');
});

test('looks that cost something are as far apart as is asked for', async () => {
  const looks: number[] = [];
  await until(() => looks.push(performance.now()) === 3, 'three looks', { pauseMs: 40 });
  expect(looks[2]! - looks[0]!).toBeGreaterThanOrEqual(78); // timers count in whole milliseconds
});

test('a condition whose answer never comes is no reason to wait for ever', async () => {
  const waited = until(() => new Promise<true>(() => {}), 'an answer', { timeoutMs: 20 });
  await expect(waited).rejects.toThrow('waited 20 ms in vain: an answer');
});

test('a condition that throws ends the wait with what it threw', async () => {
  const gone = () => {
    throw new Error('it is gone');
  };
  await expect(until(gone, 'it')).rejects.toThrow('it is gone');
  await expect(until(async () => gone(), 'it')).rejects.toThrow('it is gone');
});

test('looks a last time when the time is over', async () => {
  const startMs = performance.now();
  expect(await until(() => performance.now() - startMs > 50, 'the time', { timeoutMs: 51 })).toBe(true);
});
