// The request's bytes, and that no value can smuggle a line of its own into them.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  buildUpgradeRequest,
  MAX_REQUEST_BYTES,
  type UpgradeRequest,
} from '../../src/wire/handshake-request.ts';

const PLAIN: UpgradeRequest = { host: '127.0.0.1:8080', path: '/chat?x=1', key: 'dGhlIHNhbXBsZSBub25jZQ==' };

function codeOf(change: Partial<UpgradeRequest>): string {
  const built = buildUpgradeRequest({ ...PLAIN, ...change });
  return built.ok ? 'ok' : built.code;
}

describe('the upgrade request', () => {
  test('as RFC 6455 section 1.3 shows it', () => {
    expect(buildUpgradeRequest(PLAIN)).toEqual({
      ok: true,
      text: [
        'GET /chat?x=1 HTTP/1.1',
        'Host: 127.0.0.1:8080',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
        '',
        '',
      ].join('\r\n'),
    });
  });

  test('with subprotocols, deflate and headers', () => {
    const built = buildUpgradeRequest({
      ...PLAIN,
      headers: [
        ['Authorization', 'Bearer abc def'],
        ['X-Empty', ''],
      ],
      subprotocols: ['chat', 'superchat'],
      deflate: true,
    });
    if (!built.ok) throw new Error(built.problem);
    const lines = built.text.split('\r\n');
    expect(lines.slice(6)).toEqual([
      'Sec-WebSocket-Protocol: chat, superchat',
      'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits',
      'Authorization: Bearer abc def',
      'X-Empty: ',
      '',
      '',
    ]);
  });

  test('refuses what cannot be in one', () => {
    expect(codeOf({ host: 'a\r\nX: y' })).toBe('bad-host');
    expect(codeOf({ host: '' })).toBe('bad-host');
    expect(codeOf({ host: 'a/b' })).toBe('bad-host');
    expect(codeOf({ host: 'user@a' })).toBe('bad-host');
    expect(codeOf({ host: '[::1]:80' })).toBe('ok');
    for (const path of ['', 'chat', '/a b', '/a#b', '/a\r\nX: y', '/ü', '/a\u0000', '/\u007f']) {
      expect(codeOf({ path })).toBe('bad-path');
    }
    expect(codeOf({ path: '/~!@$%^&*()_+|?"{}' })).toBe('ok');
    expect(codeOf({ key: 'short' })).toBe('bad-key');
    expect(codeOf({ subprotocols: ['a b'] })).toBe('bad-subprotocol');
    expect(codeOf({ subprotocols: ['a', 'a'] })).toBe('bad-subprotocol');
    expect(codeOf({ headers: [['X Y', 'z']] })).toBe('bad-header-name');
    expect(codeOf({ headers: [['', 'z']] })).toBe('bad-header-name');
    expect(codeOf({ headers: [['X', 'a\r\nY: b']] })).toBe('bad-header-value');
    expect(codeOf({ headers: [['X', 'a\nb']] })).toBe('bad-header-value');
    expect(codeOf({ headers: [['X', ' a']] })).toBe('bad-header-value');
    expect(codeOf({ headers: [['X', 'ü']] })).toBe('bad-header-value');
    for (const name of ['Host', 'upgrade', 'Sec-WebSocket-Key', 'CONTENT-LENGTH']) {
      expect(codeOf({ headers: [[name, 'z']] })).toBe('reserved-header');
    }
    expect(codeOf({ path: `/${'a'.repeat(MAX_REQUEST_BYTES)}` })).toBe('request-too-large');
  });

  test('never repeats a value in its refusal', () => {
    const built = buildUpgradeRequest({ ...PLAIN, headers: [['Authorization', 'Bearer secret\n']] });
    expect(JSON.stringify(built)).not.toContain('secret');
    expect(JSON.stringify(built)).toContain('Authorization');
  });

  test('whatever goes in, the lines are those asked for', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.stringMatching(/^[ -~\r\n]{0,12}$/),
    );
    fc.assert(
      fc.property(text, text, text, text, text, (host, path, name, value, subprotocol) => {
        const built = buildUpgradeRequest({
          ...PLAIN,
          host,
          path: `/${path}`,
          headers: [[name, value]],
          subprotocols: [subprotocol],
        });
        if (!built.ok) return;
        expect(built.text.split(/[\r\n]+/).length).toBe(9);
        expect(Buffer.byteLength(built.text)).toBe(built.text.length);
      }),
      { numRuns: 300 },
    );
  });
});
