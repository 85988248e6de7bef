// A seat on the manual clock: dialed when due, dialed again after a loss and ever more slowly where that leads nowhere, and
// left when the profile steps down.
import { describe, expect, test } from 'bun:test';
import { Seat, type SeatHost } from '../../../src/engine/load/seat.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { PLAN } from '../../plan/plans.ts';
import { encodeFrame } from '../../wire/server-frames.ts';
import { DialRig } from '../connection/dial-rig.ts';
import { messages } from '../rig.ts';

const FIRST_US = 1_000_000;
const MAX_US = 8_000_000;

class Host implements SeatHost {
  readonly context: DialRig['context'];
  readonly due: number[] = [];
  ended = 0;
  gone = 0;
  mayRedial = true;
  sends = true;

  constructor(rig: DialRig) {
    this.context = rig.context;
  }

  onDue(seat: Seat, dueUs: number): void {
    this.due.push(dueUs);
    seat.dial(dueUs, dueUs);
  }

  onHandshakeEnded(): void {
    this.ended++;
  }

  redials(): boolean {
    return this.mayRedial;
  }

  maySend(): boolean {
    return this.sends;
  }

  onDialed(): void {}

  onGone(): void {
    this.gone++;
  }
}

function begin(plan: Partial<Plan> = {}, ordinal = 0) {
  const pacing = { ...PLAN.pacing, redial: true, redialBackoffUs: [FIRST_US, MAX_US] as const };
  const rig = new DialRig({ plan: { pacing, ...plan } });
  const host = new Host(rig);
  const seat = new Seat(host, ordinal);
  return { rig, host, seat, wire: rig.wire };
}

async function opened(plan: Partial<Plan> = {}) {
  const begun = begin(plan);
  begun.seat.arriveAt(begun.rig.nowUs);
  begun.rig.pass(1_000);
  await answer(begun);
  return begun;
}

async function answer({ rig, wire }: Pick<ReturnType<typeof begin>, 'rig' | 'wire'>): Promise<void> {
  wire.last.connect();
  await rig.nextTurn();
  wire.last.upgrade();
}

test('it is dialed when it is due, and asks for a timer only until then', () => {
  const { rig, host, seat } = begin();
  const dueUs = rig.nowUs + 500_000;
  seat.arriveAt(dueUs);
  rig.pass(499_999);
  expect([host.due, seat.occupant, rig.counters.asked]).toEqual([[], null, 0]);
  rig.pass(1);
  expect([host.due, rig.counters.asked, rig.counters.redials]).toEqual([[dueUs], 1, 0]);
  expect(seat.occupant?.isLive).toBe(true);
});

test('it is filled by the handshake, then by the connection, then by nobody', async () => {
  const { rig, host, seat, wire } = await opened();
  expect([seat.isOpen, host.ended, rig.context.recorder.open]).toEqual([true, 1, 1]);
  seat.leave();
  expect([seat.isOpen, seat.occupant?.isLive]).toEqual([false, false]);
  wire.last.say(encodeFrame({ opcode: 8, payload: Buffer.from([3, 232]) }));
  wire.last.data.onDisconnected(null);
  expect([seat.occupant, host.gone]).toEqual([null, 1]);
});

describe('after a loss', () => {
  test('it is dialed again within the back-off, which counts as a redial', async () => {
    const { rig, host, wire } = await opened();
    rig.pass(10 * MAX_US);
    wire.last.data.onDisconnected('ECONNRESET');
    rig.pass(FIRST_US);
    expect([host.due.length, rig.counters.redials]).toEqual([2, 1]);
  });

  test('not at all where it may not, or is not wanted', async () => {
    for (const act of ['host', 'seat'] as const) {
      const { rig, host, seat, wire } = await opened();
      if (act === 'host') host.mayRedial = false;
      else seat.giveUp();
      wire.last.data.onDisconnected('ECONNRESET');
      rig.pass(10 * MAX_US);
      expect(host.due).toHaveLength(1);
    }
  });

  test('not when we ended it', async () => {
    const { rig, host, seat } = await opened();
    seat.occupant!.close('ours');
    rig.pass(10 * MAX_US);
    expect(host.due).toHaveLength(1);
  });
});

