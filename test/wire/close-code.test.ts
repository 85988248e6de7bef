// Which codes may travel: RFC 6455 section 7.4 and the registry, code by code.
import { expect, test } from 'bun:test';
import { closeName, mayTravel } from '../../src/wire/close-code.ts';
import { closePayload, readClosePayload } from '../../src/wire/close-payload.ts';

test('codes that may travel', () => {
  const allowed: string[] = [];
  let first = -1;
  for (let code = 0; code <= 65_536; code++) {
    if (mayTravel(code) && first < 0) first = code;
    if (!mayTravel(code) && first >= 0) {
      allowed.push(`${first}-${code - 1}`);
      first = -1;
    }
  }
  expect(allowed).toEqual(['1000-1003', '1007-1014', '3000-4999']);
});

test('names', () => {
  expect([1000, 1006, 3001, 4006, 2000].map(closeName)).toEqual([
    'normal',
    'abnormal',
    'library 3001',
    'application 4006',
    'unassigned 2000',
  ]);
});

test('a payload reads back as it was written', () => {
  for (const [code, reason] of [
    [1000, ''],
    [4999, 'Grüße'],
    [1005, ''],
  ] as const) {
    const payload = closePayload(code, reason);
    expect(readClosePayload(payload, 0, payload.length)).toEqual({ code, reason });
  }
});
