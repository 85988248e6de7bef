// The phases of a handshake, in the order in which they follow, and which histogram times each: what every table of them
// is made of.
import type { HistogramName } from '../snapshot.ts';

export const PHASE_HISTOGRAMS = {
  prepare: 'phasePrepare', // only where the platform wants it; in no latency
  dns: 'phaseDns',
  tcp: 'phaseTcp',
  tls: 'phaseTls',
  upgrade: 'phaseUpgrade',
  ready: 'phaseReady',
} as const satisfies Record<string, HistogramName>;

export type Phase = keyof typeof PHASE_HISTOGRAMS;

export const PHASES = Object.keys(PHASE_HISTOGRAMS) as readonly Phase[];
