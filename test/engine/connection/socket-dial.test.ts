// The dial of a socket on the manual clock: each phase timed, each with its deadline and its own words for what went wrong.
import { describe, expect, test } from 'bun:test';
import { SocketDial } from '../../../src/engine/connection/socket-dial.ts';
import type { Detail, StreamOwner } from '../../../src/engine/connection/stream.ts';
import { Timer } from '../../../src/engine/loop/timer-wheel.ts';
import { targetDestination } from '../../../src/engine/shared/destination.ts';
import type { TransportSocket } from '../../../src/engine/transport/transport.ts';
import type { FailureKind } from '../../../src/metrics/outcome.ts';
import type { Target } from '../../../src/plan/plan.ts';
import { DEADLINES, DialRig, target } from './dial-rig.ts';

class Asker implements StreamOwner {
  readonly streams: TransportSocket[] = [];
  readonly failures: (readonly [FailureKind, Detail])[] = [];

  onStream(stream: TransportSocket): void {
    this.streams.push(stream);
  }

  onNoStream(kind: FailureKind, detail: Detail): void {
    this.failures.push([kind, detail]);
  }
}

function begin(settings: Partial<Target> = {}, prepare: (rig: DialRig) => void = () => {}) {
  const rig = new DialRig({ plan: { ...target(settings), deadlines: DEADLINES } });
  prepare(rig);
  const asker = new Asker();
  const { context } = rig;
  const deadline = new Timer({ onTimer: () => dial.onDeadline() }, 0);
  const destination = targetDestination(context.plan.target, 'none', undefined);
  const dial = new SocketDial(context, asker, destination, deadline);
  dial.start(rig.nowUs);
  return { rig, asker, dial, deadline, wire: rig.wire };
}

const NAME = { host: 'target.test' };
const SECURE = { secure: true };

