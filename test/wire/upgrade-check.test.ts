// What makes an answer the upgrade that was asked for, one mistake at a time.
import { describe, expect, test } from 'bun:test';
import type { UpgradeResponse } from '../../src/wire/handshake-response.ts';
import { checkUpgrade, type UpgradeExpectations } from '../../src/wire/upgrade-check.ts';

const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const GOOD: [string, string][] = [
  ['upgrade', 'websocket'],
  ['connection', 'Upgrade'],
  ['sec-websocket-accept', ACCEPT],
];

function check(
  headers: [string, string][],
  expected: Partial<UpgradeExpectations> = {},
  response: Partial<UpgradeResponse> = {},
) {
  return checkUpgrade(
    { status: 101, minorVersion: 1, reason: '', headers, ...response },
    { accept: ACCEPT, subprotocols: [], deflate: false, ...expected },
  );
}

function codeOf(...args: Parameters<typeof check>): string {
  const result = check(...args);
  return result.ok ? 'ok' : result.code;
}

const without = (name: string) => GOOD.filter(([field]) => field !== name);

describe('an answer', () => {
  test('that is right', () => {
    expect(check(GOOD)).toEqual({ ok: true, subprotocol: null, deflate: null });
    const spelt: [string, string][] = [
      ['upgrade', 'WebSocket'],
      ['connection', 'keep-alive, upgrade'],
    ];
    expect(codeOf([...spelt, GOOD[2]!])).toBe('ok');
  });

  test('that is no upgrade', () => {
    expect(codeOf(without('upgrade'))).toBe('missing-upgrade');
    expect(codeOf(without('connection'))).toBe('missing-upgrade');
    expect(codeOf([...without('upgrade'), ['upgrade', 'h2c']])).toBe('missing-upgrade');
    expect(codeOf([...GOOD, ['upgrade', 'websocket']])).toBe('missing-upgrade');
    expect(codeOf([...without('connection'), ['connection', 'close']])).toBe('missing-upgrade');
    expect(codeOf(GOOD, {}, { minorVersion: 0 })).toBe('missing-upgrade');
  });

  test('with a wrong accept value, none, or two', () => {
    expect(codeOf(without('sec-websocket-accept'))).toBe('wrong-accept');
    expect(codeOf([...without('sec-websocket-accept'), ['sec-websocket-accept', ACCEPT.toLowerCase()]])).toBe(
      'wrong-accept',
    );
    expect(codeOf([...GOOD, ['sec-websocket-accept', ACCEPT]])).toBe('malformed');
  });

  test('that redirects or refuses, before anything else is looked at', () => {
    expect(check([['location', 'https://elsewhere/']], {}, { status: 302 })).toEqual({
      ok: false,
      code: 'redirect',
      status: 302,
      location: 'https://elsewhere/',
    });
    expect(check([], {}, { status: 307 })).toMatchObject({ code: 'redirect', location: null });
    for (const status of [200, 204, 400, 401, 403, 429, 500, 503]) {
      expect(check(GOOD, {}, { status })).toMatchObject({ ok: false, code: 'rejected', status });
    }
  });

  test('with a subprotocol', () => {
    const asked = { subprotocols: ['a', 'b'] };
    expect(check([...GOOD, ['sec-websocket-protocol', 'b']], asked)).toMatchObject({
      ok: true,
      subprotocol: 'b',
    });
    expect(codeOf([...GOOD, ['sec-websocket-protocol', 'c']], asked)).toBe('unexpected-subprotocol');
    expect(codeOf([...GOOD, ['sec-websocket-protocol', 'B']], asked)).toBe('unexpected-subprotocol');
    expect(codeOf([...GOOD, ['sec-websocket-protocol', 'a, b']], asked)).toBe('unexpected-subprotocol');
    expect(codeOf([...GOOD, ['sec-websocket-protocol', 'a']])).toBe('unexpected-subprotocol');
    expect(codeOf(GOOD, asked)).toBe('missing-subprotocol');
    const twice: [string, string][] = [
      ...GOOD,
      ['sec-websocket-protocol', 'a'],
      ['sec-websocket-protocol', 'a'],
    ];
    expect(codeOf(twice, asked)).toBe('malformed');
  });
});

describe('extensions', () => {
  const answer = (value: string, deflate = true) =>
    check([...GOOD, ['sec-websocket-extensions', value]], { deflate });
  const code = (value: string, deflate = true) => {
    const result = answer(value, deflate);
    return result.ok ? 'ok' : result.code;
  };
  const both = 'permessage-deflate; server_no_context_takeover';

  test('deflate that answers our offer', () => {
    expect(answer(`${both}; client_no_context_takeover`)).toMatchObject({
      ok: true,
      deflate: { clientWindowBits: 15, serverWindowBits: 15 },
    });
    expect(answer(`${both};client_max_window_bits=9 ; server_max_window_bits="12"`)).toMatchObject({
      deflate: { clientWindowBits: 9, serverWindowBits: 12 },
    });
    expect(check(GOOD, { deflate: true })).toMatchObject({ ok: true, deflate: null });
  });

  test('deflate that does not', () => {
    for (const value of [
      'permessage-deflate',
      'permessage-deflate; client_no_context_takeover',
      `${both}; server_no_context_takeover`,
      `${both}=1`,
      `${both}; client_max_window_bits`,
      `${both}; client_max_window_bits=7`,
      `${both}; client_max_window_bits=16`,
      `${both}; client_max_window_bits=09`,
      `${both}; server_max_window_bits`,
      `${both}; server_max_window_bits=8; server_max_window_bits=8`,
      `${both}; mystery`,
    ]) {
      expect([value, code(value)]).toEqual([value, 'extension-parameters']);
    }
  });

  test('nobody asked for', () => {
    expect(code(both, false)).toBe('unexpected-extension');
    expect(code('x-webkit-deflate-frame')).toBe('unexpected-extension');
    expect(code(`${both}, ${both}`)).toBe('unexpected-extension');
    const twice: [string, string][] = [
      ['sec-websocket-extensions', both],
      ['sec-websocket-extensions', both],
    ];
    expect(codeOf([...GOOD, ...twice], { deflate: true })).toBe('unexpected-extension');
  });

  test('that are no list', () => {
    for (const value of ['', ',', 'a,', 'a;', 'a; =1', 'a=1', 'a; b="', 'a b', 'a; b="x y"']) {
      expect([value, code(value)]).toEqual([value, 'malformed']);
    }
  });
});
