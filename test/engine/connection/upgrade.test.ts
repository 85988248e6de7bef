// The opening of HTTP/1.1: what is written, what an answer amounts to, however it comes in pieces. The peer is bytes.
import { describe, expect, test } from 'bun:test';
import type { Agreed, OpeningFailure, OpeningOwner } from '../../../src/engine/connection/opening.ts';
import { Upgrade } from '../../../src/engine/connection/upgrade.ts';
import { targetDestination } from '../../../src/engine/shared/destination.ts';
import type { Target } from '../../../src/plan/plan.ts';
import { DialRig, target } from './dial-rig.ts';
import { Line } from './wire.ts';

class Asker implements OpeningOwner {
  readonly answers: (readonly [Agreed, string])[] = [];
  readonly failures: OpeningFailure[] = [];

  onAnswered(opened: Agreed, rest: Uint8Array): void {
    this.answers.push([opened, Buffer.from(rest).toString()]);
  }

  onRefused(failure: OpeningFailure): void {
    this.failures.push(failure);
  }
}

function open(settings: Partial<Target> = {}) {
  const rig = new DialRig({ plan: target(settings) });
  const asker = new Asker();
  const destination = targetDestination(rig.context.plan.target, 'none', undefined);
  const line = new Line('127.0.0.1', destination, undefined as never);
  const upgrade = new Upgrade(rig.context, asker, destination, line);
  line.data = upgrade;
  return { rig, asker, line, upgrade };
}

function begun(settings: Partial<Target> = {}) {
  const opened = open(settings);
  opened.upgrade.begin();
  return opened;
}

function refused(answer: string, settings: Partial<Target> = {}): OpeningFailure | undefined {
  const { asker, line } = begun(settings);
  line.say(answer);
  return asker.failures[0];
}

test('it asks for the target, with a key that no other has', () => {
  const { rig, line } = begun({ path: '/chat?x=1', headers: [['X-A', 'b']], subprotocols: ['v1'], port: 80 });
  const request = line.take().toString();
  expect(request.startsWith('GET /chat?x=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n')).toBe(true);
  expect(request).toContain('\r\nX-A: b\r\n');
  expect(request).toContain('\r\nSec-WebSocket-Protocol: v1\r\n');
  expect(rig.counters.bytesSent).toBe(request.length);
  const key = (text: string) => /Sec-WebSocket-Key: (.*)\r\n/.exec(text)?.[1];
  expect(key(begun().line.take().toString())).not.toBe(key(request));
});

test('an answer in pieces opens it once, when it is whole', () => {
  const { asker, line } = begun();
  const { data } = line;
  let answer = Buffer.alloc(0);
  line.data = { ...data, onBytes: (chunk) => (answer = Buffer.from(chunk)) } as typeof data;
  line.upgrade();
  line.data = data;
  for (const byte of answer.subarray(0, -1)) line.say(Buffer.from([byte]));
  expect(asker.answers).toEqual([]);
  line.say(Buffer.concat([answer.subarray(-1), Buffer.from('rest')]));
  expect(asker.answers.map(([, rest]) => rest)).toEqual(['rest']);
});

test("what the socket does not take is written when it takes again, and is not the next handshake's", () => {
  const { rig, line, upgrade } = open();
  line.room = 10;
  upgrade.begin();
  const destination = line.to as ReturnType<typeof targetDestination>;
  const other = new Line('127.0.0.1', destination, undefined as never);
  new Upgrade(rig.context, new Asker(), destination, other).begin();
  line.room = 20;
  upgrade.onWritable();
  line.room = Number.POSITIVE_INFINITY;
  upgrade.onWritable();
  upgrade.onWritable();
  const [mine, theirs] = [line.take().toString(), other.take().toString()];
  expect(mine).toHaveLength(theirs.length);
  expect(mine.replace(/Key: .*/, '')).toBe(theirs.replace(/Key: .*/, ''));
  expect(mine).not.toBe(theirs);
});

