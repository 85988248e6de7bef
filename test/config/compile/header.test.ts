// Headers of the user's own: split, checked, and refused where they look like a secret, which is never repeated.
import { describe, expect, test } from 'bun:test';
import { parseHeader } from '../../../src/config/compile/header.ts';
import { LOCAL, load, messageOf } from '../loading.ts';

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

describe('the headers of a run', () => {
  test('keep their order, those given twice too', () => {
    const argv = ['X-B: 1', 'X-A: 2', 'X-B: 3'].flatMap((text) => ['--header', text]);
    expect(load([...LOCAL, ...argv]).plan.target.headers).toEqual([
      ['X-B', '1'],
      ['X-A', '2'],
      ['X-B', '3'],
    ]);
  });

  test('are at most 64', () => {
    const argv = Array.from({ length: 65 }, (_, n) => ['--header', `X-${n}: 1`]).flat();
    expect(load([...LOCAL, ...argv.slice(2)]).plan.target.headers).toHaveLength(64);
    expect(messageOf([...LOCAL, ...argv])).toBe('--header: more than 64 headers');
  });
});
