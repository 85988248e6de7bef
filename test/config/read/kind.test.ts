// Values from text, suggestions, source addresses and headers: the small parsers of config/.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { parseHeader } from '../../../src/config/compile/header.ts';
import {
  expandAddresses,
  loopbackAddresses,
  PER_ADDRESS,
} from '../../../src/config/compile/source-address.ts';
import { quote } from '../../../src/config/problem.ts';
import { LONGEST_US, readText } from '../../../src/config/read/kind.ts';
import { editDistance, suggest } from '../../../src/config/read/suggestion.ts';

describe('readText', () => {
  test('a duration within the bounds is its microseconds, whatever its unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_US / 1_000 }), fc.constantFrom('us', 'ms'), (n, unit) => {
        expect(readText({ kind: 'duration' }, `${n}${unit}`)).toEqual({
          value: unit === 'us' ? n : n * 1_000,
        });
      }),
    );
  });

  test('an integer is itself within its bounds and a problem outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 150 }), (n) => {
        const reading = readText({ kind: 'integer', min: 1, max: 100 }, String(n));
        if (n >= 1 && n <= 100) expect(reading).toEqual({ value: n });
        else expect(reading).toEqual({ problem: `must be a whole number from 1 to 100, not "${n}"` });
      }),
    );
  });

  test('a secretive value is not shown', () => {
    const reading = readText({ kind: 'choice', choices: ['a', 'b'], secretive: true }, 's3cret');
    expect(reading).toEqual({ problem: 'must be a or b' });
  });
});

test('quote keeps messages on one line, short and printable', () => {
  expect(quote('a\u001b[31m\nb')).toBe('"a?[31m?b"');
  expect(quote('x'.repeat(50))).toBe(`"${'x'.repeat(37)}..."`);
  expect([quote(undefined), quote([1]), quote({}), quote(5), quote(true)]).toEqual([
    'nothing',
    'a list',
    'a group of keys',
    '5',
    'true',
  ]);
});

describe('suggest', () => {
  const words = ['limit', 'platform', 'ping-interval', 'ping-timeout', 'target-concurrency'];
  const cases: [string, string | undefined][] = [
    ['limti', 'limit'],
    ['LIMIT', 'limit'],
    ['platfrom', 'platform'],
    ['ping-intervall', 'ping-interval'],
    ['target', 'target-concurrency'],
    ['x', undefined],
    ['something-else', undefined],
    ['y'.repeat(10_000), undefined],
  ];
  for (const [word, wanted] of cases) {
    test(`${word.slice(0, 20)} -> ${wanted}`, () => expect(suggest(word, words)).toBe(wanted as string));
  }

  test('the distance is symmetric, zero only for equals, and one edit is one', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.nat(), (a, b, at) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        const cut = at % (a.length + 1);
        expect(editDistance(a, `${a.slice(0, cut)}#${a.slice(cut)}`)).toBe(1);
      }),
    );
  });
});

describe('source addresses', () => {
  test('ranges are every address between their ends, each once', () => {
    expect(expandAddresses(['127.0.0.254-127.0.1.1', '127.0.1.0', '::1'])).toEqual([
      '127.0.0.254',
      '127.0.0.255',
      '127.0.1.0',
      '127.0.1.1',
      '::1',
    ]);
  });

  const bad: [string, string][] = [
    ['local', '"local" is no IP address'],
    ['127.0.0.256', '"127.0.0.256" is no IP address'],
    ['127.0.0.9-127.0.0.1', '"127.0.0.9-127.0.0.1" ends before it begins'],
    ['127.0.0.1-', '"127.0.0.1-" is no range of IPv4 addresses such as 127.0.0.2-127.0.0.20'],
    ['::1-::2', '"::1-::2" is no range of IPv4 addresses such as 127.0.0.2-127.0.0.20'],
    ['10.0.0.0-11.0.0.0', '"10.0.0.0-11.0.0.0" has more than 65536 addresses'],
  ];
  for (const [text, problem] of bad) {
    test(text, () => expect(expandAddresses([text])).toEqual({ problem }));
  }

  test('loopback has enough of them for any load', () => {
    expect(loopbackAddresses(PER_ADDRESS)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: PER_ADDRESS + 1, max: 1_200_000 }), (connections) => {
        const addresses = loopbackAddresses(connections);
        expect(new Set(addresses).size).toBe(addresses.length);
        expect(Math.ceil(connections / addresses.length)).toBeLessThanOrEqual(PER_ADDRESS);
        for (const address of addresses) expect(address).toMatch(/^127\.\d+\.\d+\.\d+$/);
      }),
      { numRuns: 20 },
    );
  });
});

describe('parseHeader', () => {
  test('splits at the first colon', () => {
    expect(parseHeader('Origin: https://a.example:8443')).toEqual(['Origin', 'https://a.example:8443']);
    expect(parseHeader('X-Empty:')).toEqual(['X-Empty', '']);
  });

  const bad: [string, string][] = [
    ['nothing', "must be 'Name: value', the name of letters, digits and dashes"],
    [': value', "must be 'Name: value', the name of letters, digits and dashes"],
    ['a b: value', "must be 'Name: value', the name of letters, digits and dashes"],
    ['Sec-WebSocket-Key: s3cret', 'the header "Sec-WebSocket-Key" belongs to the WebSocket handshake itself'],
    ['Host: s3cret', 'the header "Host" belongs to the WebSocket handshake itself'],
    ['X-A: s3cret\r\nX-B: 2', 'the header "X-A" has a line break, a control character or no end'],
  ];
  for (const [text, problem] of bad)
    test(JSON.stringify(text), () => expect(parseHeader(text)).toBe(problem));

  for (const name of [
    'Authorization',
    'cookie',
    'Proxy-Authorization',
    'X-API-Key',
    'X-Auth-Token',
    'Client-Secret',
  ]) {
    test(`${name} is refused without its value`, () => {
      const problem = parseHeader(`${name}: s3cret`);
      expect(problem).toContain(`the header "${name}" looks like a secret`);
      expect(problem).not.toContain('s3cret');
    });
  }
});