describe('an answer that is none', () => {
  test('is told by its status, with the time to wait', () => {
    const status = (line: string, headers = '') => {
      const { kind, retryAfterUs } = refused(`HTTP/1.1 ${line}\r\n${headers}\r\n`)!;
      return [kind, retryAfterUs];
    };
    expect(status('401 Unauthorized')).toEqual(['auth-refused', -1]);
    expect(status('403 Forbidden')).toEqual(['auth-refused', -1]);
    expect(status('429 Too Many')).toEqual(['throttled', -1]);
    expect(status('503 Busy', 'Retry-After: 2\r\n')).toEqual(['throttled', 2_000_000]);
    expect(status('503 Busy')).toEqual(['server-error', -1]);
    expect(status('500 Oh')).toEqual(['server-error', -1]);
    expect(status('404 No')).toEqual(['upgrade-rejected', -1]);
    expect(status('200 OK')).toEqual(['upgrade-rejected', -1]);
  });

  test('names where a redirect leads, without what may be a token', () => {
    const failure = refused('HTTP/1.1 302 Found\r\nLocation: wss://b.example/x?token=s3cret\r\n\r\n');
    expect(failure).toMatchObject({
      kind: 'upgrade-redirect',
      detail: { status: 302, location: 'wss://b.example/x' },
    });
  });

  test('is malformed, or came before anything was asked', () => {
    expect(refused('220 mail.example ESMTP\r\n')).toMatchObject({ kind: 'upgrade-malformed' });
    const { asker, line, upgrade } = open();
    line.say('HTTP/1.1 101 Switching Protocols\r\n');
    expect(asker.failures).toMatchObject([{ kind: 'upgrade-malformed', detail: { code: 'EARLY' } }]);
    expect(upgrade).toBeInstanceOf(Upgrade);
  });

  test('speaks of what nobody asked for', () => {
    const with_ = (header: string, settings: Partial<Target> = {}) => {
      const { asker, line } = begun(settings);
      line.upgrade([header]);
      return asker.failures[0]?.kind;
    };
    expect(with_('Sec-WebSocket-Protocol: v2', { subprotocols: ['v1'] })).toBe('upgrade-subprotocol');
    expect(with_('Sec-WebSocket-Extensions: permessage-deflate')).toBe('upgrade-extension');
    expect(with_('X-Nothing: 1', { subprotocols: ['v1'] })).toBe('upgrade-subprotocol');
    expect(with_('Sec-WebSocket-Protocol: v1', { subprotocols: ['v1'] })).toBeUndefined();
  });

  test('is the end of the connection', () => {
    for (const [code, kind] of [
      [null, 'upgrade-closed'],
      ['ECONNRESET', 'upgrade-reset'],
      ['EPROTO', 'tls-protocol'],
    ] as const) {
      const { asker, upgrade } = begun();
      upgrade.onDisconnected(code);
      upgrade.onDisconnected(code);
      expect(asker.failures).toEqual([{ kind, retryAfterUs: -1, detail: { code: code ?? 'FIN' } }]);
    }
  });

  test('is judged once', () => {
    const { asker, line, upgrade } = begun();
    line.say('HTTP/1.1 404 No\r\n\r\n');
    line.say('HTTP/1.1 500 No\r\n\r\n');
    upgrade.onDisconnected(null);
    expect(asker.failures).toHaveLength(1);
  });
});

test('what both agreed on is handed on', () => {
  const plain = begun();
  plain.line.upgrade([], Buffer.from('rest'));
  expect(plain.asker.answers).toEqual([[{ inbound: null, compress: null }, 'rest']]);
  const { asker, line } = begun({ deflate: true });
  line.upgrade([
    'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  ]);
  const [[opened]] = asker.answers as [readonly [Agreed, string]];
  expect(opened.inbound).not.toBeNull();
  expect(opened.compress!(Buffer.alloc(1_000, 'a')).length).toBeLessThan(100);
});
