// Addresses: what is taken, what is refused, whose machine it is; and that no message ever repeats a secret.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isLoopback, parseAddress } from '../../../src/config/compile/address.ts';

const problemOf = (text: string) => {
  const parsed = parseAddress(text, '/preset');
  return 'problem' in parsed ? parsed.problem : undefined;
};

describe('parseAddress takes', () => {
  const good: [string, string, number, string, boolean][] = [
    ['ws://127.0.0.1:9000', '127.0.0.1', 9_000, '/preset', false],
    ['ws://127.0.0.1:9000/', '127.0.0.1', 9_000, '/preset', false],
    ['ws://h/?a=1', 'h', 80, '/preset?a=1', false],
    ['wss://H.example/a/b?c=d', 'h.example', 443, '/a/b?c=d', true],
    ['WSS://h:443/x', 'h', 443, '/x', true],
    ['wss://[::1]:8443/x', '::1', 8_443, '/x', true],
    ['ws://h/a%20b/ä', 'h', 80, '/a%20b/%C3%A4', false],
    ['ws://127.1/x', '127.0.0.1', 80, '/x', false],
  ];
  for (const [text, host, port, path, secure] of good) {
    test(text, () => expect(parseAddress(text, '/preset')).toEqual({ url: text, host, port, path, secure }));
  }
});

describe('parseAddress refuses', () => {
  const like = 'such as wss://host/path or ws://127.0.0.1:9000';
  const bad: [string, string][] = [
    ['localhost:9000', `"localhost:9000" does not begin with ws:// or wss://; it must be ${like}`],
    ['ftp://h/x', `"ftp://h/x" does not begin with ws:// or wss://; it must be ${like}`],
    ['http://h/', 'begins with http://; a WebSocket address begins with ws://'],
    ['https://h/', 'begins with https://; a WebSocket address begins with wss://'],
    ['ws://', `"ws://" is no address; it must be ${like}, its port from 1 to 65535`],
    ['ws://h:99999/', `"ws://h:99999/" is no address; it must be ${like}, its port from 1 to 65535`],
    ['ws://h:0/', '"ws://h:0/" has port 0; it must be from 1 to 65535'],
    ['ws://[::1', `"ws://[::1" is no address; it must be ${like}, its port from 1 to 65535`],
    ['ws://h/x#y', '"ws://h/x" must not have a fragment (#...)'],
    ['ws://h/a b', 'must not contain spaces, backslashes or control characters'],
    ['ws://h/a\tb', 'must not contain spaces, backslashes or control characters'],
    ['ws:\\\\h', 'must not contain spaces, backslashes or control characters'],
    [`ws://h/${'x'.repeat(9_000)}`, 'is longer than 8192 characters'],
    [
      'ws://me:s3cret@h/',
      'must not contain a user or a password (user:password@host); run.json records the address',
    ],
    [
      'ws://s3cret@h/',
      'must not contain a user or a password (user:password@host); run.json records the address',
    ],
  ];
  for (const [text, problem] of bad) test(text.slice(0, 40), () => expect(problemOf(text)).toBe(problem));

  for (const name of [
    'access_token',
    'token',
    'Token',
    'id_token',
    'jwt',
    'api_key',
    'apikey',
    'password',
    'sig',
  ]) {
    test(`a secret in ${name}`, () => {
      expect(problemOf(`wss://h/x?a=1&${name}=s3cret`)).toContain(`remove the query parameter "${name}"`);
    });
  }

  test('and never repeats what may be a secret', () => {
    const secret = 's3cret-s3cret';
    const shapes = [
      (text: string) => `wss://u:${secret}@${text}`,
      (text: string) => `u:${secret}@${text}`,
      (text: string) => `wss://h:99999/${text}?token=${secret}`,
      (text: string) => `foo://${text}?x=${secret}`,
      (text: string) => `wss://${secret}@[${text}`,
      (text: string) => `wss://h/${text}?token=${secret}#x`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.string(), (shape, text) => {
        expect(problemOf(shape(text)) ?? '').not.toContain(secret);
      }),
    );
  });

  test('any text is an address or a problem', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `ws://${rest}`),
      fc.string().map((rest) => `wss://host/${rest}`),
    );
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parseAddress(written, '/p');
        if ('problem' in parsed) expect(parsed.problem.length).toBeGreaterThan(0);
        else expect(parsed.path.startsWith('/') && parsed.port > 0 && parsed.host !== '').toBe(true);
      }),
    );
  });
});

describe('this machine', () => {
  const own = [
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    'localhost',
    'LocalHost',
    'localhost.',
    '::ffff:7f00:1',
    '::ffff:127.0.0.1',
  ];
  const other = [
    '128.0.0.1',
    '10.0.0.1',
    '0.0.0.0',
    '::2',
    '::',
    'localhost.example',
    '127.example.com',
    'my-localhost',
    '127',
  ];
  for (const host of own) test(`is ${host}`, () => expect(isLoopback(host)).toBe(true));
  for (const host of other) test(`is not ${host}`, () => expect(isLoopback(host)).toBe(false));
});
