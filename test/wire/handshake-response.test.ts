// The answer's head: read strictly, bounded, and the same in any chunking.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  MAX_HEAD_BYTES,
  type ResponseResult,
  UpgradeResponseParser,
} from '../../src/wire/handshake-response.ts';
import { chunkSizes, inChunks } from './server-frames.ts';

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\n';

/** The result, with `rest` turned into the offset from the first byte. */
function read(bytes: Uint8Array, sizes: readonly number[]): ResponseResult {
  const parser = new UpgradeResponseParser();
  let before = 0;
  for (const chunk of inChunks(bytes, sizes)) {
    const result = parser.push(chunk);
    if (result.state === 'done') return { ...result, rest: before + result.rest };
    if (result.state === 'error') return result;
    before += chunk.length;
  }
  return { state: 'more' };
}

function outcome(text: string): unknown {
  const bytes = Buffer.from(text, 'latin1');
  const whole = read(bytes, [bytes.length || 1]);
  expect(read(bytes, [1])).toEqual(whole);
  return whole.state === 'error' ? whole.code : whole.state === 'more' ? 'more' : whole.response;
}

describe('a head', () => {
  test('as RFC 6455 section 1.3 shows it, and where the frames begin', () => {
    const head = `${SWITCHING}Upgrade: websocket\r\nConnection:Upgrade\r\nX:\t a b \t\r\nX: \r\n\r\n`;
    const result = read(Buffer.from(`${head}\x81\x00`, 'latin1'), [1000]);
    expect(result).toEqual({
      state: 'done',
      rest: head.length,
      response: {
        status: 101,
        minorVersion: 1,
        reason: 'Switching Protocols',
        headers: [
          ['upgrade', 'websocket'],
          ['connection', 'Upgrade'],
          ['x', 'a b'],
          ['x', ''],
        ],
      },
    });
  });

  test('may lack a reason, and be HTTP/1.0 as some proxies write theirs', () => {
    expect(outcome('HTTP/1.1 204 \r\n\r\n')).toMatchObject({ status: 204, reason: '' });
    expect(outcome('HTTP/1.1 204\r\n\r\n')).toMatchObject({ status: 204, reason: '' });
    expect(outcome('HTTP/1.0 503 Busy\r\n\r\n')).toMatchObject({ status: 503, minorVersion: 0 });
  });

  test('may come after interim ones', () => {
    expect(
      outcome(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n${SWITCHING}A: b\r\n\r\n`),
    ).toMatchObject({
      status: 101,
      headers: [['a', 'b']],
    });
    expect(outcome('HTTP/1.1 100 Continue\r\n\r\n')).toBe('more');
    expect(outcome('HTTP/1.1 100 Continue\r\n\r\nSSH')).toBe('malformed');
    expect(outcome('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))).toBe('headers-too-large');
  });

  const malformed: [string, string][] = [
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['an alert of TLS', '\x15\x03\x01\x00\x02\x02\x46'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a version that does not exist', 'HTTP/1.2 101 X\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['a status out of range', 'HTTP/1.1 999 X\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 1011 X\r\n\r\n'],
    ['a bare LF', `HTTP/1.1 101 X\nA: b\r\n\r\n`],
    ['a bare LF at the end', `${SWITCHING}A: b\r\n\n`],
    ['a bare CR', `${SWITCHING}A: b\rC: d\r\n\r\n`],
    ['a folded line', `${SWITCHING}A: b\r\n c\r\n\r\n`],
    ['a folded line with a colon', `${SWITCHING}A: b\r\n\tc: d\r\n\r\n`],
    ['a space before the colon', `${SWITCHING}A : b\r\n\r\n`],
    ['no colon', `${SWITCHING}A\r\n\r\n`],
    ['no name', `${SWITCHING}: b\r\n\r\n`],
    ['a name that is no token', `${SWITCHING}A(B): b\r\n\r\n`],
    ['a NUL in a value', `${SWITCHING}A: b\0\r\n\r\n`],
    ['many spaces and a NUL', `${SWITCHING}A:${' '.repeat(15_000)}\0\r\n\r\n`],
  ];
  for (const [name, text] of malformed)
    test(`${name} is malformed`, () => expect(outcome(text)).toBe('malformed'));

  test('is bounded in bytes and in lines', () => {
    const fill = (bytes: number) => `${SWITCHING}A: ${'b'.repeat(bytes - SWITCHING.length - 7)}\r\n\r\n`;
    expect(fill(MAX_HEAD_BYTES).length).toBe(MAX_HEAD_BYTES);
    expect(outcome(fill(MAX_HEAD_BYTES))).toMatchObject({ status: 101 });
    expect(outcome(fill(MAX_HEAD_BYTES + 1))).toBe('headers-too-large');
    expect(outcome(`HTTP/1.1 ${'x'.repeat(100_000)}`)).toBe('headers-too-large');
    expect(outcome(`${SWITCHING}${'a: b\r\n'.repeat(100)}\r\n`)).toMatchObject({ status: 101 });
    expect(outcome(`${SWITCHING}${'a: b\r\n'.repeat(101)}\r\n`)).toBe('headers-too-large');
  });

  test('keeps its result', () => {
    const parser = new UpgradeResponseParser();
    const failed = parser.push(Buffer.from('nonsense'));
    expect(parser.push(Buffer.from(`${SWITCHING}\r\n`))).toBe(failed);
  });
});

describe('laws', () => {
  const name = fc.stringMatching(/^[A-Za-z-]{1,12}$/);
  const value = fc.stringMatching(/^([!-~]([ !-~]{0,20}[!-~])?)?$/);
  const head = fc
    .record({
      status: fc.constantFrom(101, 200, 302, 404, 429, 503),
      headers: fc.array(fc.tuple(name, value), { maxLength: 8 }),
      frames: fc.uint8Array({ maxLength: 40 }),
    })
    .map(({ status, headers, frames }) => {
      const lines = headers.map(([field, content]) => `${field}: ${content}\r\n`).join('');
      return { status, headers, frames, text: `HTTP/1.1 ${status} Some Reason\r\n${lines}\r\n` };
    });

  test('any head reads as it was written, in any chunking', () => {
    fc.assert(
      fc.property(head, chunkSizes, ({ status, headers, frames, text }, sizes) => {
        expect(read(Buffer.concat([Buffer.from(text), frames]), sizes)).toEqual({
          state: 'done',
          rest: text.length,
          response: {
            status,
            minorVersion: 1,
            reason: 'Some Reason',
            headers: headers.map(([field, content]) => [field.toLowerCase(), content] as const),
          },
        });
      }),
      { numRuns: 300 },
    );
  });

  test('any bytes give the same in any chunking, and never throw', () => {
    const spoilt = fc.tuple(head, fc.nat(), fc.nat(255)).map(([{ text }, where, byte]) => {
      const bytes = new Uint8Array(Buffer.from(text));
      bytes[where % bytes.length] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 100 })), chunkSizes, (bytes, sizes) => {
        expect(read(bytes, sizes)).toEqual(read(bytes, [bytes.length || 1]));
      }),
      { numRuns: 400 },
    );
  });
});
