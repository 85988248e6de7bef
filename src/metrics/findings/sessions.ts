// Findings of what happened on open connections: losses, messages, answers, the time they took.
import { formatDurationUs, US_PER_SECOND } from '../../base/time.ts';
import type { Finding } from '../figures/shape.ts';
import type { Quantiles } from '../histogram.ts';
import { tailOf } from '../samples-needed.ts';
import { count } from '../snapshot.ts';
import { sayCount, sayLargest, sayPlural, sayShare } from '../wording.ts';
import type { FindingsInput } from './input.ts';
import { FINDING_LIMITS } from './limits.ts';

export function* ofSessions({ figures, total, stats }: FindingsInput): Generator<Finding> {
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
  if (figures.messages.answered > 0 && openUs > 0 && pausedUs > FINDING_LIMITS.pausedShare * openUs) {
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
