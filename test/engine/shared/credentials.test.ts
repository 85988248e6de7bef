// Credentials by ordinal: dealt round, the same in every worker, and each made once.
import { expect, test } from 'bun:test';
import { Credentials } from '../../../src/engine/shared/credentials.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { PLAN } from '../../plan/plans.ts';

const plan: Plan = { ...PLAN, platform: { ...PLAN.platform, token: 'query' } };

test('a connection has that of its ordinal, in any worker', () => {
  const tokens = ['a', 'b', 'c'];
  const [one, other] = [new Credentials(plan, { tokens }), new Credentials(plan, { tokens })];
  expect([0, 1, 2, 3, 7].map((ordinal) => one.of(ordinal).token)).toEqual(['a', 'b', 'c', 'a', 'b']);
  for (const ordinal of [0, 5, 1_000_003]) expect(other.of(ordinal)).toEqual(one.of(ordinal));
  expect(one.of(4)).toMatchObject({ index: 1, token: 'b', destination: { path: '/?access_token=b' } });
});

test('what is dialed with it is made once', () => {
  const credentials = new Credentials(plan, { tokens: ['a', 'b'] });
  expect(credentials.of(0)).toBe(credentials.of(2));
  expect(credentials.of(0).destination).not.toBe(credentials.of(1).destination);
});

test('where nobody gave any, all are one, without a token', () => {
  const credentials = new Credentials(plan, { tokens: [] });
  expect(credentials.of(99)).toMatchObject({ index: 0, destination: { path: '/' } });
  expect(credentials.of(99).token).toBeUndefined();
  expect(credentials.of(99)).toBe(credentials.of(0));
});
