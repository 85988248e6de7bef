// Who waits for the next turn has it once, in order, after all that this turn still does.
import { expect, test } from 'bun:test';
import { NextTurn } from '../../../src/engine/loop/next-turn.ts';

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function rig() {
  const nextTurn = new NextTurn();
  const told: string[] = [];
  const turner = (name: string, act = () => {}) => ({
    onNextTurn: () => {
      told.push(name);
      act();
    },
  });
  return { nextTurn, told, turner };
}

test('turners have their turn once, in order, and not before this one is over', async () => {
  const { nextTurn, told, turner } = rig();
  expect(nextTurn.isEmpty).toBe(true);
  nextTurn.add(turner('a'));
  nextTurn.add(turner('b'));
  expect(nextTurn.isEmpty).toBe(false);
  await Promise.resolve();
  expect(told).toEqual([]);
  await aTurn();
  expect(told).toEqual(['a', 'b']);
  expect(nextTurn.isEmpty).toBe(true);
  await aTurn();
  expect(told).toEqual(['a', 'b']);
});

test('who asks again within its turn has the one after it, and keeps nobody waiting', async () => {
  const { nextTurn, told, turner } = rig();
  let again = 2;
  const loop = turner('loop', () => {
    if (again-- > 0) nextTurn.add(loop);
  });
  nextTurn.add(loop);
  nextTurn.add(turner('other'));
  await aTurn();
  expect(told).toEqual(['loop', 'other']);
  expect(nextTurn.isEmpty).toBe(false);
  await aTurn();
  await aTurn();
  expect(told).toEqual(['loop', 'other', 'loop', 'loop']);
  expect(nextTurn.isEmpty).toBe(true);
});