describe('a name', () => {
  test('is asked for once, and timed; an address is dialed at once', async () => {
    const { rig, wire } = begin(NAME);
    expect([rig.asked.map(({ host }) => host), wire.lines.length]).toEqual([['target.test'], 0]);
    rig.pass(40_000);
    rig.asked[0]!.answer.resolve(['192.0.2.1']);
    await rig.nextTurn();
    expect(wire.last.address).toBe('192.0.2.1');
    expect(rig.histograms.phaseDns.count).toBe(1);
    expect(rig.histograms.phaseDns.percentile(100)).toBeGreaterThan(39_000);

    const literal = begin();
    expect([literal.rig.asked.length, literal.wire.last.address]).toEqual([0, '127.0.0.1']);
    expect(literal.rig.histograms.phaseDns.count).toBe(0);
  });

  test('that is not found, or not for now, says so by its code', async () => {
    for (const [code, kind] of [
      ['ENOTFOUND', 'dns-not-found'],
      ['EAI_AGAIN', 'dns-timeout'],
    ] as const) {
      const { rig, asker } = begin(NAME);
      rig.asked[0]!.answer.reject(Object.assign(new Error(), { code }));
      await rig.nextTurn();
      expect(asker.failures).toEqual([[kind, { phase: 'dns', code }]]);
    }
  });

  test('that is not answered in time fails, and an answer after that dials nobody', async () => {
    const { rig, asker, wire } = begin(NAME);
    rig.pass(DEADLINES.dnsUs - 1);
    expect(asker.failures).toEqual([]);
    rig.pass(1);
    expect(asker.failures).toEqual([['dns-timeout', { phase: 'dns' }]]);
    rig.asked[0]!.answer.resolve(['192.0.2.1']);
    await rig.nextTurn();
    expect([wire.lines, asker.failures.length]).toEqual([[], 1]);
  });

  test('has its next address dialed after one that refused or was silent, and not where this machine had no port', async () => {
    const tried: string[] = [];
    const { rig, wire, asker } = begin(NAME);
    rig.asked[0]!.answer.resolve(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    await rig.nextTurn();
    const again = () => {
      tried.push(wire.last.address);
      const deadline = new Timer({ onTimer: () => dial.onDeadline() }, 0);
      const destination = targetDestination(rig.context.plan.target, 'none', undefined);
      const dial = new SocketDial(rig.context, asker, destination, deadline);
      dial.start(rig.nowUs);
    };
    wire.last.dialer.onConnectFailed('EADDRNOTAVAIL');
    again();
    wire.last.dialer.onConnectFailed('ECONNREFUSED');
    again();
    rig.pass(DEADLINES.tcpUs);
    again();
    expect([...tried, wire.last.address]).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(asker.failures.map(([kind]) => kind)).toEqual(['local-limit', 'tcp-refused', 'tcp-timeout']);
  });
});

describe('a connect', () => {
  test('is timed, and ends in a stream without a deadline', () => {
    const { rig, wire, asker } = begin();
    rig.pass(7_000);
    wire.last.connect();
    expect(asker.streams).toEqual([wire.last]);
    expect(rig.histograms.phaseTcp.percentile(100)).toBeGreaterThan(6_900);
    expect(rig.histograms.phaseTls.count).toBe(0);
  });

  test('goes where the destination says', () => {
    const { wire } = begin({ ...SECURE, port: 8_443 });
    expect(wire.last.to).toMatchObject({ port: 8_443, secure: true, serverName: 'localhost' });
  });

  test('that fails at once is one failure', () => {
    const { asker } = begin({}, (rig) => {
      rig.wire.failsAtOnce = 'EMFILE';
    });
    expect(asker.failures).toEqual([['local-limit', { phase: 'tcp', code: 'EMFILE' }]]);
  });

  test('that takes too long is called off', () => {
    const { rig, wire, asker } = begin();
    rig.pass(DEADLINES.tcpUs);
    expect(asker.failures).toEqual([['tcp-timeout', { phase: 'tcp' }]]);
    expect(wire.last.isTerminated).toBe(true);
  });

  test('that comes too late, and could not be called off, is dropped', () => {
    const { rig, wire, asker } = begin({}, (one) => {
      one.wire.canBeCalledOff = false;
    });
    rig.pass(DEADLINES.tcpUs);
    expect(wire.last.isTerminated).toBe(false);
    wire.last.connect();
    expect([wire.last.isTerminated, asker.streams]).toEqual([true, []]);
  });

  test('that is called off hears and says nothing more', () => {
    const { dial, wire, asker } = begin();
    dial.cancel();
    expect(wire.last.isTerminated).toBe(true);
    wire.last.dialer.onConnectFailed('ECONNREFUSED');
    wire.last.dialer.onDisconnected(null);
    dial.onDeadline();
    expect([asker.streams, asker.failures]).toEqual([[], []]);
  });
});

describe('TLS', () => {
  function connected(settings: Partial<Target> = {}) {
    const begun = begin({ ...SECURE, ...settings });
    begun.rig.pass(1_000);
    begun.wire.last.connect();
    return begun;
  }

  test('is timed apart, and only then there is a stream', () => {
    const { rig, wire, asker } = connected();
    expect(asker.streams).toEqual([]);
    rig.pass(20_000);
    wire.last.dialer.onSecured(null, true);
    expect(asker.streams).toEqual([wire.last]);
    expect(rig.histograms.phaseTcp.percentile(100)).toBeLessThan(1_100);
    expect(rig.histograms.phaseTls.percentile(100)).toBeGreaterThan(19_900);
  });

  test('with a certificate that is not trusted fails, but where the plan does not mind', () => {
    const { wire, asker } = connected();
    wire.last.dialer.onSecured('CERT_HAS_EXPIRED', false);
    expect(asker.failures).toEqual([['tls-certificate', { phase: 'tls', code: 'CERT_HAS_EXPIRED' }]]);
    expect(wire.last.isTerminated).toBe(true);

    const { tls } = begin().rig.context.plan.target;
    const careless = connected({ tls: { ...tls, verify: false } });
    careless.wire.last.dialer.onSecured('CERT_HAS_EXPIRED', false);
    expect(careless.asker.streams).toHaveLength(1);
    const unspoken = connected({ tls: { ...tls, verify: false } });
    unspoken.wire.last.dialer.onSecured(null, false);
    expect(unspoken.asker.failures).toEqual([['tls-protocol', { phase: 'tls', code: 'EPROTO' }]]);
  });

  test('that stalls, is closed or is reset says so', () => {
    const stalled = connected();
    stalled.wire.last.tellsOfOwnEnd = true;
    stalled.rig.pass(DEADLINES.tlsUs);
    expect(stalled.asker.failures).toEqual([['tls-timeout', { phase: 'tls' }]]);
    for (const [code, kind, said] of [
      [null, 'tls-closed', 'FIN'],
      ['ECONNRESET', 'tls-closed', 'ECONNRESET'],
      ['EPROTO', 'tls-protocol', 'EPROTO'],
    ] as const) {
      const { wire, asker } = connected();
      wire.last.dialer.onDisconnected(code);
      expect(asker.failures).toEqual([[kind, { phase: 'tls', code: said }]]);
    }
  });

  test('counts what comes before it is done', () => {
    const { rig, wire } = connected();
    wire.last.say('early');
    expect(rig.counters.bytesReceived).toBe(5);
  });
});

test('a disconnect while dialing is a failure of TCP', () => {
  for (const [code, kind] of [
    [null, 'tcp-reset'],
    ['ECONNRESET', 'tcp-reset'],
    ['EHOSTUNREACH', 'tcp-unreachable'],
  ] as const) {
    const { wire, asker } = begin();
    wire.last.dialer.onDisconnected(code);
    expect(asker.failures).toEqual([[kind, { phase: 'tcp', code: code ?? 'FIN' }]]);
  }
});
