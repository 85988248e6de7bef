// The caps on dials, on the manual clock: never more in flight, never more a second, no burst after a pause, and what waits
// keeps its due time.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { DialPacer } from '../../../src/engine/load/dial-pacer.ts';
import { Seat, type SeatHost } from '../../../src/engine/load/seat.ts';
import type { Pacing } from '../../../src/plan/plan.ts';
import { PLAN } from '../../plan/plans.ts';
import { DialRig } from '../connection/dial-rig.ts';

const SECOND_US = 1_000_000;

class Host implements SeatHost {
  readonly context: DialRig['context'];
  readonly pacer: DialPacer;
  /** When each was dialed, and which. */
  readonly dialed: { readonly ordinal: number; readonly atUs: number }[] = [];
  readonly #rig: DialRig;

  constructor(rig: DialRig) {
    this.#rig = rig;
    this.context = rig.context;
    this.pacer = new DialPacer(rig.context);
  }

  onDue(): void {}

  onHandshakeEnded(): void {
    this.pacer.handshakeEnded();
  }

  redials(): boolean {
    return false;
  }

  maySend(): boolean {
    return true;
  }

  onDialed(ordinal: number): void {
    this.dialed.push({ ordinal, atUs: this.#rig.nowUs });
  }

  onGone(): void {}
}

function begin(pacing: Partial<Pacing>, tokens: readonly string[] = []) {
  const rig = new DialRig({ plan: { pacing: { ...PLAN.pacing, ...pacing } }, tokens });
  const host = new Host(rig);
  const seats: Seat[] = [];
  const add = (ordinal: number, dueUs = rig.nowUs) => {
    const seat = new Seat(host, ordinal);
    seats.push(seat);
    host.pacer.add(seat, dueUs);
    return seat;
  };
  return { rig, host, pacer: host.pacer, add, seats, wire: rig.wire };
}

const ordinals = (host: Host) => host.dialed.map(({ ordinal }) => ordinal);

describe('in flight', () => {
  test('there are never more than the cap; who waits goes in the turn after one has ended', async () => {
    const { rig, host, pacer, add, wire } = begin({ maxHandshakesInFlight: 2 });
    for (let i = 0; i < 5; i++) add(i);
    expect([ordinals(host), pacer.waiting]).toEqual([[0, 1], 3]);
    wire.lines[0]!.dialer.onConnectFailed('ECONNREFUSED');
    expect(ordinals(host)).toEqual([0, 1]);
    await rig.nextTurn();
    expect([ordinals(host), pacer.waiting]).toEqual([[0, 1, 2], 2]);
    for (const at of [1, 2]) wire.lines[at]!.dialer.onConnectFailed('ECONNREFUSED');
    await rig.nextTurn();
    expect([ordinals(host), pacer.waiting]).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  test("those that fail at once do not nest, and take nobody's place for long", async () => {
    const { rig, host, pacer, add, wire } = begin({ maxHandshakesInFlight: 1 });
    wire.failsAtOnce = 'EMFILE';
    for (let i = 0; i < 3_000; i++) add(i);
    while (pacer.waiting > 0) await rig.nextTurn();
    expect(ordinals(host)).toEqual(Array.from({ length: 3_000 }, (_, i) => i));
    expect(rig.counters.failed).toBe(3_000);
  });
});

describe('a second', () => {
  test('has so many, evenly, each late by what it waited', () => {
    const { rig, host, add } = begin({ handshakesPerSecond: 10 });
    for (let i = 0; i < 25; i++) add(i);
    rig.pass(3 * SECOND_US);
    const gaps = host.dialed.slice(1).map(({ atUs }, i) => atUs - host.dialed[i]!.atUs);
    // The first may be followed as if it had come a timer's lateness earlier.
    expect(gaps[0]).toBe(95_000);
    expect(new Set(gaps.slice(1))).toEqual(new Set([100_000]));
    const { handshakeLateness, dialSlip } = rig.histograms;
    expect(Math.round(handshakeLateness.percentile(100) / 100_000)).toBe(24);
    expect(handshakeLateness.count).toBe(25);
    expect(dialSlip.count).toBe(25);
  });

  test('of a pause is not caught up: no burst follows it', () => {
    const { rig, host, add } = begin({ handshakesPerSecond: 100 });
    add(0);
    rig.pass(60 * SECOND_US);
    for (let i = 1; i <= 50; i++) add(i);
    const atUs = rig.nowUs;
    rig.pass(SECOND_US);
    expect(host.dialed.filter((one) => one.atUs === atUs).length).toBeLessThanOrEqual(2);
    expect(host.dialed).toHaveLength(51);
  });

  test('never has more than the cap, wherever it begins and whenever they come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(40_000), { minLength: 1, maxLength: 300 }),
        (perSecond, pauses) => {
          const { rig, host, add } = begin({ handshakesPerSecond: perSecond });
          for (const [i, pause] of pauses.entries()) {
            rig.pass(pause);
            add(i);
          }
          rig.pass(2 * SECOND_US);
          // What a late timer may catch up lies within one interval, or within its bound.
          const slack = Math.ceil((5_000 * perSecond) / SECOND_US) + 1;
          const times = host.dialed.map(({ atUs }) => atUs);
          for (const [i, fromUs] of times.entries()) {
            const inside = times.slice(i).filter((atUs) => atUs < fromUs + SECOND_US).length;
            expect(inside).toBeLessThanOrEqual(perSecond + slack);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('credentials', () => {
  test('have a queue each: the earliest due of those whose turn it is goes next', async () => {
    const { rig, host, add, wire } = begin({ maxHandshakesInFlight: 1 }, ['one', 'two']);
    const at = rig.nowUs;
    add(0, at);
    add(2, at - 10);
    add(4, at - 50);
    add(1, at - 20);
    add(3, at - 5);
    for (let i = 0; i < 4; i++) {
      wire.last.dialer.onConnectFailed('ECONNREFUSED');
      await rig.nextTurn();
    }
    expect(ordinals(host)).toEqual([0, 1, 2, 4, 3]);
  });
});

describe('who is not dialed after all', () => {
  test('because the profile stepped down: it is counted, and takes no place of the cap', async () => {
    const { rig, host, pacer, add, seats, wire } = begin({ maxHandshakesInFlight: 1 });
    for (let i = 0; i < 4; i++) add(i);
    seats[1]!.giveUp();
    seats[2]!.giveUp();
    wire.last.dialer.onConnectFailed('ECONNREFUSED');
    await rig.nextTurn();
    expect([ordinals(host), pacer.waiting]).toEqual([[0, 3], 0]);
    const taken = rig.context.recorder.take(0, { target: 0, waiting: 0, sockets: 0 }, {} as never);
    expect(taken.notAttempted).toEqual({ 'stepped-down': 2 });
  });

  test('because it is refused: the others keep their order', async () => {
    const { rig, host, pacer, add, wire } = begin({ maxHandshakesInFlight: 1 });
    for (let i = 0; i < 6; i++) add(i);
    expect(pacer.refuse((seat) => seat.ordinal % 2 === 0).map(({ ordinal }) => ordinal)).toEqual([1, 3, 5]);
    expect(pacer.waiting).toBe(2);
    for (let i = 0; i < 2; i++) {
      wire.last.dialer.onConnectFailed('ECONNREFUSED');
      await rig.nextTurn();
    }
    expect(ordinals(host)).toEqual([0, 2, 4]);
  });
});