/** How long it waits before each dial but the first, where each fails at once. */
function waits(ordinal = 0, dials = 8): number[] {
  const { rig, host, seat, wire } = begin({}, ordinal);
  seat.arriveAt(rig.nowUs);
  rig.pass(0);
  return Array.from({ length: dials - 1 }, () => {
    const failedUs = rig.nowUs;
    wire.last.dialer.onConnectFailed('ECONNREFUSED');
    rig.pass(MAX_US);
    return host.due.at(-1)! - failedUs;
  });
}

describe('where that leads nowhere', () => {
  test('it waits twice as long each time, up to a bound, and not with all the others', () => {
    for (const [i, us] of waits().entries()) {
      const backoffUs = Math.min(MAX_US, FIRST_US * 2 ** i);
      expect(us).toBeGreaterThanOrEqual(backoffUs / 2);
      expect(us).toBeLessThanOrEqual(backoffUs);
    }
    expect(new Set([0, 1, 2, 3].map((ordinal) => waits(ordinal, 2)[0]!)).size).toBe(4);
  });

  test('a connection that its back-off outlasts is no success', async () => {
    const { rig, host, wire } = await opened();
    const gaps: number[] = [];
    for (let i = 0; i < 4; i++) {
      const lostUs = rig.nowUs;
      wire.last.data.onDisconnected('ECONNRESET');
      rig.pass(MAX_US);
      gaps.push(host.due.at(-1)! - lostUs);
      await answer({ rig, wire });
    }
    expect(gaps.at(-1)!).toBeGreaterThan(2 * gaps[0]!);
  });

  test('one that lasted begins it anew', async () => {
    const { rig, host, wire } = await opened();
    for (let i = 0; i < 4; i++) {
      wire.last.data.onDisconnected('ECONNRESET');
      rig.pass(MAX_US);
      await answer({ rig, wire });
    }
    rig.pass(2 * MAX_US);
    const lostUs = rig.nowUs;
    wire.last.data.onDisconnected('ECONNRESET');
    rig.pass(MAX_US);
    expect(host.due.at(-1)! - lostUs).toBeLessThanOrEqual(FIRST_US);
  });

  test("the platform's own word comes on top", async () => {
    const { rig, host, seat, wire } = begin();
    seat.arriveAt(rig.nowUs);
    rig.pass(0);
    wire.last.connect();
    await rig.nextTurn();
    wire.last.say('HTTP/1.1 429 Slow\r\nRetry-After: 60\r\n\r\n');
    rig.pass(60_000_000);
    expect(host.due).toHaveLength(1);
    rig.pass(FIRST_US);
    expect(host.due).toHaveLength(2);
  });
});

describe('stepping down', () => {
  test('before its time it is never dialed', () => {
    const { rig, host, seat } = begin();
    seat.arriveAt(rig.nowUs + 1_000_000);
    seat.leave();
    rig.pass(10_000_000);
    expect([host.due, seat.isWanted, rig.context.wheel.size]).toEqual([[], false, 0]);
  });

  test('during its handshake: it opens, and is closed as ours', async () => {
    const { rig, seat, wire, ...rest } = begin();
    seat.arriveAt(rig.nowUs);
    rig.pass(0);
    seat.leave();
    await answer({ rig, wire });
    expect([seat.isOpen, rest.host.ended]).toEqual([false, 1]);
    const taken = rig.context.recorder.take(0, { target: 0, waiting: 0, sockets: 0 }, {} as never);
    expect(taken.closes).toEqual({ ours: 1 });
  });

  test('and up again while it is still taken: it is kept, not dialed anew', async () => {
    const { rig, host, seat } = await opened();
    seat.giveUp();
    seat.arriveAt(rig.nowUs + 1_000);
    rig.pass(10_000_000);
    expect([host.due.length, seat.isWanted, seat.isOpen]).toEqual([1, true, true]);
  });

  test('and up again after its goodbye: it is dialed anew', async () => {
    const { rig, host, seat } = await opened();
    seat.leave();
    seat.arriveAt(rig.nowUs + 1_000);
    rig.pass(1_000);
    expect([host.due.length, rig.counters.redials]).toEqual([2, 1]);
  });
});

test('who opens once the load ends has nothing more to send', async () => {
  const { rig, host, seat, wire } = begin(messages({ mode: 'rate', perSecond: 100 }));
  host.sends = false;
  seat.arriveAt(rig.nowUs);
  rig.pass(0);
  await answer({ rig, wire });
  rig.pass(1_000_000);
  expect([rig.counters.messagesSent, seat.isOpen]).toEqual([0, true]);
});
