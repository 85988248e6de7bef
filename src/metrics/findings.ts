// What a person should know of a run, in plain sentences: what the platform did, and what the generator met.
// Findings explain; they never decide whether a run passed (thresholds) or can be trusted (the verdict).
import { formatDurationUs, US_PER_SECOND } from '../base/time.ts';
import { FAILURE_ADVICE } from './failure-advice.ts';
import type { Quantiles } from './histogram.ts';
import type { RunDescription } from './run-description.ts';
import { tailOf } from './samples-needed.ts';
import { count, HISTOGRAMS, type Snapshot } from './snapshot.ts';
import type { Figures, Finding } from './summary-type.ts';
import type { WindowStats } from './window-stats.ts';
import { largestFirst, sayBytes, sayCount, sayLargest, sayPlural, sayShare } from './wording.ts';

/** Where something becomes worth a finding. Shares are of one. */
export const FINDING_LIMITS = {
  /** Of the connections open on average, per minute. */
  churnShare: 0.02,
  memoryGrowth: 0.15,
  /** Real time that the load must have stood still for before memory is judged. */
  memoryGrowthAfterUs: 600 * US_PER_SECOND,
  handshakeSuccess: 0.85,
  /** Of the time that connections were open, what they were not read from. */
  pausedShare: 0.01,
  /** Of the connections that the profile asks for at most: those above are all of them. */
  reachedShare: 0.98,
  /** Of the machine's memory, used by the generator. */
  memoryShare: 0.7,
  /** The tail from due against the tail from start: both must be exceeded. */
  omissionFactor: 2,
  omissionUs: 10_000,
} as const;

export interface FindingsInput {
  readonly run: RunDescription;
  readonly figures: Figures;
  readonly total: Snapshot;
  readonly stats: WindowStats;
}

