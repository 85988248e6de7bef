// Our pings on the manual clock: one at a time, timed, and missed in time.
import { expect, test } from 'bun:test';
import { KeepAlive, type KeepAliveUser } from '../../../src/engine/talk/keep-alive.ts';
import { Rig } from '../rig.ts';

const MS = 1_000;
const INTERVAL = 20_000 * MS;
const TIMEOUT = 10_000 * MS;

class User implements KeepAliveUser {
  readonly pings: { payload: Buffer; atUs: number }[] = [];
  timeouts = 0;
  isDeaf = false;
  readonly #rig: Rig;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  sendPing(payload: Uint8Array): void {
    this.pings.push({ payload: Buffer.from(payload), atUs: this.#rig.nowUs });
  }

  onPingTimeout(): void {
    this.timeouts++;
  }

  isDeafAt(): boolean {
    return this.isDeaf;
  }
}

function pinging(ordinal = 0) {
  const rig = new Rig({ plan: { keepAlive: { pingIntervalUs: INTERVAL, pingTimeoutUs: TIMEOUT } } });
  const user = new User(rig);
  const startUs = rig.nowUs;
  const keepAlive = new KeepAlive(rig.context, user, ordinal, startUs);
  const pong = (payload = user.pings.at(-1)!.payload) => {
    const bytes = Buffer.concat([Buffer.from('..'), payload, Buffer.from('.')]);
    keepAlive.onPong(bytes, 2, bytes.length - 1, rig.nowUs);
  };
  const untilPing = () => {
    const seen = user.pings.length;
    for (let i = 0; i < 40_000 && user.pings.length === seen; i++) rig.pass(MS);
    return user.pings.at(-1)!.atUs;
  };
  return { rig, user, keepAlive, pong, untilPing, startUs };
}

test('many connections begin spread over the first interval', () => {
  const first = Array.from({ length: 200 }, (_, ordinal) => {
    const { untilPing, startUs } = pinging(ordinal);
    return untilPing() - startUs;
  });
  expect(Math.max(...first)).toBeLessThanOrEqual(INTERVAL + MS);
  const quarters = [0, 1, 2, 3].map(
    (quarter) => first.filter((us) => Math.floor((us * 4) / INTERVAL) === quarter).length,
  );
  for (const count of quarters) expect(count).toBeGreaterThan(25);
});

test('an answer is timed, and the next ping comes an interval after the one before', () => {
  const { rig, pong, untilPing } = pinging();
  const first = untilPing();
  rig.pass(30 * MS);
  const rttUs = rig.nowUs - first;
  pong();
  expect(rig.context.recorder.histograms.pingRtt.quantiles().max / rttUs).toBeCloseTo(1, 2);
  expect(untilPing() - first).toBe(INTERVAL);
  expect(rig.counters).toMatchObject({ pingsSent: 2, pongsReceived: 1 });
});

test('an answer later than half its time brings the next ping in half the interval', () => {
  const { rig, pong, untilPing } = pinging();
  const first = untilPing();
  rig.pass(TIMEOUT / 2 + MS);
  pong();
  expect(untilPing() - first).toBe(INTERVAL / 2);
});

test('no answer in time is one timeout, and an answer to another ping is none', () => {
  const { rig, user, pong, untilPing } = pinging();
  untilPing();
  pong(Buffer.from([0, 0, 0, 9]));
  pong(Buffer.from([1]));
  expect(rig.counters.pongsReceived).toBe(0);
  rig.pass(3 * TIMEOUT);
  expect(user.timeouts).toBe(1);
});

test('nobody is timed out while this side does not read', () => {
  const { rig, user, pong, untilPing } = pinging();
  untilPing();
  user.isDeaf = true;
  rig.pass(5 * TIMEOUT);
  expect(user.timeouts).toBe(0);
  user.isDeaf = false;
  pong();
  rig.pass(2 * MS);
  expect(user).toMatchObject({ timeouts: 0, pings: { length: 2 } });
});

test('after its end nothing rings and nothing is heard', () => {
  const { rig, user, keepAlive, pong, untilPing } = pinging();
  untilPing();
  keepAlive.stop();
  pong();
  rig.pass(3 * INTERVAL);
  expect([user.timeouts, user.pings.length, rig.context.wheel.size]).toEqual([0, 1, 0]);
  expect(rig.counters.pongsReceived).toBe(0);
});
