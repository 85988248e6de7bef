// Where a measurement begins to be doubtful, and where it is worth nothing: one table, explained line by line in
// docs/validity.md. Shares are of one.
import { LATE_START_US } from '../recorder.ts';

export const VERDICT_LIMITS = {
  /** Of all starts, those later than `lateStartUs` and those that were dropped. */
  lateStartsSuspect: 0.001,
  /** Fewer late starts than this are a hiccup and no habit, whatever their share of a short run. */
  lateStartsLeast: 20,
  lateStartUs: LATE_START_US,
  /** The p99 of the generator's own lateness: this long, or this share of the p99 it is part of, whichever is more. */
  slipP99Us: 2_000,
  slipShare: 0.05,
  loopLagP99SuspectUs: 10_000,
  loopLagP99InvalidUs: 50_000,
  /** Pauses of the loop (the collector's and all others) that are at least this long, as a share of the time. */
  pauseUs: 50_000,
  pausesSuspect: 0.005,
  pausesInvalid: 0.05,
  /** Of one core, the busiest worker, 95th percentile of the windows. */
  cpuSuspect: 0.8,
  /** Only where starts were late too. */
  cpuInvalid: 0.9,
  /** Of the time, a worker ready to run and without a core, 95th percentile of the windows. */
  waitSuspect: 0.2,
  waitInvalid: 0.5,
  /** Of all cores of the machine, in use by whomever, 95th percentile of the windows. */
  machineSuspect: 0.95,
  /** Of the files that a worker may open, and of the local ports. */
  headroom: 0.9,
  /** Of the segments that this machine sent, those sent again; and the fewest that count. */
  retransmitsSuspect: 0.01,
  retransmitsLeast: 20,
  /** The middle and the last third of a plateau: their round trips' medians apart by this share and by this time. */
  driftShare: 0.25,
  driftUs: 1_000,
  /** A plateau shorter than this is not judged. */
  driftAfterUs: 30_000_000,
} as const;
