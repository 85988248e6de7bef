// The plan of a play, made by hand: bystanders and victims at once, but no victim dials before the bystanders are
// served, and one deadline that is short where the fault is to meet it. Everything stands until the play is over.
import type { Plan } from '../../src/plan/plan.ts';
import { PLAN } from '../plan/plans.ts';
import { TRUSTED } from './certificates.ts';
import { BYSTANDERS, DEADLINE_MS, type Fault, OUT_OF_REACH_MS, VICTIMS } from './fault.ts';

const US_PER_MS = 1_000;
const FAR_US = OUT_OF_REACH_MS * US_PER_MS;
const HOUR_US = 3_600_000_000;
/** Nobody waits for it: it ends with the last answer, and with the last goodbye. */
const DRAIN_US = 20_000_000;
/** But where victims stay, who owe both. */
const SHORT_DRAIN_US = 3_000_000;
/** Where victims come first: long after their end, which comes with a window, was seen. */
const VICTIMS_FIRST_US = 8_000_000;

export function planFor(fault: Fault, port: number): Plan {
  const { deadline, secure = false, heal } = fault;
  const scheme = secure ? 'wss' : 'ws';
  const us = (phase: Fault['deadline']) => (phase === deadline ? DEADLINE_MS * US_PER_MS : FAR_US);
  const all = BYSTANDERS + VICTIMS;
  const plan: Plan = {
    ...PLAN,
    target: {
      ...PLAN.target,
      url: `${scheme}://127.0.0.1:${port}/`,
      port,
      secure,
      tls: { ...PLAN.target.tls, ca: TRUSTED.map(({ cert }) => cert).join(''), serverName: '127.0.0.1' },
    },
    profile: {
      ...PLAN.profile,
      stages: [...(heal ? [stage(VICTIMS, VICTIMS_FIRST_US)] : []), stage(all, HOUR_US)],
    },
    pacing: { ...PLAN.pacing, maxHandshakesInFlight: BYSTANDERS, redialBackoffUs: [10_000, 20_000] },
    messages: { ...PLAN.messages, mode: 'rate', perSecond: 20 },
    keepAlive:
      deadline === 'ping'
        ? { pingIntervalUs: 100_000, pingTimeoutUs: DEADLINE_MS * US_PER_MS }
        : { pingIntervalUs: 0, pingTimeoutUs: FAR_US },
    deadlines: {
      dnsUs: us('dns'),
      tcpUs: us('tcp'),
      tlsUs: us('tls'),
      upgradeUs: us('upgrade'),
      readyUs: us('ready'),
      closeUs: us('close'),
      drainUs: fault.expect.until ? SHORT_DRAIN_US : DRAIN_US,
    },
  };
  return fault.plan?.(plan) ?? plan;
}

function stage(target: number, durationUs: number) {
  return { name: 'hold', target, durationUs, shape: 'jump' as const };
}
