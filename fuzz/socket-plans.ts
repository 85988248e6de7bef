// The plans that the socket part plays: each platform, ready at once or only by a message, talking in every way, with
// deadlines so short that a stalled handshake is over within a second. A case's number says which of them is its own.
// Whatever they leave open is as in the plan that tests begin with.
import type { Plan } from '../src/plan/plan.ts';
import { PLAN } from '../test/plan/plans.ts';

export interface Setting {
  readonly platform: Plan['platform'];
  readonly token: string | undefined;
  readonly subprotocols: readonly string[];
  readonly deflate: boolean;
  readonly messages: Partial<Plan['messages']>;
  readonly keepAlive: Partial<Plan['keepAlive']>;
  readonly flow: Partial<Plan['flow']>;
  /** What makes a connection ready, as text. */
  readonly readyText: string | null;
}

const speak = (name: string, token: Plan['platform']['token'] = 'none') => ({
  name,
  token,
  connectionLimit: 10_000,
});

export const SETTINGS: readonly Setting[] = [
  {
    platform: speak('plain'),
    token: undefined,
    subprotocols: [],
    deflate: true,
    messages: { mode: 'max', verify: true },
    keepAlive: { pingIntervalUs: 200_000, pingTimeoutUs: 500_000 },
    flow: {},
    readyText: `bh:0000000000${'x'.repeat(19)}`,
  },
  {
    platform: speak('plain'),
    token: undefined,
    subprotocols: ['chat', 'v2'],
    deflate: false,
    messages: {},
    keepAlive: {},
    flow: {},
    readyText: null,
  },
  {
    platform: speak('genesys-guide', 'frame'),
    token: 'T',
    subprotocols: [],
    deflate: true,
    messages: { mode: 'rate', perSecond: 20, bytes: 100 },
    keepAlive: {},
    // So small that reading pauses and resumes.
    flow: { ackWindow: 50, processingUs: 1_000, receiveBuffer: 4, highWater: 2 },
    readyText: '{"type":"authenticated","data":{},"metadata":{}}',
  },
  {
    platform: speak('cxone-guide', 'query'),
    token: 'T',
    subprotocols: [],
    deflate: false,
    messages: { mode: 'rate', perSecond: 50, bytes: 400 },
    keepAlive: {},
    flow: { ackWindow: 100 },
    readyText: null,
  },
];

/** Dials begin after this, spread over so much for each connection. */
export const FIRST_DIAL_US = 200_000;
export const DIAL_SPACING_US = 2_000;
/** The load is ended as soon as nothing moves any more, never by its profile. */
const HOLD_US = 120_000_000;

export function makePlan(setting: Setting, seed: number, port: number, connections: number): Plan {
  const { platform, subprotocols, deflate, messages, keepAlive, flow } = setting;
  return {
    ...PLAN,
    name: 'fuzz',
    seed,
    target: { ...PLAN.target, url: `ws://127.0.0.1:${port}/`, port, subprotocols, deflate },
    platform,
    profile: {
      ...PLAN.profile,
      stages: [{ name: 'hold', target: connections, durationUs: HOLD_US, shape: 'jump' }],
    },
    pacing: {
      ...PLAN.pacing,
      jitterUs: [FIRST_DIAL_US, FIRST_DIAL_US + connections * DIAL_SPACING_US],
      maxHandshakesInFlight: 10_000,
    },
    messages: { ...PLAN.messages, ...messages },
    keepAlive: { ...PLAN.keepAlive, ...keepAlive },
    flow: { ...PLAN.flow, ...flow },
    deadlines: {
      ...PLAN.deadlines,
      tcpUs: 3_000_000,
      upgradeUs: 500_000,
      readyUs: 500_000,
      closeUs: 300_000,
      drainUs: 1_000_000,
    },
  };
}