/** Errors first, then warnings, then what is only good to know. */
export function collectFindings(input: FindingsInput): Finding[] {
  const found = [
    ...ofHandshakes(input),
    ...ofKernel(input),
    ...ofSessions(input),
    ...ofGenerator(input),
    ...ofSettings(input),
  ];
  const rank = { error: 0, warning: 1, info: 2 } as const;
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function* ofHandshakes({ run, figures }: FindingsInput): Generator<Finding> {
  const { opened, failed, failures, closes, peakOpen } = figures.connections;
  const decided = opened + failed;
  if (failed > 0 && opened === 0) {
    const [[worst] = ['cancelled' as const]] = largestFirst(failures);
    const text = `No connection ever opened: ${sayPlural(failed, 'handshake')} failed: ${sayLargest(failures)}. ${FAILURE_ADVICE[worst]}`;
    yield { code: 'nothing-opened', severity: 'error', text };
  } else if (decided > 0 && opened / decided < FINDING_LIMITS.handshakeSuccess) {
    const text = `Only ${sayShare(opened / decided)} of ${sayPlural(decided, 'handshake')} succeeded: ${sayLargest(failures)}. Below ${sayShare(FINDING_LIMITS.handshakeSuccess)} the load was too steep, or the platform is in trouble.`;
    yield { code: 'handshake-success-low', severity: 'warning', text };
  }
  const refused = (failures['auth-refused'] ?? 0) + (closes['auth-refused'] ?? 0);
  if (refused > 0) {
    const text = `The platform refused our token ${sayPlural(refused, 'time')}. That says nothing of its capacity: check the token first.`;
    yield { code: 'auth-refused', severity: 'error', text };
  }
  const { handshakes, messages } = figures.throttled;
  const throttledCloses = closes.throttled ?? 0;
  if (handshakes + messages + throttledCloses > 0) {
    const parts = [
      handshakes > 0 ? sayPlural(handshakes, 'handshake') : '',
      messages > 0 ? sayPlural(messages, 'message') : '',
      throttledCloses > 0 ? sayPlural(throttledCloses, 'open connection') : '',
    ].filter((part) => part !== '');
    const text = `The platform throttled ${parts.join(' and ')}; at most ${sayPlural(peakOpen, 'connection')} ${peakOpen === 1 ? 'was' : 'were'} open at once.`;
    yield { code: 'throttled', severity: run.seeksLimit ? 'info' : 'warning', text };
  }
  if (run.seeksLimit && !figures.capacity && figures.run.ending === 'completed' && opened > 0) {
    if (peakOpen >= FINDING_LIMITS.reachedShare * run.peakTarget) {
      const text = `The ramp reached its ${sayPlural(run.peakTarget, 'connection')} and met no limit: the limit lies higher. Raise --target-concurrency to find it.`;
      yield { code: 'limit-not-reached', severity: 'info', text };
    } else {
      const text = `The ramp ended without a limit, and with at most ${sayCount(peakOpen)} of its ${sayPlural(run.peakTarget, 'connection')} open at once: handshakes failed or were too slow, so that it went on in smaller steps, or it was too short. Nothing is known of what lies higher.`;
      yield { code: 'ramp-cut-short', severity: 'warning', text };
    }
  }
  const { notAttempted, asked } = figures.connections;
  const overtaken = notAttempted['run-ended'] ?? 0;
  if (overtaken > 0) {
    const text = `${sayCount(overtaken)} of ${sayPlural(asked, 'connection')} that came due were not dialed before the run ended: they still waited for a cap. Raise --handshake-rate or --max-handshakes-in-flight, or let the run last longer.`;
    yield { code: 'not-dialed', severity: 'warning', text };
  }
}

/** An accept queue that overflows loses no connection and raises no error: it only makes handshakes seconds slow. */
function* ofKernel({ figures }: FindingsInput): Generator<Finding> {
  const { kernel } = figures.generator;
  if (kernel === null) return;
  const { listenOverflows, synRetransmits } = kernel;
  if (listenOverflows > 0) {
    const text = `A listener on this machine dropped ${sayPlural(listenOverflows, 'connection request')} because its accept queue was full. The client repeats such a request after 1 s, 3 s and 7 s, so a handshake is seconds slow without any error: raise the listener's backlog and net.core.somaxconn, or accept faster.`;
    yield { code: 'accept-queue-overflow', severity: 'warning', text };
  }
  if (synRetransmits > 0) {
    const why =
      listenOverflows > 0
        ? 'an accept queue was full'
        : "the target's accept queue was full, or the network lost them";
    const text = `${sayPlural(synRetransmits, 'connection request')} had to be repeated, each after a second or more: ${why}. That time is in the tcp phase.`;
    yield { code: 'syn-retransmits', severity: 'warning', text };
  }
}

function* ofSessions({ figures, total, stats }: FindingsInput): Generator<Finding> {
  const { churnShare, churnPerMinute, closes } = figures.connections;
  if (churnShare > FINDING_LIMITS.churnShare) {
    const { ours: _ours, 'worker-lost': _lost, ...theirs } = closes;
    const text = `${sayShare(churnShare)} of the open connections were lost each minute (${sayCount(churnPerMinute)} a minute): ${sayLargest(theirs)}. Above ${sayShare(FINDING_LIMITS.churnShare)} clients notice.`;
    yield { code: 'churn-high', severity: 'warning', text };
  }
  const { sent, unanswered, received, invalid, parseErrors } = figures.messages;
  const { timedOut, lostAtClose, inFlightAtEnd, lateAnswers } = figures.messages;
  if (unanswered > 0) {
    const late = lateAnswers > 0 ? ` ${sayPlural(lateAnswers, 'answer')} came after that.` : '';
    const text = `${sayCount(unanswered)} of ${sayPlural(sent, 'message')} (${sayShare(unanswered / Math.max(sent, unanswered))}) were not answered in time: ${sayLargest({ 'timed out': timedOut, 'lost with their connection': lostAtClose, 'in flight at the end': inFlightAtEnd })}.${late} Round trips are of the others alone.`;
    yield { code: 'unanswered', severity: 'warning', text };
  }
  if (invalid > 0) {
    const parse = parseErrors > 0 ? `, ${sayCount(parseErrors)} of them not even JSON` : '';
    const text = `${sayCount(invalid)} of ${sayPlural(received, 'received message')} did not fit the platform's envelope${parse}. Check that --platform is the right one.`;
    yield { code: 'invalid-messages', severity: 'warning', text };
  }
  const { overdueAtEnd } = figures.messages;
  if (overdueAtEnd > 0) {
    const text = `${sayPlural(overdueAtEnd, 'message')} came due behind unanswered ones and had not been sent when the load or their connection ended: their waiting is in no percentile, so the true ones are higher.`;
    yield { code: 'overdue-at-end', severity: 'warning', text };
  }
  const { sendsSkipped } = figures.backPressure;
  if (sendsSkipped > 0) {
    const text = `${sayPlural(sendsSkipped, 'scheduled message was', 'scheduled messages were')} not sent, because the platform read too slowly and our bounded queue was full.`;
    yield { code: 'sends-skipped', severity: 'warning', text };
  }
  const ahead = count(total, 'pushesAhead');
  if (ahead > 0) {
    const text = `${sayPlural(ahead, 'event')} came before the moment that the platform had stamped on them: its clock is ahead of this machine's, so the push times mean little. Have both follow the same time server.`;
    yield { code: 'clock-ahead', severity: 'warning', text };
  }
  const { pausedUs } = figures.backPressure;
  const openUs = stats.averageOpen * stats.spanSeconds * US_PER_SECOND;
  if (figures.messages.answered > 0 && pausedUs > FINDING_LIMITS.pausedShare * openUs) {
    const text = `Reading was paused for ${sayShare(pausedUs / openUs)} of the time that connections were open, as a client does that is busy with its events. Answers and pongs that came meanwhile waited in this machine's buffers: round trips and pings contain that.`;
    yield { code: 'reading-paused', severity: 'warning', text };
  }
  yield* hiddenWaiting('handshakes', figures.handshake.latencyUs, figures.handshake.serviceUs);
  yield* hiddenWaiting('round trips', figures.messages.roundTripUs, figures.messages.roundTripServiceUs);
}

/** The gap that coordinated omission would have hidden. */
function* hiddenWaiting(what: string, fromDue: Quantiles, fromStart: Quantiles): Generator<Finding> {
  const tail = tailOf(Math.min(fromDue.count, fromStart.count));
  if (tail === null || fromDue[tail] - fromStart[tail] < FINDING_LIMITS.omissionUs) return;
  if (fromDue[tail] < FINDING_LIMITS.omissionFactor * fromStart[tail]) return;
  const text = `The ${tail} of ${what} is ${formatDurationUs(fromDue[tail])} from when they were due, but ${formatDurationUs(fromStart[tail])} from when they began: the difference is waiting for their turn, which a client would feel and a clock started late would hide.`;
  yield { code: 'coordinated-omission', severity: 'info', text };
}

function* ofGenerator({ run, figures, total, stats }: FindingsInput): Generator<Finding> {
  const growth = stats.memoryGrowth(FINDING_LIMITS.memoryGrowthAfterUs);
  if (growth && growth.share > FINDING_LIMITS.memoryGrowth) {
    const text = `The generator's memory grew by ${sayShare(growth.share)} (${sayBytes(growth.fromBytes)} to ${sayBytes(growth.toBytes)}) in ${formatDurationUs(growth.spanUs)} of steady load. Something is kept that should not be: a longer soak would end badly.`;
    yield { code: 'memory-growth', severity: 'warning', text };
  }
  const { rssBytesPeak } = figures.generator;
  if (run.memoryBytes > 0 && rssBytesPeak > FINDING_LIMITS.memoryShare * run.memoryBytes) {
    const text = `The generator used ${sayBytes(rssBytesPeak)} of this machine's ${sayBytes(run.memoryBytes)}. Fewer connections, or more machines, keep it from being killed.`;
    yield { code: 'generator-memory', severity: 'warning', text };
  }
  const clamped = HISTOGRAMS.reduce((sum, name) => sum + (total.histograms[name]?.clamped ?? 0), 0);
  if (clamped > 0) {
    const text = `${sayPlural(clamped, 'time')} an hour or more was measured; histograms count these as one hour.`;
    yield { code: 'values-clamped', severity: 'info', text };
  }
}

function* ofSettings({ run }: FindingsInput): Generator<Finding> {
  if (!run.certificateChecked) {
    const text = "The server's certificate was not checked: whoever answered may not have been the platform.";
    yield { code: 'tls-not-verified', severity: 'warning', text };
  }
  if (run.resumesTls) {
    const text =
      "TLS sessions were resumed where the target allowed it, one connection's by the next. Clients of their own begin with a full handshake, which costs the target more: --no-tls-resumption measures that.";
    yield { code: 'tls-resumed', severity: 'info', text };
  }
  if (run.timeScale !== 1) {
    const text = `This was a rehearsal: every duration of the profile was divided by ${run.timeScale}. Limits that need time to show (token life, idle timeouts, leaks) may not have shown.`;
    yield { code: 'rehearsal', severity: 'info', text };
  }
}
