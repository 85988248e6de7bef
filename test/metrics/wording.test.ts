// How numbers are said in sentences: short, and never so rounded that they say something else.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  largestFirst,
  sayBytes,
  sayCount,
  sayLargest,
  sayPlural,
  sayShare,
} from '../../src/metrics/wording.ts';

test('a count has a comma every three digits, and its digits are the number', () => {
  expect([0, 999, 1_000, 12_345, 1_234_567].map(sayCount)).toEqual([
    '0',
    '999',
    '1,000',
    '12,345',
    '1,234,567',
  ]);
  fc.assert(
    fc.property(fc.nat(), (n) => {
      expect(sayCount(n)).toMatch(/^\d{1,3}(,\d{3})*$/);
      expect(Number(sayCount(n).replaceAll(',', ''))).toBe(n);
    }),
  );
});

test('only one is one', () => {
  expect([0, 1, 1_200].map((n) => sayPlural(n, 'handshake'))).toEqual([
    '0 handshakes',
    '1 handshake',
    '1,200 handshakes',
  ]);
  expect(sayPlural(2, 'worker process', 'worker processes')).toBe('2 worker processes');
});

test.each<[number, string]>([
  [0, '0 %'],
  [0.00009, 'under 0.01 %'],
  [0.0013, '0.13 %'],
  [0.024, '2.4 %'],
  [0.87, '87 %'],
  [0.99999, '99.99 %'],
  [1, '100 %'],
  [1.5, '150 %'],
])('a share of %p is said as %s', (share, text) => {
  expect(sayShare(share)).toBe(text);
});

test('no share is rounded up to all or down to none', () => {
  fc.assert(
    fc.property(fc.double({ min: Number.EPSILON, max: 1 - Number.EPSILON, noNaN: true }), (share) => {
      expect(['0 %', '0.0 %', '0.00 %', '100 %', '100.00 %']).not.toContain(sayShare(share));
    }),
  );
});

test('bytes are megabytes, and gigabytes from one on', () => {
  expect([34e6, 999_400_000, 1e9, 1.26e9].map(sayBytes)).toEqual(['34 MB', '999 MB', '1.0 GB', '1.3 GB']);
});

test('the largest come first, the name decides between equals, and what is zero is not named', () => {
  const counts = { reset: 3, normal: 240, policy: 0, 'going-away': 3 };
  expect(largestFirst(counts)).toEqual([
    ['normal', 240],
    ['going-away', 3],
    ['reset', 3],
  ]);
  expect(sayLargest({})).toBe('');
  expect(sayLargest({ reset: 1_000 })).toBe('reset (1,000)');
  expect(sayLargest({ reset: 2, normal: 1 })).toBe('reset (2) and normal (1)');
  expect(sayLargest({ a: 5, b: 4, c: 3, d: 2 })).toBe('a (5), b (4), c (3) and 1 more kind');
  expect(sayLargest({ a: 5, b: 4, c: 3 }, 1)).toBe('a (5) and 2 more kinds');
});
