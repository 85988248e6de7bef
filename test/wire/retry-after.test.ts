// Retry-After in seconds and in all three dates of HTTP, as microseconds from a given now.
import { expect, test } from 'bun:test';
import { retryAfterUs } from '../../src/wire/retry-after.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 30);

function waitUs(...values: string[]): number {
  const headers = values.map((value) => ['retry-after', value] as const);
  return retryAfterUs({ status: 429, minorVersion: 1, reason: '', headers }, NOW);
}

test('seconds', () => {
  expect(waitUs('3')).toBe(3_000_000);
  expect(waitUs('0')).toBe(0);
  expect(waitUs('99999999999999999999')).toBe(365 * 24 * 3_600 * 1_000_000);
});

test('a date, in the three formats of RFC 9110 section 5.6.7', () => {
  expect(waitUs('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(7_000_000);
  expect(waitUs('Sunday, 06-Nov-94 08:49:37 GMT')).toBe(7_000_000);
  expect(waitUs('Sun Nov  6 08:49:37 1994')).toBe(7_000_000);
  expect(waitUs('Sun, 06 Nov 1994 08:49:29 GMT')).toBe(0);
  expect(waitUs('Sunday, 06-Nov-44 08:49:37 GMT')).toBeGreaterThan(1_000_000);
  expect(waitUs('Sunday, 06-Nov-45 08:49:37 GMT')).toBe(0);
});

test('nothing, twice, or not readable', () => {
  expect(waitUs()).toBe(-1);
  expect(waitUs('3', '4')).toBe(-1);
  for (const value of [
    '',
    '-1',
    '1.5',
    '3 s',
    'soon',
    '2026-11-24',
    'Sun, 06 Nuv 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 28:49:37 GMT',
  ]) {
    expect(waitUs(value)).toBe(-1);
  }
});
