// A handshake on the manual clock against a wire in memory: one dial ends in one failure or in one connection, each of its
// times is counted from where it should be, and what is called off or overtaken leaves nothing behind.
import { describe, expect, test } from 'bun:test';
import { Handshake } from '../../../src/engine/connection/handshake.ts';
import { encodeFrame } from '../../wire/server-frames.ts';
import { DEADLINES, DialRig, type DialRigOptions } from './dial-rig.ts';

const LATE_US = 30_000;

function begin(options: DialRigOptions = {}, ordinal = 3) {
  const rig = new DialRig({ ...options, plan: { deadlines: DEADLINES, ...options.plan } });
  const handshake = new Handshake(rig.context, rig.owner, ordinal, rig.nowUs - LATE_US);
  handshake.start(rig.nowUs - LATE_US);
  return { rig, handshake, owner: rig.owner, line: rig.wire.last };
}

/** With its request written. */
async function asked(options: DialRigOptions = {}) {
  const begun = begin(options);
  begun.line.connect();
  await begun.rig.nextTurn();
  return begun;
}

test('it opens: latency from when it was due, service from its start, each phase beside them', async () => {
  const { rig, owner, line } = begin();
  rig.pass(1_000);
  line.connect();
  await rig.nextTurn();
  rig.pass(5_000);
  line.upgrade();
  expect(owner.told).toEqual(['upgraded', 'opened']);
  const { handshakeLatency, handshakeService, handshakeLateness, phaseUpgrade } = rig.histograms;
  const at = (histogram: { percentile(p: number): number }) => Math.round(histogram.percentile(100) / 1_000);
  expect([handshakeLatency, handshakeService, handshakeLateness, phaseUpgrade].map(at)).toEqual([
    36, 6, 30, 5,
  ]);
  expect([rig.context.recorder.open, rig.context.recorder.connecting]).toEqual([1, 0]);
});

test('its request leaves in the next turn, and its phase begins there', async () => {
  const { rig, line } = begin();
  line.connect();
  expect(line.take()).toHaveLength(0);
  rig.clock.advance(3_000);
  await rig.nextTurn();
  line.upgrade();
  expect(rig.histograms.phaseUpgrade.percentile(100)).toBeLessThan(10);
});

test('who has it after that is the connection: frames behind the answer are its first', async () => {
  const { rig, owner, line } = await asked();
  line.upgrade([], encodeFrame({ opcode: 8, payload: Buffer.from([0x03, 0xf0]) }));
  expect(owner.told).toEqual(['upgraded', 'opened', 'closed policy']);
  expect(rig.context.recorder.open).toBe(0);
});

test('each dials with the credential of its ordinal', async () => {
  const plan = { platform: { name: 'plain', token: 'query' as const, connectionLimit: 1 } };
  const paths: string[] = [];
  for (const ordinal of [0, 1, 2]) {
    const { rig, line } = begin({ tokens: ['one', 'two'], plan }, ordinal);
    line.connect();
    await rig.nextTurn();
    paths.push(line.take().toString().split(' ')[1]!);
  }
  expect(paths).toEqual(['/?access_token=one', '/?access_token=two', '/?access_token=one']);
});

describe('it fails once, and its stream is dropped', () => {
  test('where there is no stream', () => {
    const { rig, owner, line } = begin();
    line.dialer.onConnectFailed('ECONNREFUSED');
    expect(owner.told).toEqual(['failed tcp-refused', 'gone']);
    expect(rig.failures()).toEqual([{ kind: 'tcp-refused', phase: 'tcp', code: 'ECONNREFUSED' }]);
    expect(rig.context.recorder.connecting).toBe(0);
  });

  test('where the dial takes too long', () => {
    const { rig, owner } = begin();
    rig.pass(DEADLINES.tcpUs);
    expect(owner.told).toEqual(['failed tcp-timeout', 'gone']);
  });

  test('where the opening is not answered in time', async () => {
    const { rig, owner, line } = await asked();
    rig.pass(DEADLINES.upgradeUs - 1);
    expect(owner.told).toEqual([]);
    rig.pass(1);
    expect(owner.told).toEqual(['failed upgrade-timeout', 'gone']);
    expect(rig.failures()).toEqual([{ kind: 'upgrade-timeout', phase: 'upgrade' }]);
    expect(line.isTerminated).toBe(true);
  });

  test('though its stream tells of the end that it was given', async () => {
    for (const act of ['deadline', 'refusal', 'cancel'] as const) {
      const { rig, handshake, owner, line } = await asked();
      line.tellsOfOwnEnd = true;
      if (act === 'deadline') rig.pass(DEADLINES.upgradeUs);
      else if (act === 'refusal') line.say('HTTP/1.1 404 Not Found\r\n\r\n');
      else handshake.cancel();
      expect(owner.told).toHaveLength(2);
      expect(rig.context.recorder.connecting).toBe(0);
    }
  });

  test('where the opening is refused, with the time to wait', async () => {
    const { rig, owner, line } = await asked();
    line.say('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\n\r\n');
    expect(owner.told).toEqual(['failed throttled, again after 5000000', 'gone']);
    expect(line.isTerminated).toBe(true);
    expect(rig.context.recorder.counters.throttledHandshakes).toBe(1);
  });

  test('where the token is refused, which is counted', async () => {
    const { rig, line } = await asked();
    line.say('HTTP/1.1 401 Unauthorized\r\n\r\n');
    expect(rig.counters.tokensRejected).toBe(1);
    expect(rig.failures()).toMatchObject([{ kind: 'auth-refused', phase: 'upgrade', status: 401 }]);
  });

  test('where the end overtakes it, which is no event', async () => {
    const { rig, handshake, owner, line } = await asked();
    expect(handshake.isLive).toBe(true);
    handshake.cancel();
    handshake.cancel();
    expect(owner.told).toEqual(['failed cancelled', 'gone']);
    expect([rig.failures(), handshake.isLive, line.isTerminated]).toEqual([[], false, true]);
  });
});

test('one that is dropped before its turn writes nothing', async () => {
  const { rig, handshake, line } = begin();
  line.connect();
  handshake.terminate();
  await rig.nextTurn();
  expect([line.take().length, line.isTerminated]).toEqual([0, true]);
});

test('one that is dropped counts nothing and leaves no timer', () => {
  const { rig, handshake, owner, line } = begin();
  handshake.terminate();
  rig.pass(60_000_000);
  expect([owner.told, line.isTerminated, rig.context.wheel.size]).toEqual([[], true, 0]);
});

test('once it has opened it leaves no timer of its own', async () => {
  const { rig, line } = await asked();
  line.upgrade();
  expect(rig.context.wheel.size).toBe(0);
});
