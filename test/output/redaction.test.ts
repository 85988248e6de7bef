// What run.json must not hold, even where a user wrote it into an address or a header.
import { expect, test } from 'bun:test';
import { redactAddress, redactRun } from '../../src/output/redaction.ts';
import { makePlan, makeRunInfo } from './fixtures.ts';

test.each([
  ['wss://user:hunter2@host:1/x', 'wss://redacted@host:1/x'],
  ['wss://host/x?access_token=hunter2&topic=a', 'wss://host/x?access_token=redacted&topic=a'],
  ['/x?topic=a&api_key=hunter2#f', '/x?topic=a&api_key=redacted#f'],
  ['wss://host/a@b?x=1&apikey=hunter2', 'wss://host/a@b?x=1&apikey=redacted'],
  ['wss://host/x?monkey=1&keyboard=2&topic=3', 'wss://host/x?monkey=1&keyboard=2&topic=3'],
])('%s', (address, redacted) => {
  expect(redactAddress(address)).toBe(redacted);
  expect(redactAddress(redacted)).toBe(redacted);
});

test('headers that open doors are hidden, the others kept', () => {
  const plan = makePlan();
  const headers = [
    ['Authorization', 'Bearer hunter2'],
    ['x-api-key', 'hunter2'],
    ['Cookie', 'sid=hunter2'],
    ['X-Amz-Signature', 'hunter2'],
    ['Origin', 'https://agent.example.com'],
  ] as const;
  const target = { ...plan.target, headers, url: 'ws://me:hunter2@127.0.0.1/', path: '/?token=hunter2' };
  const redacted = redactRun(makeRunInfo({ ...plan, target }));
  expect(JSON.stringify(redacted)).not.toContain('hunter2');
  expect(redacted.plan.target.headers.at(-1)).toEqual(['Origin', 'https://agent.example.com']);
  expect(redacted.plan.target.headers.map(([name]) => name)).toEqual(headers.map(([name]) => name));
});
