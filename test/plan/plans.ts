// Plans for tests: one that is complete and small, and generators of profiles for properties.
import fc from 'fast-check';
import type { Replan } from '../../src/base/stage.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Profile, Stage } from '../../src/plan/profile.ts';

export const PLAN: Plan = {
  version: 1,
  name: 'test',
  seed: 42,
  target: {
    url: 'ws://127.0.0.1:9080/',
    secure: false,
    host: '127.0.0.1',
    port: 9080,
    path: '/',
    headers: [],
    subprotocols: [],
    tls: {
      serverName: 'localhost',
      ca: null,
      minVersion: '1.2',
      maxVersion: '1.3',
      resumption: true,
      verify: true,
    },
    deflate: false,
    sourceAddresses: [],
  },
  platform: { name: 'plain', token: 'none', connectionLimit: 250 },
  profile: {
    name: 'constant',
    stages: [{ name: 'hold', target: 10, durationUs: 1_000_000, shape: 'jump' }],
    untilThrottled: false,
    timeScale: 1,
  },
  pacing: {
    jitterUs: [0, 0],
    handshakesPerSecond: null,
    maxHandshakesInFlight: 1_000,
    redial: false,
    redialBackoffUs: [1_000_000, 30_000_000],
  },
  messages: {
    mode: 'none',
    perSecond: 0,
    bytes: 32,
    maxOutstanding: 65_536,
    samplesPerSecond: 0,
    replyTimeoutUs: 30_000_000,
    verify: false,
  },
  keepAlive: { pingIntervalUs: 0, pingTimeoutUs: 10_000_000 },
  flow: { ackWindow: 0, processingUs: 0, receiveBuffer: 1_000, highWater: 200 },
  deadlines: {
    dnsUs: 5_000_000,
    tcpUs: 10_000_000,
    tlsUs: 10_000_000,
    upgradeUs: 10_000_000,
    readyUs: 10_000_000,
    closeUs: 5_000_000,
    drainUs: 5_000_000,
  },
  shard: { index: 0, count: 1, sharers: 1 },
};

export const anyStage: fc.Arbitrary<Stage> = fc.record({
  name: fc.constant('stage'),
  target: fc.nat(200),
  durationUs: fc.integer({ min: 100_000, max: 60_000_000 }),
  shape: fc.constantFrom('jump' as const, 'linear' as const),
});

export const profiles: fc.Arbitrary<Profile> = fc
  .array(anyStage, { minLength: 1, maxLength: 6 })
  .map((stages) => ({ name: 'any', stages, untilThrottled: false, timeScale: 1 }));

export function withProfile(profile: Profile, jitterUs: readonly [number, number] = [0, 0]): Plan {
  return { ...PLAN, profile, pacing: { ...PLAN.pacing, jitterUs } };
}

/** Replans at later and later moments. */
export const anyReplans: fc.Arbitrary<Replan[]> = fc
  .array(fc.tuple(fc.nat(40_000_000), fc.array(anyStage, { minLength: 1, maxLength: 4 })), { maxLength: 3 })
  .map((all) => {
    let fromUs = 0;
    return all.map(([afterUs, stages]) => {
      fromUs += 1 + afterUs;
      return { fromUs, stages };
    });
  });
