// Events by the clock alone: their rate, their numbers, what is left out and what becomes of a full window.

import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Board } from '../../../src/simulator/board.ts';
import { type EventOwner, EventStream } from '../../../src/simulator/connection/event-stream.ts';
import type { Host } from '../../../src/simulator/connection/host.ts';
import type { SimulatorOptions } from '../../../src/simulator/options.ts';
import type { Payload } from '../../../src/simulator/payload.ts';
import type { Conversation } from '../../../src/simulator/platform.ts';
import type { SumCounter } from '../../../src/simulator/stats.ts';
import { manualHost } from '../manual-host.ts';

/** Notes what it is told; like a connection it counts what is sent. */
class Owner implements EventOwner {
  readonly ordinal: number;
  readonly conversation: Conversation;
  readonly sent: { readonly counter: SumCounter; readonly seq: number }[] = [];
  readonly ends: string[] = [];
  isCongested = false;
  readonly #board: Board;

  constructor({ board, dialect }: Host, ordinal: number) {
    this.ordinal = ordinal;
    this.conversation = dialect.createConversation();
    this.#board = board;
  }

  get isEnded(): boolean {
    return this.ends.length > 0;
  }

  send(payload: Payload, counter: SumCounter): void {
    this.#board.count(counter);
    const { metadata } = JSON.parse(String(payload)) as { metadata?: { seq: number } };
    this.sent.push({ counter, seq: metadata?.seq ?? 0 });
  }

  end(code: number, reason: string): void {
    this.ends.push(`${code} ${reason}`);
  }
}

function stream(given: Partial<SimulatorOptions>, ordinal = 0) {
  const manual = manualHost('genesys-guide', given);
  const owner = new Owner(manual.host, ordinal);
  return { ...manual, owner, sent: owner.sent, events: new EventStream(manual.host, owner, manual.nowUs()) };
}

describe('the rate', () => {
  test('is kept for ever: after any time, as many as came due, however the clock was looked at', () => {
    const stepsUs = fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(50), stepsUs, (rate, ordinal, steps) => {
        const { advance, sent } = stream({ eventRate: rate / 7, ackWindow: 0 }, ordinal);
        for (const us of steps) advance(us);
        const passedUs = steps.reduce((total, us) => total + us, 0);
        // The first is due within the first interval, each next one an interval later.
        const intervals = (passedUs * (rate / 7)) / 1_000_000;
        expect(sent.length).toBeGreaterThan(intervals - 1 - 1e-6);
        expect(sent.length).toBeLessThan(intervals + 1 + 1e-6);
        expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, n) => n + 1));
      }),
    );
  });

  test('what came due while the process stood still for long is left out and counted, but for a second of it', () => {
    const { advance, sent, stats } = stream({ eventRate: 10, ackWindow: 0 });
    advance(60_000_000);
    expect(stats().eventsSkipped + sent.length).toBe(601);
    expect(sent.length).toBeLessThanOrEqual(11);
    expect(sent.at(-1)?.seq).toBe(sent.length); // a number is never left out
  });

  test('one connection sends at most a hundred in one go, and none is lost by it', () => {
    const { advance, sent, stats } = stream({ eventRate: 1_000, ackWindow: 0 });
    advance(250_000);
    expect(sent).toHaveLength(100);
    advance(0);
    expect(sent).toHaveLength(200);
    advance(0);
    expect([sent.length, stats().eventsSkipped]).toEqual([251, 0]);
  });
});

describe('the window', () => {
  test('full and one more due: ends its owner, and nothing follows', () => {
    const { advance, owner, sent, stats, host } = stream({ eventRate: 10, ackWindow: 3 });
    for (let n = 0; n < 10; n += 1) advance(100_000);
    expect(owner.ends).toEqual(['1008 ack_window_exceeded']);
    expect(sent).toHaveLength(3);
    expect(stats()).toMatchObject({ windowOverruns: 1, maxUnacked: 3 });
    expect(host.wheel.size).toBe(0);
  });

  test('held instead: left out and counted, and an ack makes room for the next number', () => {
    const { advance, events, owner, sent, stats } = stream({
      eventRate: 10,
      ackWindow: 2,
      windowOverrun: 'hold',
    });
    for (let n = 0; n < 5; n += 1) advance(100_000);
    expect([sent.length, stats().eventsHeld]).toEqual([2, 4]);
    expect([events.ack(2), events.ack(2), events.ack(9)]).toEqual([true, false, false]);
    advance(100_000);
    expect(sent.at(-1)).toEqual({ counter: 'eventsSent', seq: 3 });
    expect(owner.ends).toEqual([]);
  });
});

test('an owner that cannot take more gets none, and they are counted as left out', () => {
  const { advance, owner, sent, stats } = stream({ eventRate: 10, ackWindow: 1 });
  owner.isCongested = true;
  for (let n = 0; n < 5; n += 1) advance(100_000);
  expect(sent).toEqual([]);
  expect(stats()).toMatchObject({ eventsSkipped: 6, windowOverruns: 0 });
  owner.isCongested = false;
  advance(100_000);
  expect(sent).toEqual([{ counter: 'eventsSent', seq: 1 }]);
});

test('a share of the events is broken, evenly, and takes no number and no place in the window', () => {
  const { advance, sent, stats } = stream({ eventRate: 10, ackWindow: 0, invalidEventShare: 0.25 });
  for (let n = 0; n < 19; n += 1) advance(100_000);
  const broken = sent.flatMap(({ counter }, n) => (counter === 'invalidEventsSent' ? [n] : []));
  expect(broken).toEqual([3, 7, 11, 15, 19]);
  expect(sent.filter(({ seq }) => seq > 0).map(({ seq }) => seq)).toEqual(
    Array.from({ length: sent.length - broken.length }, (_, n) => n + 1),
  );
  expect(stats().maxUnacked).toBe(sent.length - broken.length);
});
