// The shape of summary.json, version 1: a contract. Keys may be added, none may change or go.
// Times are microseconds.

import type { Capacity } from '../capacity.ts';
import type { Quantiles } from '../histogram.ts';
import type { KernelCounts } from '../kernel-counts.ts';
import type { CloseCause, Counts, FailureKind, NotAttemptedReason } from '../outcome.ts';
import type { Ending } from './ending.ts';
import type { Phase } from './phases.ts';

export type Validity = 'VALID' | 'SUSPECT' | 'INVALID';

export interface Reason {
  /** Stable, kebab-case: a line in docs/validity.md. */
  readonly code: string;
  readonly text: string;
}

export interface ThresholdResult {
  readonly name: string;
  readonly passed: boolean;
  /** Null where nothing was measured, which never passes. */
  readonly actual: number | null;
}

export interface Finding {
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface Summary {
  readonly version: 1;
  readonly run: {
    readonly name: string;
    readonly startedAt: string;
    readonly durationUs: number;
    readonly platform: string;
    readonly profile: string;
    readonly target: string;
    /** completed: the profile was played; limit-found; interrupted; unreachable; recovered: rebuilt after a crash. */
    readonly ending: Ending;
  };
  readonly verdict: {
    readonly validity: Validity;
    readonly reasons: readonly Reason[];
    readonly thresholds: readonly ThresholdResult[];
    /** Something opened, every threshold passed, and the measurement is not INVALID. */
    readonly passed: boolean;
  };
  readonly connections: {
    readonly asked: number;
    readonly attempted: number;
    readonly notAttempted: Counts<NotAttemptedReason>;
    readonly opened: number;
    readonly failed: number;
    readonly closed: number;
    readonly openAtEnd: number;
    /** Handshakes under way, and dials that waited for a cap, when the record ended: of a run that ended itself none. */
    readonly connectingAtEnd: number;
    readonly waitingAtEnd: number;
    readonly peakOpen: number;
    readonly failures: Counts<FailureKind>;
    readonly closes: Counts<CloseCause>;
    /** Closes that were not ours, per minute. */
    readonly churnPerMinute: number;
    /** The same, as a share of the connections open on average, per minute: what `churn<2%` judges. */
    readonly churnShare: number;
    readonly redials: number;
  };
  readonly handshake: {
    readonly latencyUs: Quantiles;
    readonly serviceUs: Quantiles;
    readonly latenessUs: Quantiles;
    readonly phasesUs: Readonly<Record<Phase, Quantiles>>;
  };
  readonly messages: {
    readonly sent: number;
    readonly received: number;
    readonly valid: number;
    readonly invalid: number;
    readonly parseErrors: number;
    readonly answered: number;
    /** timedOut + lostAtClose + inFlightAtEnd. */
    readonly unanswered: number;
    readonly timedOut: number;
    readonly lostAtClose: number;
    readonly inFlightAtEnd: number;
    /** Answers that came after their message had timed out; they are valid, and in no round trip. */
    readonly lateAnswers: number;
    /** Due, and never sent: they waited behind unanswered messages until the end, and are in no round trip. */
    readonly overdueAtEnd: number;
    readonly acks: number;
    readonly roundTripUs: Quantiles;
    readonly roundTripServiceUs: Quantiles;
    readonly latenessUs: Quantiles;
    /** The part of the lateness that is the generator's own. */
    readonly slipUs: Quantiles;
    readonly pushUs: Quantiles;
  };
  readonly ping: {
    readonly sent: number;
    readonly answered: number;
    readonly received: number;
    readonly rttUs: Quantiles;
  };
  readonly backPressure: {
    readonly events: number;
    readonly pausedUs: number;
    readonly queueDepth: Quantiles;
    readonly writeBlocked: number;
    readonly sendsSkipped: number;
  };
  readonly tokens: {
    readonly fetched: number;
    readonly rotated: number;
    readonly failed: number;
    readonly rejected: number;
  };
  readonly throttled: { readonly handshakes: number; readonly messages: number };
  readonly capacity: Capacity | null;
  readonly findings: readonly Finding[];
  readonly generator: {
    readonly workers: number;
    readonly loopLagUs: Quantiles;
    /** Of the busiest worker, the highest second. */
    readonly cpuShare: number;
    readonly rssBytesPeak: number;
    /** Ready to run and without a core, of the worker and second it was worst in, as a share of the time. */
    readonly waitShare: number;
    /** Open sockets as a share of the files that the fullest worker may open, and of the local ports there are. */
    readonly machineShare: number;
    readonly fileShare: number;
    readonly portShare: number;
    /** How late dials were by the generator's own fault: without the waiting for a cap. */
    readonly slipUs: Quantiles;
    /** What the kernel of this machine counted while the load ran; null where it does not say. */
    readonly kernel: KernelCounts | null;
  };
}

/** What was measured, before anyone judges it: what thresholds, findings and the verdict read. */
export type Figures = Omit<Summary, 'verdict' | 'findings'>;
